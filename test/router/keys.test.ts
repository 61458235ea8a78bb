import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRouter, type LlmuxError, type LlmuxEvent, type ProviderOptions, type RouterOptions } from "llmux";
import { afterEach, describe, expect, it } from "vitest";
import { fakeClock } from "../support/fake-clock.ts";
import { completion } from "../support/memory-provider.ts";

const body = { model: "openai/gpt-5.5", messages: [{ role: "user" as const, content: "hi" }] };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answer = (key: string, response: ServerResponse) => void;

const ok: Answer = (_, response) => response.end(JSON.stringify(completion("hello")));
const refuse =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (key, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { message: `refused: ${key}`, type: code, code } }));
  };
const wrong = refuse(401, "invalid_api_key");

/** A server that answers by key, and a router over it. */
async function setup(answerOf: (key: string) => Answer, provider: ProviderOptions, options: RouterOptions = {}) {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    const key = String(request.headers.authorization).replace("Bearer ", "");
    request.resume().on("end", () => {
      keys.push(key);
      response.setHeader("content-type", "application/json");
      answerOf(key)(key, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const events: LlmuxEvent[] = [];
  const router = createRouter({
    providers: { openai: { baseURL, ...provider } },
    retry: { baseMs: 1, maxMs: 1 },
    on: { "cooldown.start": (event) => void events.push(event) },
    ...options,
  });
  closing.push(async () => {
    await router.close({ timeoutMs: 0 });
    await new Promise((resolve) => server.close(resolve));
  });
  return { keys, router, events, create: router.chat.completions.create };
}

const pool = (...names: string[]) => ({ keys: names.map((apiKey) => ({ apiKey })) });
const error = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: LlmuxError) => thrown,
  );

describe("a pool of keys", () => {
  it("is used in turn, and says by place which key an attempt had", async () => {
    const { keys, create, router } = await setup(() => ok, pool("key-one", "key-two", "key-three"));
    const places: unknown[] = [];
    for (let i = 0; i < 6; i += 1) places.push((await create(body)).x_llmux.attempts[0]!.key);
    expect(keys).toEqual(["key-one", "key-two", "key-three", "key-one", "key-two", "key-three"]);
    expect(places).toEqual([0, 1, 2, 0, 1, 2]);
    expect(JSON.stringify(router.health())).not.toContain("key-one");
  });

  it("moves on from a wrong key at once, and rests it for whatever target", async () => {
    const { keys, create, router, events } = await setup(
      (key) => (key === "key-bad" ? wrong : ok),
      pool("key-bad", "key-good"),
    );
    const { x_llmux } = await create(body);
    expect(x_llmux.attempts).toMatchObject([
      { key: 0, status: "failed", fault: { kind: "auth" } },
      { key: 1, status: "ok" },
    ]);
    await create({ ...body, model: "openai/gpt-5.4-mini" });
    expect(keys).toEqual(["key-bad", "key-good", "key-good"]);
    expect(events).toMatchObject([{ target: "openai/gpt-5.5", key: 0, kind: "auth" }]);
    const health = router.health();
    expect(health.providers!.openai!.keys).toMatchObject([
      { key: 0, cooldown: { kind: "auth" } },
      { key: 1, inFlight: 0 },
    ]);
    expect(health.targets["openai/gpt-5.5"]).toMatchObject({ circuit: "closed" });
    expect(health.targets["openai/gpt-5.5"]!.cooldown).toBeUndefined();
    expect(JSON.stringify([events, health, x_llmux])).not.toContain("key-bad");
  });

  it.each([
    ["rate_limit", refuse(429, "rate_limit_exceeded", { "retry-after": "60" }), true],
    ["quota_exhausted", refuse(429, "insufficient_quota"), false],
  ] as const)("takes %s for the key's affair", async (kind, answer, forAnother) => {
    const { keys, create } = await setup(
      (key) => (key === "key-one" && keys.length < 2 ? answer : ok),
      pool("key-one", "key-two"),
    );
    const { x_llmux } = await create(body);
    expect(x_llmux.attempts.map(({ fault }) => fault?.kind)).toEqual([kind, undefined]);
    await create(body);
    for (let i = 0; i < 2; i += 1) await create({ ...body, model: "openai/gpt-5.4-mini" });
    expect(keys.slice(0, 3)).toEqual(["key-one", "key-two", "key-two"]);
    // A rate limit holds for one model, an empty account for all.
    expect(new Set(keys.slice(3)).has("key-one")).toBe(forAnother);
  });

  it("rests a key whose limit is used up before it is refused, as its answers' headers say", async () => {
    const spent: Answer = (key, response) => {
      response.setHeader("x-ratelimit-remaining-requests", "0");
      response.setHeader("x-ratelimit-reset-requests", "60s");
      ok(key, response);
    };
    const { keys, create, events } = await setup((key) => (key === "key-one" ? spent : ok), pool("key-one", "key-two"));
    for (let i = 0; i < 4; i += 1) await create(body);
    expect(keys).toEqual(["key-one", "key-two", "key-two", "key-two"]);
    expect(events).toMatchObject([{ target: "openai/gpt-5.5", key: 0, kind: "rate_limit" }]);
  });

  it("fails, and is passed over, when no key is left", async () => {
    const { keys, create } = await setup(() => wrong, pool("key-one", "key-two"));
    expect(await error(create(body))).toMatchObject({ kind: "auth", attempts: [{ key: 0 }, { key: 1 }] });
    const second = await error(create(body));
    expect(second).toMatchObject({ kind: "auth", attempts: [], skipped: [{ target: "openai/gpt-5.5" }] });
    expect(second!.retryAfterMs).toBeGreaterThan(290_000);
    expect(keys.length).toBe(2);
  });

  it("asks no second key where no repeat is allowed", async () => {
    const { keys, create } = await setup(() => wrong, pool("key-one", "key-two"));
    expect(await error(create(body, { maxRetries: 0 }))).toMatchObject({ kind: "auth" });
    expect(keys).toEqual(["key-one"]);
  });

  it("has slots for each key, and waits for whichever comes free", async () => {
    const waiting: (() => void)[] = [];
    const slow: Answer = (key, response) => waiting.push(() => ok(key, response));
    const one = { concurrency: { max: 1, queueTimeoutMs: 5_000 } };
    const { keys, create, router } = await setup(() => slow, {
      keys: [
        { apiKey: "key-one", ...one },
        { apiKey: "key-two", ...one },
      ],
    });
    const calls = [1, 2, 3].map(() => create(body));
    await until(() => waiting.length === 2);
    expect(router.health().providers!.openai!.keys).toMatchObject([
      { inFlight: 1, slots: { limit: 1, queued: 1 } },
      { inFlight: 1, slots: { limit: 1, queued: 1 } },
    ]);
    waiting.pop()!();
    await until(() => keys.length === 3);
    expect(keys[2]).toBe(keys[1]);
    for (const finish of waiting) finish();
    await Promise.all(calls);
    expect(router.health().providers!.openai!.keys).toMatchObject([{ inFlight: 0 }, { inFlight: 0 }]);
  });

  it("takes an adaptive limit for each key", async () => {
    const { create, router } = await setup(() => ok, { keys: [{ apiKey: "key-one", concurrency: "adaptive" }] });
    await create(body);
    expect(router.health().providers!.openai!.keys).toMatchObject([{ slots: { limit: 20, inFlight: 0 } }]);
  });

  it.each(["apiKey", "auth", "client"] as const)("has no meaning beside %s", (other) => {
    const given = { apiKey: "k", auth: () => ({}), client: {} }[other];
    expect(() => createRouter({ providers: { openai: { keys: [{ apiKey: "x" }], [other]: given } } })).toThrow(
      `providers.openai.keys: has no meaning beside ${other}: give one of the two`,
    );
  });
});

describe("a key that is fetched", () => {
  it("is fetched once more for all of 100 concurrent calls that it was refused to", async () => {
    let fetches = 0;
    let current = "key-old";
    const apiKey = async () => {
      fetches += 1;
      const key = current;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return key;
    };
    const { create, keys } = await setup((key) => (key === "key-new" ? ok : wrong), { apiKey });
    const calls = Array.from({ length: 100 }, () => create(body));
    await until(() => fetches === 1);
    current = "key-new";
    const reports = (await Promise.all(calls)).map(({ x_llmux }) =>
      x_llmux.attempts.map(({ status }) => status).join(),
    );
    expect(new Set(reports)).toEqual(new Set(["failed,ok"]));
    expect(keys.length).toBe(200);
    expect(fetches).toBe(2);
  });

  it("is fetched anew once, then its target cools down", async () => {
    let fetches = 0;
    const { create, keys, events } = await setup(() => wrong, { apiKey: () => `key-${++fetches}` });
    expect(await error(create(body))).toMatchObject({ kind: "auth", attempts: [{}, {}] });
    expect(keys).toEqual(["key-1", "key-2"]);
    expect(events.length).toBe(1);
    expect(await error(create(body))).toMatchObject({ kind: "auth", attempts: [] });
  });

  it("may change under way: old and new are both good for a while", async () => {
    let current = "key-old";
    const { create, keys } = await setup(() => ok, { apiKey: async () => current });
    const first = create(body);
    current = "key-new";
    await Promise.all([first, create(body)]);
    await create(body);
    expect(keys.at(-1)).toBe("key-new");
  });

  it("is kept as long as its function says, and no longer", async () => {
    const clock = fakeClock();
    let fetches = 0;
    const apiKey = () => ({ key: `key-${++fetches}`, expiresAt: clock.now() + 60_000 });
    let refused = "none";
    const { create, keys } = await setup((key) => (key === refused ? wrong : ok), { apiKey }, { clock });
    await create(body);
    await create(body);
    clock.advance(60_000);
    await create(body);
    expect(keys).toEqual(["key-1", "key-1", "key-2"]);
    refused = "key-2";
    await create(body);
    await create(body);
    expect(keys.slice(3)).toEqual(["key-2", "key-3", "key-3"]);
  });

  it("is one of a pool's, too", async () => {
    let fetches = 0;
    const { create, keys } = await setup((key) => (key === "key-good" ? ok : wrong), {
      keys: [{ apiKey: async () => `key-${++fetches}` }, { apiKey: "key-good" }],
    });
    const { x_llmux } = await create(body, { maxRetries: 3 });
    expect(x_llmux.attempts.map(({ key }) => key)).toEqual([0, 0, 1]);
    expect(keys).toEqual(["key-1", "key-2", "key-good"]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}
