import { describe, expect, it } from "vitest";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, run, streamed } from "../support/router.ts";

/** Answers, refuses, each after 100 ms. */
function storming(stream: boolean) {
  let clock!: ReturnType<typeof bench>["clock"];
  const state = { storm: false, sent: [] as number[] };
  const after = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
  const answer = () => (stream ? chunks("hi") : completion("hi"));
  const a: Behaviour = async () => {
    state.sent.push(clock.now());
    await after(100);
    return state.storm ? fail(429, { headers: new Headers({ "retry-after": "2" }) }) : (answer() as never);
  };
  const b: Behaviour = async () => {
    await after(100);
    return answer() as never;
  };
  const use = (setup: { clock: typeof clock }) => {
    clock = setup.clock;
  };
  return { state, a, b, use };
}

describe("a storm of 429s at 50 calls/s", () => {
  it.each([false, true])("is honoured to the second: one request per expiry (streamed: %s)", async (stream) => {
    const { state, a, b, use } = storming(stream);
    const setup = bench({ a, b });
    use(setup);
    const { clock, events } = setup;
    const calls: Promise<unknown>[] = [];
    const one = async () => {
      if (!stream) return await setup.create(body);
      for await (const _ of await setup.create(streamed));
    };
    const second = async () => {
      for (let i = 0; i < 50; i += 1) {
        calls.push(one());
        await clock.advanceAsync(20);
      }
    };
    await run(clock, one());
    state.storm = true;
    state.sent.length = 0;
    const from = clock.now();
    for (let i = 0; i < 9; i += 1) await second();
    const at = state.sent.map((ms) => ms - from);
    // Those under way when the first was refused, then one each time.
    expect(at.filter((ms) => ms < 120).length).toBe(at.length - 4);
    expect(at.slice(-4).every((ms, i, all) => i === 0 || ms - all[i - 1]! >= 2000)).toBe(true);
    expect(events.filter(({ type }) => type === "cooldown.start").length).toBeLessThanOrEqual(10);
    state.storm = false;
    for (let i = 0; i < 4; i += 1) await second();
    await run(clock, Promise.all(calls));
    expect(state.sent.filter((ms) => ms > clock.now() - 1000).length).toBeGreaterThanOrEqual(45);
  });

  it("a target that is alone is asked by all of them once its time is over", async () => {
    const { state, a, use } = storming(false);
    const setup = bench({ a });
    use(setup);
    const { clock } = setup;
    await run(clock, setup.create(body));
    state.storm = true;
    await run(clock, Promise.allSettled([setup.create(body, { maxRetries: 0 })]));
    state.storm = false;
    await clock.advanceAsync(2000);
    const calls = [setup.create(body), setup.create(body), setup.create(body)];
    expect((await run(clock, Promise.all(calls))).value).toHaveLength(3);
  });
});
