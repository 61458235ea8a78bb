import type { FaultKind } from "llmux";
import { describe, expect, it } from "vitest";
import { completion, fail } from "../support/memory-provider.ts";
import { bench, body, hang, inTurn, ok, run } from "../support/router.ts";

/** What a provider throws for each kind, and how often it is asked when alone and before a backup. */
const ROWS: readonly [kind: FaultKind, thrown: () => never, alone: number, chained: number, backupAsked: boolean][] = [
  ["rate_limit", () => fail(429), 3, 1, true],
  ["quota_exhausted", () => fail(429, { code: "insufficient_quota" }), 1, 1, true],
  ["overloaded", () => fail(503), 3, 1, true],
  ["server_error", () => fail(500), 3, 1, true],
  ["auth", () => fail(401), 1, 1, true],
  ["permission", () => fail(403), 1, 1, true],
  ["model_not_found", () => fail(404), 1, 1, true],
  ["request_too_large", () => fail(413), 1, 1, true],
  ["invalid_request", () => fail(400), 1, 1, false],
  ["conflict", () => fail(409), 2, 1, true],
  ["content_filter", () => fail(400, { code: "content_policy_violation" }), 1, 1, false],
  ["context_length", () => fail(400, { code: "context_length_exceeded" }), 1, 1, true],
];

describe("a failure leads to what its kind says", () => {
  it.each(ROWS)("%s", async (kind, thrown, alone, chained, backupAsked) => {
    const single = bench({ a: () => thrown() });
    const { error } = await run(single.clock, single.create(body));
    expect(error?.kind).toBe(kind);
    expect(single.providers.a.calls.length).toBe(alone);
    expect(error?.attempts.map((attempt) => attempt.fault?.kind)).toEqual(Array(alone).fill(kind));

    const chain = bench({ a: () => thrown(), b: ok });
    const outcome = await run(chain.clock, chain.create(body));
    expect(chain.providers.a.calls.length).toBe(chained);
    expect(chain.providers.b.calls.length).toBe(backupAsked ? 1 : 0);
    expect(outcome.error?.kind).toBe(backupAsked ? undefined : kind);
    expect(outcome.ms).toBe(0);
  });
});

describe("repeats", () => {
  it("wait with full jitter, twice at most, and say so", async () => {
    const { clock, create, events, providers } = bench({ a: () => fail(500) });
    const { ms } = await run(clock, create(body));
    expect(providers.a.calls.length).toBe(3);
    expect(events.filter((event) => event.type === "retry").map((event) => event.delayMs)).toEqual([250, 500]);
    expect(ms).toBe(750);
  });

  it("succeed in the end", async () => {
    const { clock, create } = bench({
      a: inTurn(
        () => fail(500),
        () => fail(503),
        ok,
      ),
    });
    const { value } = await run(clock, create(body));
    expect(value?.x_llmux.attempts.map((attempt) => attempt.status)).toEqual(["failed", "failed", "ok"]);
  });

  it("are counted per call: `maxRetries` of the call wins, 0 means none", async () => {
    for (const [maxRetries, asked] of [
      [0, 1],
      [1, 2],
      [4, 5],
    ] as const) {
      const { clock, create, providers } = bench({ a: () => fail(500) }, { breaker: false });
      await run(clock, create(body, { maxRetries }));
      expect(providers.a.calls.length).toBe(asked);
    }
  });

  it("happen on the last admissible target only", async () => {
    const { clock, create, providers } = bench({ a: () => fail(500), b: () => fail(500), c: () => fail(500) });
    const { error } = await run(clock, create(body));
    expect([providers.a, providers.b, providers.c].map((provider) => provider.calls.length)).toEqual([1, 1, 3]);
    expect(error?.attempts.length).toBe(5);
  });

  it("come at once after a reset connection, even before a backup, but once", async () => {
    const reset = () => {
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    };
    const chain = bench({ a: inTurn(reset, ok), b: ok });
    const first = await run(chain.clock, chain.create(body));
    expect(first.ms).toBe(0);
    expect(first.value?.x_llmux.target).toBe("a/m");
    const twice = bench({ a: reset, b: ok });
    const second = await run(twice.clock, twice.create(body));
    expect(second.value?.x_llmux.target).toBe("b/m");
    expect(twice.providers.a.calls.length).toBe(2);
    const none = bench({ a: reset, b: ok });
    await run(none.clock, none.create(body, { maxRetries: 0 }));
    expect(none.providers.a.calls.length).toBe(1);
  });

  it("are not made before a told time, nor when it is too long", async () => {
    const told = (seconds: string) => () => fail(429, { headers: new Headers({ "retry-after": seconds }) });
    const soon = bench({ a: inTurn(told("2"), ok) });
    const waited = await run(soon.clock, soon.create(body));
    expect(waited.value?.choices[0]?.message.content).toBe("hello");
    expect(waited.ms).toBeGreaterThanOrEqual(2000);
    expect(waited.ms).toBeLessThanOrEqual(2200);
    const late = bench({ a: inTurn(told("21"), ok) });
    const refused = await run(late.clock, late.create(body));
    expect(refused.ms).toBe(0);
    expect(refused.error).toMatchObject({ kind: "rate_limit", retryAfterMs: 21_000 });
  });

  it("stop when the target's budget is spent", async () => {
    const { clock, create, providers } = bench({ a: () => fail(500) }, { breaker: false });
    for (let i = 0; i < 10; i += 1) await run(clock, create(body));
    expect(providers.a.calls.length).toBe(20);
  });

  it("do not outlast the deadline", async () => {
    const { clock, create, providers } = bench({
      a: () => fail(429, { headers: new Headers({ "retry-after": "3" }) }),
    });
    const { ms, error } = await run(clock, create(body, { deadlineMs: 2000 }));
    expect(ms).toBe(0);
    expect(providers.a.calls.length).toBe(1);
    expect(error).toMatchObject({ kind: "rate_limit", retryAfterMs: 3000 });
  });
});

describe("a chain", () => {
  it("moves on at once, and says so", async () => {
    const { clock, create, events } = bench({ a: () => fail(503), b: ok });
    const { value } = await run(clock, create(body));
    expect(value?.x_llmux).toMatchObject({ target: "b/m", route: "chat" });
    expect(events.map((event) => event.type)).toEqual([
      ...["call.start", "attempt.start", "attempt.end", "fallback", "attempt.start", "attempt.end"],
      ...["cost.recorded", "call.end"],
    ]);
    const [fallback] = events.filter((event) => event.type === "fallback");
    expect(fallback).toMatchObject({ target: "a/m", to: "b/m", kind: "overloaded", attempt: 1 });
  });

  it("waits `fallbackDelayMs` with jitter before the next target", async () => {
    const { clock, create } = bench({ a: () => fail(503), b: ok }, { retry: { fallbackDelayMs: 400 } });
    expect((await run(clock, create(body))).ms).toBe(400);
  });

  it("gives one error for all: the most telling kind, every attempt, what to do", async () => {
    const { clock, create } = bench({ a: () => fail(503), b: () => fail(401), c: () => fail(500) });
    const { error } = await run(clock, create(body));
    expect(error).toMatchObject({ kind: "auth", status: 401 });
    expect(error?.attempts.map(({ target, fault }) => [target, fault?.kind])).toEqual([
      ["a/m", "overloaded"],
      ["b/m", "auth"],
      ...Array(3).fill(["c/m", "server_error"]),
    ]);
    expect(error?.message).toBe(
      'no target of "chat" answered: a/m: overloaded, status 503; b/m: auth, status 401; ' +
        "c/m: server_error, status 500 (3 times). Check the API key of b.",
    );
    expect(error?.report?.attempts).toEqual(error?.attempts);
  });

  it("passes over a larger prompt's failure only to larger windows", async () => {
    const tooLong = () => fail(400, { code: "context_length_exceeded" });
    const { clock, create, providers } = bench(
      { openai: tooLong, b: ok },
      { models: { chat: ["openai/gpt-4o", "openai/gpt-3.5-turbo", "openai/gpt-4.1"] } },
    );
    const { error } = await run(clock, create(body));
    expect(providers.openai.calls.map((call) => call.context.model)).toEqual(["gpt-4o", "gpt-4.1"]);
    expect(error?.skipped).toMatchObject([{ target: "openai/gpt-3.5-turbo" }]);
  });

  it("remembers that after another failure, too", async () => {
    const tooLong = () => fail(400, { code: "context_length_exceeded" });
    const { clock, create, providers } = bench(
      { openai: tooLong, b: () => fail(500) },
      { models: { chat: ["openai/gpt-4o", "b/m", "openai/gpt-3.5-turbo"] } },
    );
    const { error } = await run(clock, create(body));
    expect(providers.openai.calls.map((call) => call.context.model)).toEqual(["gpt-4o"]);
    expect(error?.skipped).toMatchObject([{ target: "openai/gpt-3.5-turbo" }]);
  });
});

describe("deadline", () => {
  it("ends the call, whatever it is doing", async () => {
    const { clock, create } = bench({ a: hang });
    const { error, ms } = await run(clock, create(body, { deadlineMs: 300 }));
    expect(ms).toBe(300);
    expect(error).toMatchObject({ kind: "timeout", phase: "deadline" });
    expect(error?.message).toBe("the call's deadline of 300 ms is over (deadlineMs)");
    expect(clock.pending).toBe(0);
  });

  it("leaves a fifth of what is left to the next target, and does not blame the one that was cut short", async () => {
    const { clock, create, router } = bench({ a: hang, b: ok });
    for (let i = 0; i < 6; i += 1) {
      const { value, ms } = await run(clock, create(body, { deadlineMs: 1000 }));
      expect(ms).toBe(800);
      expect(value?.x_llmux.attempts[0]).toMatchObject({ status: "failed", fault: { kind: "timeout" } });
    }
    expect(router.health().targets["a/m"]?.circuit).toBe("closed");
  });

  it("may be a function, and the router's own", async () => {
    const { clock, create } = bench({ a: hang }, { deadlineMs: () => 120 });
    expect((await run(clock, create(body))).ms).toBe(120);
  });
});

describe("nothing admissible", () => {
  it("a plan of one fails fast while its circuit is open", async () => {
    const { clock, create, providers } = bench({ a: () => fail(500) });
    for (let i = 0; i < 2; i += 1) await run(clock, create(body));
    expect(providers.a.calls.length).toBe(5);
    const { error } = await run(clock, create(body));
    expect(providers.a.calls.length).toBe(5);
    expect(error).toMatchObject({ kind: "overloaded", attempts: [], skipped: [{ target: "a/m" }] });
    expect(error?.retryAfterMs).toBeGreaterThan(0);
  });

  it("a plan of two lets one forced probe through, to the least recently failed, a second after its failure", async () => {
    let broken = true;
    const flaky = () => (broken ? fail(500) : completion("back"));
    const { clock, create, providers, router } = bench({ a: flaky, b: flaky }, { retry: { maxRetries: 0 } });
    for (let i = 0; i < 5; i += 1) await run(clock, create(body));
    expect(router.health().targets["a/m"]?.circuit).toBe("open");
    expect(router.health().targets["b/m"]?.circuit).toBe("open");
    broken = false;
    const early = await run(clock, create(body));
    expect(early.error?.kind).toBe("overloaded");
    await clock.advanceAsync(1000);
    const asked = providers.a.calls.length + providers.b.calls.length;
    const both = await Promise.all([run(clock, create(body)), run(clock, create(body)), run(clock, create(body))]);
    expect(both.filter(({ value }) => value !== undefined).length).toBeGreaterThan(0);
    expect(providers.a.calls.length + providers.b.calls.length - asked).toBeGreaterThan(0);
    expect(router.health().targets["a/m"]?.circuit).toBe("closed");
  });

  it("an open circuit closes after one good probe", async () => {
    let broken = true;
    const { clock, create, providers, router } = bench({ a: () => (broken ? fail(500) : completion("back")), b: ok });
    for (let i = 0; i < 5; i += 1) await run(clock, create(body));
    expect(router.health().targets["a/m"]).toMatchObject({ circuit: "open", inFlight: 0 });
    const asked = providers.a.calls.length;
    await run(clock, create(body));
    expect(providers.a.calls.length).toBe(asked);
    broken = false;
    await clock.advanceAsync(10_000);
    expect((await run(clock, create(body))).value?.x_llmux.target).toBe("a/m");
    expect(router.health().targets["a/m"]?.circuit).toBe("closed");
  });

  it.each([
    [401, "auth", 5],
    [403, "permission", 5],
    [404, "model_not_found", 5],
    [402, "quota_exhausted", 15],
  ] as const)("a %i puts the target on a cooldown of its own kind: %s, %i minutes", async (status, kind, minutes) => {
    const { clock, create, providers, router, events } = bench({ a: inTurn(() => fail(status), ok) });
    await run(clock, create(body));
    expect(router.health().targets["a/m"]).toMatchObject({ circuit: "closed", cooldown: { kind } });
    const { error } = await run(clock, create(body));
    expect(error).toMatchObject({ kind, attempts: [], retryAfterMs: minutes * 60_000 });
    expect(providers.a.calls.length).toBe(1);
    expect(events.find((event) => event.type === "cooldown.start")).toMatchObject({ target: "a/m", kind });
    await clock.advanceAsync(minutes * 60_000);
    expect((await run(clock, create(body))).value).toBeDefined();
  });

  it("an operator's hand: open, close, isolate", async () => {
    const { clock, create, router } = bench({ a: ok, b: ok });
    router.breaker("a/m").isolate();
    expect((await run(clock, create(body))).value?.x_llmux.target).toBe("b/m");
    router.breaker("a/m").close();
    expect((await run(clock, create(body))).value?.x_llmux.target).toBe("a/m");
    router.breaker("a/m").open();
    expect((await run(clock, create(body))).value?.x_llmux).toMatchObject({
      target: "b/m",
      skipped: [{ target: "a/m", reason: expect.stringContaining("circuit is open") }],
    });
  });
});

describe("an abort that comes early, or is none", () => {
  it("a call that is over before its first attempt sends nothing", async () => {
    const { clock, create, providers } = bench({ a: ok, b: ok });
    expect((await run(clock, create(body, { deadlineMs: 0 }))).error).toMatchObject({
      kind: "timeout",
      phase: "deadline",
    });
    expect((await run(clock, create(body, { signal: AbortSignal.abort() }))).error?.name).toBe("APIUserAbortError");
    expect(providers.a.calls.length + providers.b.calls.length).toBe(0);
  });

  it("aborted while it is encoded, it sends nothing", async () => {
    const controller = new AbortController();
    const { clock, create, providers } = bench({ a: ok });
    Object.assign(providers.a, {
      prepare: async () => {
        controller.abort();
        await new Promise(() => {});
      },
    });
    const { error } = await run(clock, create(body, { signal: controller.signal }));
    expect(error).toMatchObject({ kind: "aborted", name: "APIUserAbortError" });
    expect(providers.a.calls.length).toBe(0);
  });

  it("an apiKey function and a layer that hang are bounded by the deadline", async () => {
    const stuck = () => new Promise<never>(() => {});
    for (const options of [{ layers: { call: [stuck] } }, { layers: { attempt: [stuck] } }]) {
      const { clock, create, events } = bench({ a: ok }, options);
      const { error, ms } = await run(clock, create(body, { deadlineMs: 100 }));
      expect([error?.kind, error?.phase, ms]).toEqual(["timeout", "deadline", 100]);
      expect(events.at(-1)?.type).toBe("call.end");
      expect(clock.pending).toBe(0);
    }
  });

  it("an AbortError of the provider's own making is a broken connection", async () => {
    const { clock, create } = bench({
      a: () => {
        throw new DOMException("gone", "AbortError");
      },
      b: ok,
    });
    const { value } = await run(clock, create(body));
    expect(value?.x_llmux.attempts[0]?.fault?.kind).toBe("connection");
  });

  it("a provider whose classify stumbles is judged by the general rules", async () => {
    const { clock, create, providers } = bench({ a: () => fail(503), b: ok });
    Object.assign(providers.a, {
      classify: () => {
        throw new Error("stumbled");
      },
    });
    const { value } = await run(clock, create(body));
    expect(value?.x_llmux.attempts.map(({ fault }) => fault?.kind)).toEqual(["overloaded", undefined]);
    expect(clock.pending).toBe(0);
  });
});

describe("the final error", () => {
  it("has the provider's own error as its cause, for whoever has to find a bug", async () => {
    const { clock, create } = bench({
      a: () => {
        throw new TypeError("reading 'x' of undefined");
      },
    });
    const { error } = await run(clock, create(body, { maxRetries: 0 }));
    expect(error?.cause).toMatchObject({ name: "TypeError", message: "reading 'x' of undefined" });
    expect((error!.cause as Error).stack).toContain("dispatch.test.ts");
  });

  it("names its target once, also where the codec's words begin with it", async () => {
    const { clock, create } = bench({
      a: () => {
        throw new Error("a/m answered with nothing");
      },
    });
    expect((await run(clock, create(body, { maxRetries: 0 }))).error?.message).toBe("a/m answered with nothing");
  });

  it("is the provider's failure, not the circuit that it opened", async () => {
    const { clock, create } = bench({ a: () => fail(500) }, { breaker: { consecutiveFailures: 2 } });
    const { error } = await run(clock, create(body));
    expect(error).toMatchObject({
      kind: "server_error",
      message: "2 attempts failed: a/m: server_error, status 500 (2 times)",
    });
    expect(error?.attempts.length).toBe(2);
    expect(error?.skipped).toMatchObject([{ target: "a/m", reason: expect.stringContaining("circuit is open") }]);
  });

  it("names a layer that returns nothing", async () => {
    const { clock, create } = bench({ a: ok }, { layers: { call: [async function mine() {} as never] } });
    const { error } = await run(clock, create(body));
    expect(error?.message).toBe("mine returned no reply: return what next() gives");
  });
});

it("a look ahead for the deadline's sake judges nothing for good", async () => {
  const { clock, create, router } = bench({ a: ok, b: ok });
  router.breaker("b/m").isolate();
  const { value } = await run(clock, create(body, { deadlineMs: 1000 }));
  expect(value?.x_llmux.skipped).toEqual([]);
});

it("the window that was too small is remembered, deadline or not", async () => {
  const tooLong = () => fail(400, { code: "context_length_exceeded" });
  for (const deadlineMs of [undefined, 60_000]) {
    const { clock, create, providers } = bench(
      { openai: inTurn(tooLong, () => fail(500), ok) },
      { models: { chat: ["openai/gpt-4o", "openai/gpt-4.1", "openai/gpt-4o-mini"] }, retry: { maxRetries: 0 } },
    );
    await run(clock, create(body, deadlineMs === undefined ? {} : { deadlineMs }));
    expect(providers.openai.calls.map((call) => call.context.model)).toEqual(["gpt-4o", "gpt-4.1"]);
  }
});

it("close() ends what is under way, and its last events still find their listeners", async () => {
  const { clock, create, events, router } = bench({ a: hang });
  const call = create(body);
  call.catch(() => {});
  await clock.advanceAsync(10);
  const closing = router.close({ timeoutMs: 0 });
  await clock.advanceAsync(50);
  await closing;
  await expect(call).rejects.toMatchObject({ kind: "aborted", code: "closed", message: "the router was closed" });
  expect(events.map((event) => event.type)).toEqual([
    "call.start",
    "attempt.start",
    "attempt.end",
    "cost.recorded",
    "call.end",
  ]);
  expect(clock.pending).toBe(0);
});

describe("what reviewers met", () => {
  const circle: Record<string, unknown> = {};

  it.each<[string, () => unknown, RegExp]>([
    ["a circle", () => Object.assign(circle, { self: circle }), /Converting circular structure/],
    ["nested too deep", () => JSON.parse(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`), /call stack/],
  ])("a body that cannot be written as JSON is the caller's fault, and no circuit's: %s", async (_, make, reason) => {
    const { clock, create, providers, router } = bench({
      a: (request) => {
        JSON.stringify(request);
        return completion("never");
      },
      b: ok,
    });
    const metadata = make();
    for (let i = 0; i < 6; i += 1) {
      const { error } = await run(clock, create({ ...body, metadata } as never));
      expect(error?.kind).toBe("invalid_request");
      expect(error?.message).toMatch(/^a\/m: the request cannot be written as JSON: /);
      expect(error?.message).toMatch(reason);
    }
    expect(providers.b.calls.length).toBe(0);
    expect(router.health().targets["a/m"]?.circuit).toBe("closed");
  });

  it("tool arguments that are not JSON are marked, whole or streamed", async () => {
    const answer = completion("");
    answer.choices[0]!.message.tool_calls = [
      { id: "1", type: "function", function: { name: "f", arguments: '{"a": "B' } },
    ];
    const { clock, create } = bench({ a: () => answer });
    const { value } = await run(clock, create(body));
    expect(value?.x_llmux.warnings).toContainEqual({
      code: "malformed_arguments",
      target: "a/m",
      message: "a/m called f with arguments that are not JSON: ask it again, or mend them",
    });
  });

  it("a deadline too short to share is not shared", async () => {
    const { clock, create } = bench({ a: hang, b: ok });
    const { error, ms } = await run(clock, create(body, { deadlineMs: 240 }));
    expect([error?.phase, ms]).toEqual(["deadline", 240]);
  });

  it("a deadline that leaves the next target 50 ms is", async () => {
    const { clock, create } = bench({ a: hang, b: ok });
    const { value, ms } = await run(clock, create(body, { deadlineMs: 300 }));
    expect([value?.x_llmux.target, ms]).toEqual(["b/m", 240]);
  });

  it("retry: false asks nothing twice, at the router and at a target; a call's own count wins", async () => {
    const whole = bench({ a: () => fail(500) }, { retry: false });
    expect((await run(whole.clock, whole.create(body))).error?.attempts).toHaveLength(1);
    expect((await run(whole.clock, whole.create(body, { maxRetries: 1 }))).error?.attempts).toHaveLength(2);
    const one = bench({ a: () => fail(500) }, { models: { chat: { target: "a/m", retry: false } } });
    expect((await run(one.clock, one.create(body))).error?.attempts).toHaveLength(1);
  });

  it("says when the first of its targets is back, not the one that failed loudest", async () => {
    const { clock, create } = bench({
      a: () => fail(401),
      b: () => fail(429, { headers: new Headers({ "retry-after": "30" }) }),
    });
    await run(clock, create(body));
    const { error } = await run(clock, create(body));
    expect(error).toMatchObject({ kind: "auth", retryAfterMs: 30_000 });
    expect(error?.message).toContain("Ask again in 30.0 s.");
  });

  it("an abort's own reason is the error's cause", async () => {
    const { clock, create } = bench({ a: hang });
    const controller = new AbortController();
    const call = create(body, { signal: controller.signal });
    call.catch(() => {});
    await clock.advanceAsync(10);
    controller.abort(new Error("the user went away"));
    await expect(call).rejects.toMatchObject({ kind: "aborted", cause: { message: "the user went away" } });
  });
});
