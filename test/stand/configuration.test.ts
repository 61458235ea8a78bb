import { createRouter, type ProviderOptions } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ask } from "./ask.ts";
import { pause, until } from "./until.ts";
import { FORMS, MODELS, PROVIDERS, type ProviderName } from "./upstreams.ts";

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());
afterEach(() => {
  vi.unstubAllEnvs();
  sim.reset();
});

/** The headers each SDK carries a key in. */
const KEY_HEADER = { openai: "authorization", anthropic: "authorization", gemini: "x-goog-api-key" } as const;
const ENV = { openai: "OPENAI_API_KEY", anthropic: "ANTHROPIC_API_KEY", gemini: "GEMINI_API_KEY" } as const;
const keysAt = (provider: ProviderName) =>
  sim[provider].requests.map(({ headers }) => headers[KEY_HEADER[provider]]?.replace("Bearer ", ""));

describe("an endpoint of one's own", () => {
  it.each(PROVIDERS)("speaks the wire of %s under a name of its own", async (kind) => {
    const { baseURL } = sim[kind];
    const router = createRouter({ providers: { mine: { kind, baseURL, apiKey: "key-of-mine" } } });
    for (const form of FORMS) {
      const outcome = await ask(router, { text: form, model: "mine/some-model", stream: form === "stream" });
      expect(outcome).toMatchObject({ text: `echo: ${form}`, target: "mine/some-model" });
    }
    expect(sim[kind].requests.map(({ model }) => model)).toEqual(["some-model", "some-model"]);
    expect(keysAt(kind)).toEqual(["key-of-mine", "key-of-mine"]);
    await router.close();
  });

  it("needs no key", async () => {
    const router = createRouter({ providers: { local: { kind: "openai", baseURL: sim.openai.baseURL } } });
    expect(await ask(router, { text: "hi", model: "local/m", stream: false })).toMatchObject({ way: "answer" });
    expect(keysAt("openai")).toEqual([undefined]);
    await router.close();
  });
});

describe("the environment", () => {
  it.each(PROVIDERS)("has the key of %s", async (provider) => {
    vi.stubEnv(ENV[provider], "key-from-the-environment");
    const router = createRouter({ providers: { [provider]: { baseURL: sim[provider].baseURL } } });
    expect(await ask(router, { text: "hi", model: MODELS[provider], stream: false })).toMatchObject({ way: "answer" });
    expect(keysAt(provider)).toEqual(["key-from-the-environment"]);
    await router.close();
  });

  it("is enough: a router without options finds OpenAI by its variables", async () => {
    vi.stubEnv("OPENAI_API_KEY", "key-from-the-environment");
    vi.stubEnv("OPENAI_BASE_URL", sim.openai.baseURL);
    const router = createRouter();
    expect(await ask(router, { text: "hi", model: "gpt-5.5", stream: false })).toMatchObject({ target: MODELS.openai });
    expect(keysAt("openai")).toEqual(["key-from-the-environment"]);
    await router.close();
  });

  it("is read by the call, and may change after the router was made", async () => {
    vi.stubEnv("OPENAI_API_KEY", "");
    const router = createRouter({ providers: { openai: { baseURL: sim.openai.baseURL } } });
    const before = await ask(router, { text: "hi", model: MODELS.openai, stream: false });
    expect(before.error).toMatchObject({ kind: "config" });
    vi.stubEnv("OPENAI_API_KEY", "key-that-came-late");
    expect(await ask(router, { text: "hi", model: MODELS.openai, stream: false })).toMatchObject({ way: "answer" });
    await router.close();
  });
});

describe.each(PROVIDERS)("credentials for %s", (provider) => {
  const open = (credential: ProviderOptions, options = {}) =>
    createRouter({
      providers: { [provider]: { baseURL: sim[provider].baseURL, ...credential } },
      retry: { baseMs: 1, maxMs: 1 },
      ...options,
    });

  it.each(FORMS)("an apiKey function is called for every attempt, %s", async (form) => {
    const keys = ["key-number-1", "key-number-2", "key-number-3"].values();
    const router = open({ apiKey: async () => keys.next().value ?? "no-key-left" });
    sim[provider].fail("status_500", { times: 2 });
    const outcome = await ask(router, { text: "hi", model: MODELS[provider], stream: form === "stream" });
    expect(outcome).toMatchObject({ way: "answer" });
    expect(keysAt(provider)).toEqual(["key-number-1", "key-number-2", "key-number-3"]);
    await router.close();
  });

  it.each(FORMS)("auth sees method, address and body of each request, and makes its headers, %s", async (form) => {
    const auth = vi.fn(({ method }: { method: string }) => ({ "x-signature": `signed ${method}` }));
    const router = open({ auth });
    const outcome = await ask(router, { text: "sign this", model: MODELS[provider], stream: form === "stream" });
    expect(outcome).toMatchObject({ way: "answer", text: "echo: sign this" });
    const [request] = sim[provider].requests;
    expect(request!.headers["x-signature"]).toBe("signed POST");
    // Google's SDK sends the field empty.
    expect(request!.headers[KEY_HEADER[provider]] ?? "").toBe("");
    const origin = new URL(sim[provider].baseURL).origin;
    expect(auth).toHaveBeenCalledExactlyOnceWith({
      method: "POST",
      url: origin + request!.path,
      body: expect.stringContaining("sign this"),
    });
    expect(JSON.parse((auth.mock.calls[0] as unknown as [{ body: string }])[0].body)).toEqual(request!.body);
    await router.close();
  });

  it.each(["apiKey", "auth"] as const)(
    "an %s function that never answers is bounded by the caller's abort",
    async (name) => {
      let asked = false;
      const never = () => {
        asked = true;
        return new Promise<never>(() => {});
      };
      const router = open({ [name]: never });
      const controller = new AbortController();
      const options = { signal: controller.signal };
      const call = ask(router, { text: "hi", model: MODELS[provider], stream: false, options });
      await until(() => asked);
      controller.abort();
      const outcome = await Promise.race([call, pause(1_000)]);
      expect(outcome).toMatchObject({ error: { name: "APIUserAbortError" } });
      await router.close({ timeoutMs: 0 });
    },
  );

  it.each(["apiKey", "auth"] as const)("an %s function that never answers is bounded by totalMs", async (name) => {
    const router = open({ [name]: () => new Promise<never>(() => {}) }, { timeouts: { totalMs: 100 } });
    const call = ask(router, { text: "hi", model: MODELS[provider], stream: false });
    const outcome = await Promise.race([call, pause(1_000)]);
    expect(outcome).toMatchObject({ error: { kind: "timeout", phase: "total" } });
    await router.close({ timeoutMs: 0 });
  });
});
