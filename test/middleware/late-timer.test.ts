import { describe, expect, it } from "vitest";
import type { AttemptContext, Watch } from "../../src/contract/context.ts";
import { type Allowances, timeoutsLayer } from "../../src/middleware/timeouts.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { completion } from "../support/memory-provider.ts";
import { bench, body, run } from "../support/router.ts";

/** A process that was held up: time has passed while no timer could run. */
function heldUp() {
  const clock = fakeClock();
  let lostMs = 0;
  return {
    clock: { ...clock, now: () => clock.now() + lostMs },
    base: clock,
    lose: (ms: number) => {
      lostMs += ms;
    },
  };
}

describe("an allowance that ran out while the process was held up", () => {
  it.each([
    ["lets an answer be read that has come meanwhile", 30, true],
    ["is over all the same where none has", 5000, false],
  ])("%s", async (_, answersAfterMs, answered) => {
    const { clock, base, lose } = heldUp();
    const setup = bench(
      {
        a: async () => {
          await new Promise<void>((resolve) => void base.setTimeout(resolve, 1000 + answersAfterMs));
          return completion("hi");
        },
      },
      { clock, timeouts: { firstTokenMs: 1000 }, retry: { maxRetries: 0 } },
    );
    await setup.router.explain(body);
    const call = setup.create(body);
    await base.advanceAsync(500);
    lose(400);
    const { value, error } = await run(base, call);
    if (answered) expect(value?.x_llmux.target).toBe("a/m");
    else expect(error?.phase).toBe("first_token");
  });
});

const UNBOUNDED: Allowances = {
  connectMs: Infinity,
  firstTokenMs: Infinity,
  byCall: false,
  idleMs: Infinity,
  totalMs: Infinity,
  shareMs: Infinity,
};

/** An attempt's timer by itself, and when it ended the attempt. */
function timed(stream: boolean, allow: Partial<Allowances>) {
  const clock = fakeClock();
  const controller = new AbortController();
  const wire: { status?: number; endError?: () => void } = {};
  const ended: number[] = [];
  const end = () => void ended.push(clock.now());
  controller.signal.addEventListener("abort", end);
  const context = { stream, controller, wire, defer: () => {} } as unknown as AttemptContext;
  void timeoutsLayer(clock, () => ({ ...UNBOUNDED, ...allow }))(context, () => new Promise(() => {}));
  return { clock, wire, ended, end, watch: context.watch };
}

type Timed = ReturnType<typeof timed>;

describe("an allowance that begins after a pause", () => {
  const PAUSE_MS = 3_600_000;
  const begun = (watch: Watch) => {
    watch.commit();
    watch.waiting(true);
  };
  const nothing = () => {};
  const served = ({ watch }: Timed) => {
    watch.progress();
    watch.waiting(false);
    watch.waiting(true);
  };
  const refused = ({ wire, watch, end }: Timed) => {
    Object.assign(wire, { status: 500, endError: end });
    watch.headers();
  };

  it.each<[string, boolean, (watch: Watch) => void, (timed: Timed) => void, number]>([
    ["idle, at an event", true, begun, served, 30_000],
    ["idle, as somebody asks", true, (watch) => watch.commit(), ({ watch }) => watch.waiting(true), 30_000],
    ["idle, at bytes", false, nothing, ({ watch }) => watch.progress(), 30_000],
    ["unread, at the first content", true, nothing, ({ watch }) => watch.commit(), 60_000],
    ["grace, at the finish", true, begun, ({ watch, end }) => watch.finishing(end), 500],
    ["an error's, at its status", true, nothing, refused, 5000],
  ])("%s, lasts as long before the late timer has run as after it", (_, stream, before, act, lastsMs) => {
    for (const timerFirst of [false, true]) {
      const made = timed(stream, { idleMs: 30_000, totalMs: 7_200_000 });
      before(made.watch);
      made.clock.advance(100);
      made.clock.freeze(PAUSE_MS);
      if (timerFirst) made.clock.advance(0);
      const begins = made.clock.now();
      act(made);
      made.clock.advance(lastsMs + 1000);
      expect(made.ended.map((at) => at - begins)).toEqual([lastsMs]);
      expect(made.watch.stoodMs).toBeGreaterThan(PAUSE_MS - 1000);
      expect(made.watch.stoodMs).toBeLessThanOrEqual(PAUSE_MS);
    }
  });

  it("leaves one that ran before it what it had", () => {
    const made = timed(true, { totalMs: 10_000 });
    made.watch.commit();
    made.clock.advance(100);
    made.clock.freeze(PAUSE_MS);
    const goesOn = made.clock.now();
    made.watch.waiting(true);
    made.clock.advance(20_000);
    const [at] = made.ended;
    expect(at! - goesOn).toBeGreaterThan(8_900);
    expect(at! - goesOn).toBeLessThan(11_000);
  });

  it("leaves silence what was left of it where a reader is served", () => {
    const made = timed(true, { idleMs: 30_000 });
    begun(made.watch);
    made.clock.advance(20_000);
    made.clock.freeze(PAUSE_MS);
    made.watch.waiting(false);
    made.watch.waiting(true);
    const asks = made.clock.now();
    made.clock.advance(60_000);
    expect(made.ended[0]! - asks).toBeGreaterThan(8_900);
    expect(made.ended[0]! - asks).toBeLessThan(11_000);
  });
});
