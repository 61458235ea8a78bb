import { describe, expect, it } from "vitest";
import { Prober } from "../../src/health/prober.ts";
import { fakeClock } from "../support/fake-clock.ts";

function watched(intervalMs = 10_000) {
  const clock = fakeClock();
  const asked: string[] = [];
  const told: string[] = [];
  let answer: () => Promise<unknown> = async () => {};
  const prober = new Prober({
    intervalMs: (name) => (name === "unwatched" ? undefined : intervalMs),
    ask: (name) => {
      asked.push(name);
      return answer();
    },
    onDead: (name) => told.push(`${name} dead`),
    onAlive: (name) => told.push(`${name} alive`),
    clock,
    random: () => 0,
  });
  return {
    clock,
    asked,
    told,
    prober,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

const down = async () => {
  throw new Error("down");
};

describe("probes", () => {
  it("go to the providers in use, once an interval, and not to one that has answered a call", async () => {
    const { clock, asked, prober } = watched();
    prober.use(["a", "b", "unwatched"]);
    await clock.advanceAsync(9000);
    prober.heard("a");
    await clock.advanceAsync(1000);
    expect(asked).toEqual(["b"]);
    await clock.advanceAsync(10_000);
    expect(asked).toEqual(["b", "a", "b"]);
  });

  it("tell of a provider that did not answer twice, with every probe, and once that it is back", async () => {
    const { clock, told, asked, prober, answerWith } = watched();
    prober.use(["a"]);
    answerWith(down);
    await clock.advanceAsync(20_000);
    expect(asked).toHaveLength(4);
    expect(told).toEqual(["a dead", "a dead"]);
    answerWith(async () => {});
    await clock.advanceAsync(20_000);
    expect(told).toEqual(["a dead", "a dead", "a alive"]);
  });

  it("say nothing after one failure, and do not wait for ever", async () => {
    const { clock, told, prober, answerWith } = watched();
    prober.use(["a"]);
    let turn = 0;
    answerWith(async () => (turn++ === 0 ? down() : undefined));
    await clock.advanceAsync(10_000);
    expect(told).toEqual([]);
    answerWith(() => new Promise(() => {}));
    await clock.advanceAsync(20_000);
    expect(told).toEqual(["a dead"]);
  });

  it("end when nobody has used the provider for ten intervals, and begin again with the next call", async () => {
    const { clock, asked, prober } = watched();
    prober.use(["a"]);
    await clock.advanceAsync(500_000);
    expect(asked).toHaveLength(9);
    expect(clock.pending).toBe(0);
    prober.use(["a"]);
    await clock.advanceAsync(10_000);
    expect(asked).toHaveLength(10);
  });

  it("are made up for by the next call where timers had stopped", async () => {
    const { clock, asked, prober } = watched();
    let frozenMs = 0;
    const { now } = clock;
    clock.now = () => now() + frozenMs;
    prober.use(["a"]);
    frozenMs = 60_000;
    prober.use(["a"]);
    await clock.advanceAsync(0);
    expect(asked).toEqual(["a"]);
  });

  it("hold no process, and end with the router", async () => {
    const { clock, told, prober, answerWith } = watched();
    const unrefs: unknown[] = [];
    const { setTimeout } = clock;
    clock.setTimeout = (callback, ms) => ({ ...(setTimeout(callback, ms) as object), unref: () => unrefs.push(ms) });
    prober.use(["a"]);
    expect(unrefs).toEqual([10_000]);
    answerWith(down);
    prober.close();
    await clock.advanceAsync(30_000);
    prober.use(["a"]);
    await clock.advanceAsync(30_000);
    expect(told).toEqual([]);
  });
});
