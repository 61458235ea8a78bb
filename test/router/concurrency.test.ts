import type { RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import type { Behaviour } from "../support/memory-provider.ts";
import { chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, ok, run, streamed } from "../support/router.ts";

/** Answers when told to, in the order in which it was asked. */
function held() {
  const waiting: { finish: () => void; text: unknown }[] = [];
  let peak = 0;
  let busy = 0;
  const behave: Behaviour = (request, { signal }) =>
    new Promise((resolve, reject) => {
      busy += 1;
      peak = Math.max(peak, busy);
      const end = (settle: () => void) => () => {
        busy -= 1;
        settle();
      };
      const [message] = request.messages;
      waiting.push({ finish: end(() => resolve(completion("hello"))), text: message?.content });
      signal.addEventListener(
        "abort",
        end(() => reject(signal.reason)),
        { once: true },
      );
    });
  return {
    behave,
    get peak() {
      return peak;
    },
    /** What is being answered now, by the words of its request. */
    get texts() {
      return waiting.map(({ text }) => text);
    },
    finish: () => waiting.shift()?.finish(),
  };
}

const limited = (concurrency: RouterOptions["models"], names = ["a"]) => ({
  models: { chat: names.map((name) => ({ target: `${name}/m`, concurrency: concurrency as never })) },
});
const one = { max: 1, queueMax: 5, queueTimeoutMs: 500 };
const saying = (content: string) => ({ ...body, messages: [{ role: "user" as const, content }] });

async function asked(setup: ReturnType<typeof bench>) {
  await run(setup.clock, setup.router.explain(body));
  await setup.clock.advanceAsync(0);
}

describe("slots of a target", () => {
  it("lets no more through than there are, and the next in line at once", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited({ max: 2, queueMax: 5, queueTimeoutMs: 500 } as never));
    await asked(setup);
    const calls = [1, 2, 3, 4].map((n) => setup.create(saying(String(n))));
    await setup.clock.advanceAsync(0);
    expect(server.texts).toEqual(["1", "2"]);
    expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 2, limit: 2, queued: 2 } });
    server.finish();
    await setup.clock.advanceAsync(0);
    expect(server.texts).toEqual(["2", "3"]);
    while (server.texts.length > 0) {
      server.finish();
      await setup.clock.advanceAsync(0);
    }
    expect((await Promise.all(calls)).length).toBe(4);
    expect(server.peak).toBe(2);
    expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 0, limit: 2, queued: 0 } });
    expect(setup.clock.pending).toBe(0);
    const waits = setup.events.filter(({ type }) => type === "queue.wait");
    expect(waits).toMatchObject([{ target: "a/m", granted: true }, { granted: true }]);
  });

  it("refuses who has waited too long: overloaded, skipped, no attempt, nothing to the circuit", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited(one as never));
    const first = setup.create(body);
    await asked(setup);
    const { error, ms } = await run(setup.clock, setup.create(body));
    expect(error).toMatchObject({ kind: "overloaded", attempts: [], skipped: [{ target: "a/m" }] });
    expect(error!.message).toBe("a/m: the slot of a/m is taken: no slot came free within 500 ms (queueTimeoutMs)");
    expect(ms).toBe(500);
    for (let i = 0; i < 9; i += 1) await run(setup.clock, setup.create(body));
    expect(setup.router.health().targets["a/m"]).toMatchObject({ circuit: "closed", slots: { queued: 0 } });
    server.finish();
    await run(setup.clock, first);
    expect(setup.providers.a.calls.length).toBe(1);
  });

  it("refuses at once when the line is full", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited({ ...one, queueMax: 1 } as never));
    await asked(setup);
    const calls = [setup.create(body), setup.create(body)];
    await setup.clock.advanceAsync(0);
    const { error, ms } = await run(setup.clock, setup.create(body));
    expect(error).toMatchObject({ kind: "overloaded", attempts: [], skipped: [{ target: "a/m" }] });
    expect(ms).toBe(0);
    for (const _ of calls) {
      server.finish();
      await setup.clock.advanceAsync(0);
    }
    await Promise.all(calls);
  });

  it("waits a tenth of what is left of the deadline, a second at most", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited({ max: 1 } as never));
    void setup.create(body).catch(() => {});
    await asked(setup);
    expect((await run(setup.clock, setup.create(body, { deadlineMs: 2000 }))).ms).toBe(200);
    expect((await run(setup.clock, setup.create(body))).ms).toBe(1000);
  });

  it("takes an aborted call out of the line", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited(one as never));
    const first = setup.create(saying("first"));
    await asked(setup);
    const abort = new AbortController();
    const second = setup.create(saying("second"), { signal: abort.signal });
    const third = setup.create(saying("third"));
    await setup.clock.advanceAsync(0);
    abort.abort();
    const { error } = await run(setup.clock, second);
    expect(error).toMatchObject({ kind: "aborted", attempts: [] });
    expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 1, queued: 1 } });
    server.finish();
    await setup.clock.advanceAsync(0);
    expect(server.texts).toEqual(["third"]);
    server.finish();
    await run(setup.clock, Promise.all([first, third]));
  });

  it("holds a stream's slot until its body has ended", async () => {
    const setup = bench({ a: () => chunks("a", "b") }, limited({ ...one, queueMax: 0 } as never));
    const { value: stream } = await run(setup.clock, setup.create(streamed));
    expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 1 } });
    expect((await run(setup.clock, setup.create(streamed))).error).toMatchObject({ kind: "overloaded" });
    for await (const _ of stream!);
    expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 0 } });
    expect((await run(setup.clock, setup.create(streamed))).error).toBeUndefined();
  });
});

describe("overflow", () => {
  it("goes to the next target at once, and lists the full one as skipped", async () => {
    const server = held();
    const setup = bench({ a: server.behave, b: ok }, limited(one as never, ["a", "b"]));
    const first = setup.create(body);
    await asked(setup);
    const { value, ms } = await run(setup.clock, setup.create(body));
    expect(ms).toBe(0);
    expect(value!.x_llmux).toMatchObject({ target: "b/m", attempts: [{ target: "b/m" }] });
    expect(value!.x_llmux.skipped).toEqual([{ target: "a/m", reason: "overloaded: the slot of a/m is taken" }]);
    server.finish();
    await run(setup.clock, first);
  });

  it("waits at the full target after all when the next one has failed", async () => {
    const server = held();
    const setup = bench({ a: server.behave, b: () => fail(500) }, limited(one as never, ["a", "b"]));
    const first = setup.create(body);
    await asked(setup);
    const second = setup.create(body, { maxRetries: 0 });
    await setup.clock.advanceAsync(100);
    server.finish();
    await setup.clock.advanceAsync(0);
    server.finish();
    const { value } = await run(setup.clock, second);
    expect(value!.x_llmux).toMatchObject({
      target: "a/m",
      attempts: [{ target: "b/m" }, { target: "a/m" }],
      skipped: [],
    });
    await run(setup.clock, first);
  });

  it("is refused when every slot and every place in line is taken", async () => {
    const a = held();
    const b = held();
    const full = { max: 1, queueMax: 0 };
    const setup = bench({ a: a.behave, b: b.behave }, limited(full as never, ["a", "b"]));
    const calls = [setup.create(body), setup.create(body)];
    await asked(setup);
    const { error } = await run(setup.clock, setup.create(body));
    expect(error).toMatchObject({ kind: "overloaded", attempts: [] });
    expect(error!.skipped.map(({ target }) => target)).toEqual(["a/m", "b/m"]);
    a.finish();
    b.finish();
    await run(setup.clock, Promise.all(calls));
  });
});

describe("priorities and tenants", () => {
  const wide = { max: 1, queueMax: 50, queueTimeoutMs: 60_000 };

  it("serves interactive before default before batch", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited(wide as never));
    const calls = [setup.create(saying("first"))];
    await asked(setup);
    for (const priority of ["batch", "default", "interactive", 0.5, 7] as const) {
      calls.push(setup.create(saying(String(priority)), { priority }));
      await setup.clock.advanceAsync(1);
    }
    const order: unknown[] = [];
    while (server.texts.length > 0) {
      order.push(server.texts[0]);
      server.finish();
      await setup.clock.advanceAsync(0);
    }
    expect(order).toEqual(["first", "interactive", "0.5", "default", "batch", "7"]);
    await Promise.all(calls);
  });

  it("takes the priority of a request over router.fetch from its header", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited(wide as never));
    const calls: Promise<unknown>[] = [setup.create(saying("first"))];
    await asked(setup);
    for (const priority of ["batch", "0", "high"]) {
      const headers = { "content-type": "application/json", "x-llmux-priority": priority };
      const init = { method: "POST", headers, body: JSON.stringify(saying(priority)) };
      calls.push(setup.router.fetch("http://x/v1/chat/completions", init).then(({ status }) => status));
      await setup.clock.advanceAsync(1);
    }
    const order: unknown[] = [];
    while (server.texts.length > 0) {
      order.push(server.texts[0]);
      server.finish();
      await setup.clock.advanceAsync(0);
    }
    expect(order).toEqual(["first", "0", "batch"]);
    expect((await Promise.all(calls)).slice(1)).toEqual([200, 200, 400]);
  });

  it("keeps slots free for interactive calls once there are some", async () => {
    const server = held();
    const setup = bench({ a: server.behave }, limited({ max: 10, queueMax: 50, queueTimeoutMs: 600_000 } as never));
    await asked(setup);
    const batch = Array.from({ length: 12 }, () => setup.create(body, { priority: "batch" }));
    await setup.clock.advanceAsync(0);
    expect(server.texts.length).toBe(10);
    const now = setup.create(saying("now"), { priority: "interactive" });
    await setup.clock.advanceAsync(0);
    for (let i = 0; i < 4; i += 1) server.finish();
    await setup.clock.advanceAsync(0);
    expect(server.texts.length).toBe(7);
    expect(server.texts).toContain("now");
    await setup.clock.advanceAsync(60_001);
    const last = setup.create(body, { priority: "batch" });
    await setup.clock.advanceAsync(0);
    expect(server.texts.length).toBe(10);
    while (server.texts.length > 0) {
      server.finish();
      await setup.clock.advanceAsync(0);
    }
    await run(setup.clock, Promise.all([...batch, now, last]));
  });

  it("gives two tenants half each, though one asks ten times as often", async () => {
    const setup = bench(
      {
        a: async (_, { signal }) => {
          await new Promise((resolve) => setup.clock.setTimeout(() => resolve(undefined), 100));
          signal.throwIfAborted();
          return completion("hello");
        },
      },
      limited({ max: 5, queueMax: 20, queueTimeoutMs: 500 } as never),
    );
    await asked(setup);
    const answered = { loud: 0, quiet: 0 };
    const ask = (tenant: "loud" | "quiet") =>
      void setup.create(body, { tenant }).then(
        () => {
          answered[tenant] += 1;
        },
        () => {},
      );
    for (let tick = 0; tick < 400; tick += 1) {
      for (let i = 0; i < 5; i += 1) ask("loud");
      if (tick % 2 === 0) ask("quiet");
      await setup.clock.advanceAsync(10);
    }
    const share = answered.quiet / (answered.loud + answered.quiet);
    expect(answered.loud + answered.quiet).toBeGreaterThan(180);
    expect(share).toBeGreaterThanOrEqual(0.45);
    expect(share).toBeLessThanOrEqual(0.55);
    await setup.clock.advanceAsync(1000);
    expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 0, queued: 0 } });
  });

  it("refuses a priority that is none", async () => {
    const { error } = await run(bench({ a: ok }).clock, bench({ a: ok }).create(body, { priority: "high" as never }));
    expect(error!.message).toBe('priority: expected "interactive", "default", "batch" or a number, 0 or more');
  });
});
