import type { LlmuxError } from "llmux";
import { expect, it } from "vitest";
import { chunks, completion, fail, memoryProvider } from "../support/memory-provider.ts";
import { bench, body, hang, messages, run, streamed } from "../support/router.ts";
import { until } from "../support/until.ts";

/** A pause begins to be seen when the attempt's timer is due: this much of it may pass for the provider's time. */
const UNSEEN_MS = 1000;

const once = { retry: { maxRetries: 0 }, breaker: { consecutiveFailures: 1 } };

it("gives an attempt the time it had left, and its answer is taken", async () => {
  let answer: (() => void) | undefined;
  const { create, clock } = bench(
    { a: () => new Promise((resolve) => (answer = () => resolve(completion("late")))) },
    { timeouts: { firstTokenMs: 5000 } },
  );
  const call = create(body);
  await until(() => answer);
  clock.freeze(60_000);
  await clock.advanceAsync(1);
  answer!();
  expect((await call).choices[0]!.message.content).toBe("late");
});

it("does not blame the provider for what broke meanwhile; what breaks later it does", async () => {
  let cut: (() => void) | undefined;
  const { create, clock, router } = bench(
    { a: () => new Promise((_, reject) => (cut = () => reject(Object.assign(new Error("down"), { status: 503 })))) },
    { ...once, timeouts: { firstTokenMs: 5000 } },
  );
  const circuit = () => router.health().targets["a/m"]!.circuit;
  for (const [frozenMs, after] of [
    [60_000, "closed"],
    [0, "open"],
  ] as const) {
    cut = undefined;
    const call = create(body).catch((error: unknown) => error);
    await until(() => cut);
    clock.freeze(frozenMs);
    cut!();
    expect(await call).toMatchObject({ kind: "overloaded" });
    expect(circuit()).toBe(after);
  }
});

it("still ends an attempt that has used up what was left", async () => {
  const { create, clock, providers } = bench({ a: hang }, { ...once, timeouts: { firstTokenMs: 5000, totalMs: 5000 } });
  const call = run(clock, create(body));
  await until(() => providers.a.calls.length > 0);
  clock.freeze(60_000);
  const { error, ms } = await call;
  expect(error).toMatchObject({ kind: "timeout" });
  expect(ms).toBeLessThan(70_000);
});

it("notices a pause within a long allowance, and does not blame the provider for it either", async () => {
  let cut: (() => void) | undefined;
  const { create, clock, router } = bench(
    { a: () => new Promise((_, reject) => (cut = () => reject(Object.assign(new Error("down"), { status: 503 })))) },
    { ...once, timeouts: { firstTokenMs: 120_000 } },
  );
  const call = create(body).catch((error: unknown) => error);
  await until(() => cut);
  await clock.advanceAsync(3000);
  clock.freeze(60_000);
  await clock.advanceAsync(3000);
  cut!();
  const error = (await call) as LlmuxError;
  expect(error.kind).toBe("overloaded");
  expect(error.attempts[0]!.latencyMs).toBeLessThanOrEqual(6000 + UNSEEN_MS);
  expect(router.health().targets["a/m"]!.circuit).toBe("closed");
});

it.each([
  ["a whole answer", body],
  ["a stream", streamed],
])("counts the pause in no latency: %s", async (_, request) => {
  let answer: (() => void) | undefined;
  const { create, clock, events } = bench({
    a: (({ stream }: { stream?: boolean }) =>
      stream
        ? (async function* () {
            await new Promise<void>((resolve) => (answer = resolve));
            yield* chunks("late");
          })()
        : new Promise((resolve) => (answer = () => resolve(completion("late"))))) as never,
  });
  const call = create(request as typeof streamed);
  await until(() => answer);
  await clock.advanceAsync(500);
  clock.freeze(60_000);
  answer!();
  const reply = await call;
  if (Symbol.asyncIterator in reply) for await (const _ of reply);
  const end = events.find((event) => event.type === "attempt.end")!;
  const { latencyMs, firstTokenMs = latencyMs } = end.report;
  expect(Math.max(latencyMs, firstTokenMs)).toBeLessThanOrEqual(500 + UNSEEN_MS);
});

it("learns no usual time from a pause: what hedges, and what counts as silent, stays as it was", async () => {
  const answers: (() => void)[] = [];
  let held = false;
  const { create, clock, events } = bench(
    {
      a: () => (held ? new Promise((resolve) => answers.push(() => resolve(completion("late")))) : completion("soon")),
      b: () => completion("instead"),
    },
    { hedge: { afterPercentile: 99, maxRatio: 1 }, retry: { maxRetries: 0, budgetRatio: 1 } },
  );
  for (let i = 0; i < 60; i += 1) await create(body);
  held = true;
  for (let i = 0; i < 3; i += 1) {
    const call = create(body);
    await until(() => answers.length > i);
    clock.freeze(60_000);
    answers[i]!();
    await call;
  }
  // One more that is slow is hedged as soon as ever.
  const { ms } = await run(clock, create(body));
  expect(ms).toBeLessThanOrEqual(200);
  expect(events.filter(({ type }) => type === "hedge.start")).toHaveLength(1);
});

it("takes the answer of a probe that was under way, and closes the circuit with it", async () => {
  let down = true;
  let answer: (() => void) | undefined;
  const { create, clock, router } = bench(
    { a: () => (down ? fail(503) : new Promise((resolve) => (answer = () => resolve(completion("up"))))) },
    { ...once, timeouts: { firstTokenMs: 5000, totalMs: 5000 } },
  );
  await run(clock, create(body));
  down = false;
  await clock.advanceAsync(10_000);
  const probe = create(body);
  await until(() => answer);
  clock.freeze(600_000);
  answer!();
  expect((await probe).choices[0]!.message.content).toBe("up");
  expect(router.health().targets["a/m"]!.circuit).toBe("closed");
});

it("lets one probe through when it goes on, keeps no stale answer and fetches its key anew", async () => {
  let down = true;
  const probe: (() => void)[] = [];
  const { create, clock, providers } = bench(
    { a: () => (down ? fail(503) : new Promise((resolve) => probe.push(() => resolve(completion("up"))))) },
    once,
  );
  await run(clock, create(body));
  down = false;
  clock.freeze(60_000);
  const calls = [1, 2, 3, 4].map(() => create(body).catch((error: unknown) => error));
  await until(() => probe.length > 0);
  await clock.advanceAsync(0);
  expect(providers.a.calls).toHaveLength(2);
  probe[0]!();
  const ends = await Promise.all(calls);
  expect(ends.filter((end) => !(end instanceof Error))).toHaveLength(1);

  const cached = bench({ a: () => completion("hi") }, { cache: { ttlMs: 30_000 } });
  const ask = async () => (await cached.create({ model: "chat", messages })).x_llmux.cache;
  expect([await ask(), await ask()]).toEqual(["miss", "hit"]);
  cached.clock.freeze(60_000);
  expect(await ask()).toBe("miss");

  let fetched = 0;
  let now = () => 0;
  const apiKey = () => {
    fetched += 1;
    return { key: `key-${fetched}`, expiresAt: now() + 30_000 };
  };
  const keyed = bench(
    { a: () => completion("hi") },
    {
      providers: {
        a: memoryProvider(() => completion("hi"), "a"),
        v: { kind: "openai", baseURL: "http://v/v1", apiKey },
      },
      models: { chat: "v/m" },
      fetch: async () => Response.json(completion("hi")),
    },
  );
  now = keyed.clock.now;
  for (const frozenMs of [0, 0, 60_000]) {
    keyed.clock.freeze(frozenMs);
    await keyed.create(body);
  }
  expect(fetched).toBe(2);
});
