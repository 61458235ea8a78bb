import "../../src/data/prices.ts";
import { type CallOptions, createRouter } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { fail } from "../support/memory-provider.ts";
import { bench, body, hang, messages, ok, run, streamed } from "../support/router.ts";
import { until } from "../support/until.ts";

describe("wrong options of a call", () => {
  it.each<[unknown, string]>([
    [{ timeout: "1s" }, "timeout: expected milliseconds, more than 0"],
    [{ timeout: -1 }, "timeout: expected milliseconds, more than 0"],
    [{ maxRetries: 1.5 }, "maxRetries: expected a whole number, 0 or more"],
    [{ deadlineMs: Number.NaN }, "deadlineMs: expected milliseconds, or a function that returns them"],
    [{ signal: {} }, "signal: expected an AbortSignal"],
    [{ tags: ["a"] }, "tags: expected an object of strings"],
    [{ tags: { a: 1 } }, "tags: expected an object of strings"],
    [{ tenant: 7 }, "tenant: expected a string"],
    [{ cache: "yes" }, 'cache: expected true, false, "refresh" or { ttlMs }'],
    [{ cache: { ttl: 1 } }, 'cache: expected true, false, "refresh" or { ttlMs }'],
    [{ headers: "x: y" }, "headers: expected headers: an object, Headers or a list of pairs"],
    [{ headers: [["x"]] }, "headers: expected headers: an object, Headers or a list of pairs"],
    [{ headers: { "x y": "1" } }, "headers.x y: expected a header's name and its value, a string"],
    [{ headers: { x: "a\nb" } }, "headers.x: expected a header's name and its value, a string"],
    [{ headers: { x: "a\u0001b" } }, "headers.x: expected a header's name and its value, a string"],
    [{ headers: { x: 1 } }, "headers.x: expected a header's name and its value, a string"],
    [{ timout: 1 }, "timout: unknown option of this call; did you mean timeout?"],
    [{ maxRetry: 1 }, "maxRetry: unknown option of this call; did you mean maxRetries?"],
    [{ deadline: 1 }, "deadline: unknown option of this call; did you mean deadlineMs?"],
    [
      { zzzzzzzzzz: 1 },
      "zzzzzzzzzz: unknown option of this call; known are signal, timeout, headers, maxRetries, deadlineMs, tags, tenant, user, region, cache, raw, idempotencyKey, waitUntil, priority, onInterrupt, markers, hedge",
    ],
    [{ maxCostUsd: 1 }, "maxCostUsd: not built yet in this version; leave it out"],
    [
      { idempotencyKey: 7 },
      "idempotencyKey: expected a string that can be sent as a header: not empty, no line breaks, no characters beyond Latin-1",
    ],
    [
      { idempotencyKey: "" },
      "idempotencyKey: expected a string that can be sent as a header: not empty, no line breaks, no characters beyond Latin-1",
    ],
    [
      { idempotencyKey: "a\nb" },
      "idempotencyKey: expected a string that can be sent as a header: not empty, no line breaks, no characters beyond Latin-1",
    ],
    [
      { idempotencyKey: "größe 日本" },
      "idempotencyKey: expected a string that can be sent as a header: not empty, no line breaks, no characters beyond Latin-1",
    ],
    [{ region: "" }, "region: expected a region, or a list of at least one"],
    [{ region: [] }, "region: expected a region, or a list of at least one"],
    [null, "options: expected an object, the second argument of create()"],
    ["x", "options: expected an object, the second argument of create()"],
    [{ deadlineMs: () => "soon" }, "deadlineMs: expected a function that returns milliseconds"],
    [{ deadlineMs: () => Number.NaN }, "deadlineMs: expected a function that returns milliseconds"],
  ])("%j", async (options, message) => {
    const { clock, create, providers } = bench({ a: ok });
    const { error } = await run(clock, create(body, options as CallOptions));
    expect(error).toMatchObject({ kind: "invalid_request", code: "invalid_options", message });
    expect(providers.a.calls).toEqual([]);
  });

  it("absent ones may be null or undefined, and the OpenAI SDK's own pass", async () => {
    const { clock, create, providers } = bench({ a: ok });
    const names = [
      "signal",
      "timeout",
      "headers",
      "maxRetries",
      "deadlineMs",
      "tags",
      "tenant",
      "user",
      "cache",
      "idempotencyKey",
    ];
    for (const nothing of [null, undefined]) {
      const options = Object.fromEntries(names.map((name) => [name, nothing]));
      expect((await run(clock, create(body, options))).error).toBeUndefined();
    }
    expect(
      (await run(clock, create(body, { query: {}, fetchOptions: {}, __metadata: {} } as CallOptions))).error,
    ).toBeUndefined();
    const failing = bench({ a: () => fail(500) });
    await run(failing.clock, failing.create(body, { maxRetries: null } as never));
    expect(failing.providers.a.calls.length).toBe(3);
    expect(providers.a.calls.length).toBe(3);
  });

  it.each<[string, object]>([
    ["inherited", { maxRetries: 0, headers: { "x-mine": "1" } }],
    ["filled in later", {}],
  ])("%s ones are not the call's", async (_, prototype) => {
    const { clock, create, providers } = bench({ a: () => fail(500) });
    const options: CallOptions = Object.create(prototype);
    const call = create(body, options);
    Object.assign(options, { maxRetries: 0 });
    await run(clock, call);
    expect(providers.a.calls).toHaveLength(3);
    expect(providers.a.calls[0]!.context.headers).not.toHaveProperty("x-mine");
  });

  it.each([-200, -Infinity, 0])("a deadline's function that says %d: no time is left", async (left) => {
    const { clock, create, providers } = bench({ a: ok });
    const { error } = await run(clock, create(body, { deadlineMs: () => left }));
    expect(error).toMatchObject({ kind: "timeout", phase: "deadline" });
    expect(providers.a.calls).toEqual([]);
  });

  it("a deadline's function that throws is the call's error, with what it threw as cause", async () => {
    const { clock, create } = bench({ a: ok });
    const mine = new Error("mine");
    const deadlineMs = () => {
      throw mine;
    };
    expect((await run(clock, create(body, { deadlineMs }))).error).toMatchObject({
      kind: "server_error",
      message: "mine",
      cause: mine,
    });
  });
});

describe("signal", () => {
  const aborted = { name: "APIUserAbortError", kind: "aborted", message: "Request was aborted." };

  it("aborted before: nothing is asked", async () => {
    const { clock, create, providers } = bench({ a: ok });
    expect((await run(clock, create(body, { signal: AbortSignal.abort() }))).error).toMatchObject(aborted);
    expect(providers.a.calls).toEqual([]);
  });

  it.each([
    ["JSON", body],
    ["stream", streamed],
  ] as const)("aborted on the way (%s): the attempt ends, nothing else is asked", async (_, request) => {
    const { clock, create, providers, events } = bench({ a: hang, b: ok });
    const controller = new AbortController();
    const promise = create(request, { signal: controller.signal });
    const done = run(clock, promise);
    await until(() => providers.a.calls.length > 0);
    controller.abort();
    expect((await done).error).toMatchObject({ ...aborted, attempts: [{ target: "a/m", status: "aborted" }] });
    expect(providers.a.calls[0]?.context.signal.aborted).toBe(true);
    expect(providers.b.calls).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: "call.end", status: "aborted" });
    expect(clock.pending).toBe(0);
  });

  it("aborted while it waits for a repeat: at once", async () => {
    const { clock, create } = bench({ a: () => fail(500) });
    const controller = new AbortController();
    clock.setTimeout(() => controller.abort(), 100);
    const { error, ms } = await run(clock, create(body, { signal: controller.signal }));
    expect(error).toMatchObject({ ...aborted, attempts: [{ status: "failed" }] });
    expect(ms).toBeLessThanOrEqual(110);
  });

  it("is let go of when the call has ended", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const { clock, create } = bench({ a: ok });
    for (let i = 0; i < 3; i += 1) await run(clock, create(body, { signal }));
    expect(listeners).toBe(0);
  });
});

describe("timeout", () => {
  it.each([["stream", streamed, "first_token"]] as const)(
    "bounds the first token of a %s",
    async (_, request, phase) => {
      const { clock, create } = bench({ a: hang });
      const { error, ms } = await run(clock, create(request, { timeout: 200, maxRetries: 0 }));
      expect(error).toMatchObject({ kind: "timeout", phase, status: 504 });
      expect(ms).toBe(200);
    },
  );

  it("bounds the wait for a JSON answer's headers", async () => {
    const { clock, create } = bench({ a: hang });
    const { error, ms } = await run(clock, create(body, { timeout: 200, maxRetries: 0 }));
    expect(error).toMatchObject({ kind: "timeout" });
    expect(ms).toBe(200);
  });
});

describe("tags, tenant and user", () => {
  it("are in the events of the call", async () => {
    const mine = { tags: { job: "nightly" }, tenant: "t1", user: "u1" };
    const { clock, create, events } = bench({ a: ok }, { prices: { "a/m": { input: 1, output: 1 } } });
    await run(clock, create(body, mine));
    expect(events.filter((event) => event.type === "call.start" || event.type === "cost.recorded")).toMatchObject([
      mine,
      mine,
    ]);
    await run(clock, create(body));
    for (const event of events.slice(-5))
      for (const name of ["tags", "tenant", "user"]) expect(event).not.toHaveProperty(name);
  });
});

describe("idempotencyKey", () => {
  it("is the same over repeats, another for each target, and derived from the caller's", async () => {
    const { clock, create, providers } = bench(
      { a: () => fail(503), b: () => fail(503) },
      { breaker: false, random: seededRandom(1) },
    );
    await run(clock, create(body, { idempotencyKey: "mine" }));
    const keys = (name: "a" | "b") => providers[name].calls.map((call) => call.context.idempotencyKey);
    expect(keys("a")).toEqual(["mine-1"]);
    expect(keys("b")).toEqual(["mine-2", "mine-2", "mine-2"]);
    await run(clock, create(body));
    await run(clock, create(body));
    expect(new Set(keys("b")).size).toBe(3);
  });
});

describe("headers", () => {
  let sim: Simulation;
  beforeAll(async () => {
    sim = await simulate();
  });
  beforeEach(() => sim.reset());
  afterAll(() => sim.close());

  const MODELS = {
    openai: "openai/gpt-5.5",
    anthropic: "anthropic/claude-sonnet-5",
    gemini: "gemini/gemini-3.8-flash",
  } as const;

  it.each(["openai", "anthropic", "gemini"] as const)(
    "reach the wire of %s, but for those that authenticate",
    async (name) => {
      await using router = createRouter({ providers: sim.providers });
      const headers = {
        "X-Trace": "t-1",
        "X-None": null,
        Authorization: "Bearer stolen",
        "x-api-key": "stolen",
        "x-goog-api-key": "stolen",
        cookie: "stolen=1",
      };
      const forms = [
        headers,
        new Headers({ "x-trace": "t-1", authorization: "Bearer stolen" }),
        [
          ["x-trace", "t-1"],
          ["AUTHORIZATION", "Bearer stolen"],
        ],
      ];
      for (const form of forms) {
        for (const stream of [false, true]) {
          const answer = await router.chat.completions.create(
            { model: MODELS[name], messages, stream },
            { headers: form as CallOptions["headers"] & object },
          );
          if (Symbol.asyncIterator in answer) for await (const _ of answer);
          else
            expect(answer.x_llmux.warnings).toContainEqual({
              code: "dropped_header",
              param: "authorization",
              target: "",
              message: "header authorization is not taken from a call: set the provider's apiKey or auth",
            });
        }
      }
      expect(sim[name].requests.length).toBe(6);
      for (const request of sim[name].requests) {
        expect(request.headers["x-trace"]).toBe("t-1");
        expect(request.headers["x-none"]).toBeUndefined();
        expect(JSON.stringify(request.headers)).not.toContain("stolen");
        expect(JSON.stringify(request.headers)).toContain(sim[name].apiKey);
      }
    },
  );

  it("under strict, one that authenticates is refused before anything is sent", async () => {
    await using router = createRouter({ providers: sim.providers, strict: true });
    const call = router.chat.completions.create(
      { model: MODELS.openai, messages },
      { headers: { authorization: "Bearer stolen" } },
    );
    await expect(call).rejects.toMatchObject({
      kind: "unsupported",
      param: "authorization",
      message: expect.stringMatching(/\(strict\)$/),
    });
    expect(sim.openai.requests).toEqual([]);
  });
});
