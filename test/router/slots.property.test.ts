import fc from "fast-check";
import type { Priority } from "llmux";
import { describe, expect, it } from "vitest";
import type { FakeClock } from "../support/fake-clock.ts";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, streamed } from "../support/router.ts";

const MAX = { a: 2, b: 3 };

/** A call, and what becomes of it. */
const call = fc.record({
  afterMs: fc.nat(300),
  stream: fc.boolean(),
  way: fc.constantFrom("ok", "ok", "ok", "fail", "limit", "hang", "break"),
  takesMs: fc.nat(400),
  abortMs: fc.option(fc.nat(600), { nil: undefined }),
  deadlineMs: fc.option(fc.integer({ min: 0, max: 800 }), { nil: undefined }),
  priority: fc.constantFrom<Priority>("interactive", "default", "batch", 1.5),
  tenant: fc.constantFrom("x", "y"),
  reads: fc.constantFrom("all", "one", "none"),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

/** Does what the request says, and counts what it does at once. */
function server(clock: () => FakeClock) {
  const state = { busy: 0, peak: 0 };
  const behave: Behaviour = (request, { signal }) => {
    const { way, takesMs } = JSON.parse(String(request.messages[0]?.content)) as Call;
    state.busy += 1;
    state.peak = Math.max(state.peak, state.busy);
    const work = new Promise<void>((resolve, reject) => {
      const end = () => reject(signal.reason);
      signal.addEventListener("abort", end, { once: true });
      if (way !== "hang") clock().setTimeout(resolve, takesMs);
    }).finally(() => {
      state.busy -= 1;
    });
    const failing = () => (way === "limit" ? fail(429) : way === "fail" ? fail(500) : undefined);
    if (!request.stream) return work.then(() => failing() ?? completion("hi"));
    return (async function* () {
      await work;
      failing();
      yield* chunks("hi", "ho").slice(0, way === "break" ? 2 : 9);
    })();
  };
  return { behave, state };
}

async function one(setup: ReturnType<typeof bench>, given: Call): Promise<void> {
  const { afterMs, stream, abortMs, deadlineMs, priority, tenant, reads } = given;
  const { clock } = setup;
  await new Promise<void>((resolve) => void clock.setTimeout(resolve, afterMs));
  const abort = new AbortController();
  if (abortMs !== undefined) clock.setTimeout(() => abort.abort(), abortMs);
  const messages = [{ role: "user" as const, content: JSON.stringify(given) }];
  const options = { signal: abort.signal, tenant, priority, ...(deadlineMs !== undefined && { deadlineMs }) };
  try {
    if (!stream) await setup.create({ ...body, messages }, options);
    else {
      const answer = await setup.create({ ...streamed, messages }, options);
      if (reads === "none") return;
      for await (const _ of answer) if (reads === "one") break;
    }
  } catch {
    // Many of them fail: what counts is what they leave behind.
  }
}

describe("slots behind a router, whatever becomes of the calls", () => {
  it("are never too many, and all come back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 14 }), async (calls) => {
        let clock: FakeClock | undefined;
        const servers = { a: server(() => clock!), b: server(() => clock!) };
        const setup = bench(
          { a: servers.a.behave, b: servers.b.behave },
          {
            models: {
              chat: [
                { target: "a/m", concurrency: { max: MAX.a, queueMax: 3, queueTimeoutMs: 200 } },
                { target: "b/m", concurrency: { max: MAX.b, queueMax: 2, queueTimeoutMs: 300 } },
              ],
            },
            timeouts: { firstTokenMs: 700, totalMs: 900 },
          },
        );
        clock = setup.clock;
        await setup.router.explain(body);
        const work = Promise.all(calls.map((given) => one(setup, given)));
        for (let i = 0; i < 90; i += 1) await clock.advanceAsync(i < 60 ? 50 : 4000);
        await work;
        for (const name of ["a", "b"] as const) {
          expect(servers[name].state.peak).toBeLessThanOrEqual(MAX[name]);
          const { slots, inFlight } = setup.router.health().targets[`${name}/m`]!;
          expect({ ...slots, attempts: inFlight }).toEqual({ inFlight: 0, limit: MAX[name], queued: 0, attempts: 0 });
        }
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
