import { type ChatRequest, createRouter, type LlmuxError, type RouterOptions } from "llmux";
import { type FaultName, type Simulation, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { MODELS, PROVIDERS } from "./upstreams.ts";
import { watchProcess } from "./watch-process.ts";

const messages = [{ role: "user" as const, content: "hi" }];

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());
beforeEach(() => {
  for (const name of ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"]) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  sim.reset();
});

async function failing(body: object, options: RouterOptions = {}): Promise<LlmuxError> {
  const router = createRouter({
    providers: sim.providers,
    models: { chat: Object.values(MODELS), support: [MODELS.openai] },
    retry: { maxRetries: 0 },
    ...options,
  });
  const call = router.chat.completions.create({ model: "chat", messages, ...body } as ChatRequest);
  const error = await call.then(
    () => undefined,
    (thrown: LlmuxError) => thrown,
  );
  await router.close();
  if (!error) throw new Error("it was answered");
  return error;
}

const asked = () => PROVIDERS.reduce((sum, name) => sum + sim[name].count, 0);

describe("when every provider is down", () => {
  const down = (faults: Readonly<Record<keyof typeof MODELS, FaultName>>) => {
    for (const name of PROVIDERS) sim[name].fail(faults[name]);
    return failing({});
  };

  it("one error has every attempt, and the most telling fault's kind", async () => {
    const error = await down({ openai: "status_500", anthropic: "status_401", gemini: "overloaded" });
    expect(error).toMatchObject({ name: "LlmuxError", kind: "auth", status: 401 });
    expect(error.attempts.map(({ target, fault }) => [target, fault?.kind])).toEqual([
      [MODELS.openai, "server_error"],
      [MODELS.anthropic, "auth"],
      [MODELS.gemini, "overloaded"],
    ]);
    expect(error.report?.attempts).toEqual(error.attempts);
    expect(error.message).toMatchInlineSnapshot(
      `"no target of "chat" answered: openai/gpt-5.5: server_error, The server had an error while processing your request.; anthropic/claude-sonnet-5: auth, invalid x-api-key; gemini/gemini-3.8-flash: overloaded, The model is overloaded. Please try again later. Check the API key of anthropic."`,
    );
  });

  it("says when to come back, if it was told", async () => {
    const error = await down({ openai: "status_500", anthropic: "status_429_retry_after", gemini: "overloaded" });
    expect(error).toMatchObject({ kind: "rate_limit", status: 429, retryAfterMs: 1_000 });
    expect(error.message).toMatchInlineSnapshot(
      `"no target of "chat" answered: openai/gpt-5.5: server_error, The server had an error while processing your request.; anthropic/claude-sonnet-5: rate_limit, Number of request tokens has exceeded your per-minute rate limit; gemini/gemini-3.8-flash: overloaded, The model is overloaded. Please try again later. Slow down, or add a target of another provider. Ask again in 1.0 s."`,
    );
  });

  it("says so of quota before anything that passes", async () => {
    const error = await down({ openai: "quota_429", anthropic: "overloaded", gemini: "reset_before_response" });
    expect(error).toMatchObject({ kind: "quota_exhausted", status: 429 });
    expect(error.message.replace(/127[.]0[.]0[.]1:[0-9]+/, "host")).toMatchInlineSnapshot(
      `"no target of "chat" answered: openai/gpt-5.5: quota_exhausted, You exceeded your current quota, please check your plan and billing details.; anthropic/claude-sonnet-5: overloaded, Overloaded; gemini/gemini-3.8-flash: connection, connection failed: read ECONNRESET. Top up the account at openai or raise its limit, or add a target of another provider."`,
    );
  });

  it("of faults of one kind, tells of the latest", async () => {
    const error = await down({ openai: "status_500", anthropic: "status_500", gemini: "status_500" });
    expect(error).toMatchObject({ kind: "server_error", status: 500 });
    expect(error.message).toMatchInlineSnapshot(
      `"no target of "chat" answered: openai/gpt-5.5: server_error, The server had an error while processing your request.; anthropic/claude-sonnet-5: server_error, Internal server error; gemini/gemini-3.8-flash: server_error, An internal error has occurred."`,
    );
  });
});

describe("refused before anything is sent", () => {
  afterEach(() => expect(asked()).toBe(0));

  it("no key", async () => {
    const error = await failing({}, { providers: {} });
    expect(error).toMatchObject({ kind: "config", attempts: [] });
    expect(error.skipped.map(({ target }) => target)).toEqual(Object.values(MODELS));
    expect(error.message).toMatchInlineSnapshot(
      `"no target of "chat" answered: openai/gpt-5.5: config, no API key: set OPENAI_API_KEY, or give providers.openai.apiKey; anthropic/claude-sonnet-5: config, no API key: set ANTHROPIC_API_KEY, or give providers.anthropic.apiKey; gemini/gemini-3.8-flash: config, no API key: set GEMINI_API_KEY or GOOGLE_API_KEY, or give providers.gemini.apiKey"`,
    );
  });

  it("no key for the only target", async () => {
    const { baseURL } = sim.openai;
    const error = await failing({ model: MODELS.openai }, { providers: { openai: { baseURL } } });
    expect(error).toMatchObject({ kind: "config", attempts: [] });
    expect(error.message).toMatchInlineSnapshot(
      `"openai/gpt-5.5: no API key: set OPENAI_API_KEY, or give providers.openai.apiKey"`,
    );
  });

  it("an apiKey function that fails, without a word of what it threw", async () => {
    const apiKey = () => Promise.reject(new Error("vault token s.abc123"));
    const error = await failing(
      { model: MODELS.openai },
      { providers: { openai: { ...sim.providers.openai, apiKey } } },
    );
    expect(error).toMatchObject({ kind: "config", attempts: [] });
    expect(error.message).toMatchInlineSnapshot(
      `"openai/gpt-5.5: no credential for provider "openai": its apiKey function failed; call it by itself to see why"`,
    );
  });

  it("an alias that does not exist", async () => {
    const error = await failing({ model: "suport" });
    expect(error).toMatchObject({ kind: "model_not_found", status: 404, attempts: [] });
    expect(error.message).toMatchInlineSnapshot(
      `"model: "suport" is neither an alias nor provider/model; did you mean support?"`,
    );
  });

  it("a provider that does not exist", async () => {
    const error = await failing({ model: "opnai/gpt-5.5" });
    expect(error).toMatchObject({ kind: "model_not_found" });
    expect(error.message).toMatchInlineSnapshot(`"model: no provider "opnai"; did you mean openai/gpt-5.5?"`);
  });

  it("a body without messages", async () => {
    const error = await failing({ messages: undefined, message: messages });
    expect(error).toMatchObject({ kind: "invalid_request", status: 400, param: "messages" });
    expect(error.message).toMatchInlineSnapshot(`"messages: missing; did you mean it by \`message\`?"`);
  });

  it("a field of the wrong type", async () => {
    const error = await failing({ temperature: "warm" });
    expect(error).toMatchObject({ kind: "invalid_request", param: "temperature" });
    expect(error.message).toMatchInlineSnapshot(`"temperature: expected a number"`);
  });

  it("a message of an unknown role", async () => {
    const error = await failing({ messages: [...messages, { role: "assistent", content: "" }] });
    expect(error).toMatchObject({ kind: "invalid_request", param: "messages[1].role" });
    expect(error.message).toMatchInlineSnapshot(
      `"messages[1].role: expected one of system, developer, user, assistant, tool, function"`,
    );
  });

  it("tool arguments that are not JSON", async () => {
    const tool_calls = [{ id: "1", type: "function", function: { name: "look", arguments: '{"a": 1' } }];
    const called = { role: "assistant", content: null, tool_calls };
    const error = await failing({ messages: [...messages, called, { role: "tool", tool_call_id: "1", content: "2" }] });
    expect(error).toMatchObject({ kind: "invalid_request", param: "messages[1].tool_calls[0].function.arguments" });
    expect(error.message).toMatchInlineSnapshot(
      `"messages[1].tool_calls[0].function.arguments: not JSON, which most providers refuse; mend it, or set compat.lenient on a target to send {} instead"`,
    );
  });

  it("an image by address, to a provider that takes none", async () => {
    const image = { type: "image_url", image_url: { url: "https://example.com/cat.png" } };
    const error = await failing({ model: MODELS.gemini, messages: [{ role: "user", content: [image] }] });
    expect(error).toMatchObject({ kind: "unsupported", attempts: [], skipped: [{ target: MODELS.gemini }] });
    expect(error.message).toMatchInlineSnapshot(
      `"gemini/gemini-3.8-flash: messages[0].content[0] is not a base64 data URL, and Gemini does not read this address by itself; send the content as a data URL"`,
    );
  });

  it("a warning, when strict", async () => {
    const error = await failing({ model: MODELS.anthropic, seed: 7 }, { strict: true });
    expect(error).toMatchObject({ kind: "unsupported", attempts: [], skipped: [{ target: MODELS.anthropic }] });
    expect(error.message).toMatchInlineSnapshot(
      `"anthropic/claude-sonnet-5: seed was left out: Anthropic has no such parameter (strict)"`,
    );
  });
});

describe("what one target cannot express", () => {
  it("goes to the next that can, with a word in the report", async () => {
    const image = { type: "image_url" as const, image_url: { url: "https://example.com/cat.png" } };
    const router = createRouter({ providers: sim.providers, models: { chat: [MODELS.gemini, MODELS.openai] } });
    const answer = await router.chat.completions.create({
      model: "chat",
      messages: [{ role: "user", content: [image, { type: "text", text: "what is it?" }] }],
    });
    await router.close();
    expect(answer.x_llmux.target).toBe(MODELS.openai);
    expect(answer.x_llmux.skipped).toEqual([
      { target: MODELS.gemini, reason: expect.stringContaining("unsupported: ") },
    ]);
    expect(sim.gemini.count).toBe(0);
  });
});

describe("a configuration that cannot be", () => {
  it("names every wrong field and the nearest right name", () => {
    const make = (options: unknown) => () => createRouter(options as RouterOptions);
    expect(make({ modles: {}, retry: { maxRetrys: 1 } })).toThrowErrorMatchingInlineSnapshot(`
      [LlmuxError: createRouter() got 2 wrong fields:
        modles: unknown option; did you mean models?
        retry.maxRetrys: unknown option; did you mean maxRetries?]
    `);
  });
});

describe("the process", watchProcess);
