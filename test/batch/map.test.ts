import { randomUUID } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRouter, type LlmuxError, type MapCall, type MapOptions, type MapProgress } from "llmux";
import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import { completion } from "../support/memory-provider.ts";
import { bench, messages, ok, run } from "../support/router.ts";

const folder = mkdtempSync(join(tmpdir(), "map-"));
afterAll(() => rmSync(folder, { recursive: true }));
const newFile = () => join(folder, `${randomUUID()}.jsonl`);
const linesOf = (path: string) =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const router = createRouter();
const turn = () => new Promise((resolve) => setImmediate(resolve));
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error as LlmuxError,
  );

describe("map", () => {
  it("gives the results in the order of the items, with so many under way at once and no more", async () => {
    let busy = 0;
    let peak = 0;
    const seen: [number, number][] = [];
    const results = await router.map(
      new Set(numbers(50)),
      async (item, index) => {
        busy += 1;
        peak = Math.max(peak, busy);
        for (let i = 0; i < (item * 7) % 5; i += 1) await turn();
        busy -= 1;
        seen.push([item, index]);
        return item * 2;
      },
      { concurrency: 6 },
    );
    expectTypeOf(results[0]!).toEqualTypeOf<number>();
    expect([...results]).toEqual(numbers(50).map((n) => n * 2));
    expect(results.inDoubt).toEqual([]);
    expect(peak).toBe(6);
    expect(seen.every(([item, index]) => item === index)).toBe(true);
    expect([...(await router.map([], async () => 1))]).toEqual([]);
  });

  it("tells how far it is, and a listener that throws harms nobody", async () => {
    const told: MapProgress[] = [];
    const onProgress = (progress: MapProgress) => {
      told.push(progress);
      throw new Error("mine");
    };
    await router.map(numbers(3), async (n) => n, { concurrency: 1, onProgress });
    expect(told).toEqual(numbers(3).map((index) => ({ index, done: index + 1, failed: 0, total: 3, inDoubt: [] })));
  });

  it("stops at the first failure: nothing more begins, what is under way ends, and that failure is thrown", async () => {
    const boom = new Error("boom");
    const ended: number[] = [];
    const work = async (n: number) => {
      if (n === 2) throw boom;
      await turn();
      await turn();
      ended.push(n);
    };
    expect(await errorOf(router.map(numbers(100), work, { concurrency: 4 }))).toBe(boom);
    expect(ended.sort()).toEqual([0, 1, 3]);
  });

  it("with stopOnError: false does all, and tells of each how it ended", async () => {
    const progress: MapProgress[] = [];
    const results = await router.map(numbers(4), async (n) => (n % 2 ? Promise.reject(new Error(`no ${n}`)) : n), {
      stopOnError: false,
      onProgress: (one) => void progress.push(one),
    });
    expectTypeOf(results[0]!).toEqualTypeOf<PromiseSettledResult<number>>();
    expect([...results]).toEqual([
      { status: "fulfilled", value: 0 },
      { status: "rejected", reason: new Error("no 1") },
      { status: "fulfilled", value: 2 },
      { status: "rejected", reason: new Error("no 3") },
    ]);
    expect(progress.at(-1)).toMatchObject({ done: 2, failed: 2 });
  });

  it("gives each item a key and a signal, which are a call's options", async () => {
    const { router: own, providers, clock } = bench({ a: () => completion("x") });
    const work = async (content: string, _: number, call: MapCall) =>
      (await own.chat.completions.create({ model: "chat", messages: [{ role: "user", content }] }, call)).id;
    await run(clock, own.map(["a", "b", "a"], work));
    const keys = providers.a.calls.map(({ context }) => context.idempotencyKey);
    expect(keys.map((key) => key.replace(/^[^-]+/, "id"))).toEqual(["id-0-1", "id-1-1", "id-2-1"]);
  });

  it("ends when it is aborted, and its calls with it", async () => {
    const { router: own, clock, providers } = bench({ a: () => new Promise<never>(() => {}) });
    const controller = new AbortController();
    const work = (_: number, __: number, call: MapCall) =>
      own.chat.completions.create({ model: "chat", messages }, call);
    const mapping = run(clock, own.map(numbers(20), work, { concurrency: 3, signal: controller.signal }));
    for (let i = 0; i < 50 && providers.a.calls.length < 3; i += 1) await turn();
    controller.abort();
    expect((await mapping).error).toMatchObject({ kind: "aborted", name: "APIUserAbortError" });
    expect(providers.a.calls).toHaveLength(3);
    expect(own.health().targets["a/m"]!.inFlight).toBe(0);
    expect((await run(clock, own.map([1], work, { signal: controller.signal }))).error?.kind).toBe("aborted");
  });

  it("has no warning of many listeners on one signal", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => void warnings.push(warning);
    process.on("warning", listen);
    const { router: own, clock } = bench({ a: ok });
    const work = (_: number, __: number, call: MapCall) =>
      own.chat.completions.create({ model: "chat", messages }, call);
    await run(clock, own.map(numbers(40), work, { concurrency: 40 }));
    await turn();
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  it("ends at its deadline, also where fn does not listen, and leaves no timer", async () => {
    const { router: own, clock } = bench({ a: ok });
    const { error, ms } = await run(
      clock,
      own.map(numbers(3), () => new Promise<never>(() => {}), { deadlineMs: 500 }),
    );
    expect(error).toMatchObject({
      kind: "timeout",
      phase: "deadline",
      message: "map was not done within 500 ms (deadlineMs)",
    });
    expect(ms).toBeLessThanOrEqual(1510);
    await run(
      clock,
      own.map(numbers(3), async (n) => n, { deadlineMs: 500 }),
    );
    expect(clock.pending).toBe(0);
  });

  it("takes Infinity for no deadline", async () => {
    const { router: own, clock } = bench({ a: ok });
    const slow = (n: number) => new Promise<number>((resolve) => void clock.setTimeout(() => resolve(n), 1000));
    const { value } = await run(clock, own.map(numbers(3), slow, { deadlineMs: Infinity }));
    expect([...value!]).toEqual(numbers(3));
  });

  it("begins nothing once its router is closed", async () => {
    const own = createRouter();
    let begun = 0;
    const work = async () => {
      begun += 1;
      await own.close();
    };
    expect(await errorOf(own.map(numbers(9), work, { concurrency: 1, stopOnError: false }))).toMatchObject({
      code: "closed",
    });
    expect(begun).toBe(1);
    expect(await errorOf(own.map([1], work))).toMatchObject({ code: "closed" });
  });

  it.each([
    [{ concurrency: 0 }, "concurrency: expected a whole number, 1 or more"],
    [{ jurnal: "x" }, "jurnal: unknown option of map(); did you mean journal?"],
    [{ journal: { path: "x", sync: true } }, "journal: expected a path, or { path, fsync? }"],
    [{ inDoubt: "skip" }, 'inDoubt: expected "retry" or "list"'],
  ])("refuses %j", async (options, message) => {
    expect(await errorOf(router.map([1], async () => 1, options as MapOptions))).toMatchObject({
      kind: "invalid_request",
      message,
    });
  });

  it("refuses what is no list, and what is no function", async () => {
    expect((await errorOf(router.map(5 as never, async () => 1)))?.message).toContain("items: expected a list");
    expect((await errorOf(router.map([], "x" as never)))?.message).toContain("fn: expected a function");
  });
});

describe("a journal", () => {
  it("is taken up: what is done is not done again, what failed is, under the same keys", async () => {
    const journal = newFile();
    const keys: string[] = [];
    const pass = async (broken: boolean) => {
      const begun: number[] = [];
      const work = async (n: number, _: number, { idempotencyKey }: MapCall) => {
        begun.push(n);
        keys[n] ??= idempotencyKey;
        expect(keys[n]).toBe(idempotencyKey);
        if (broken && n === 3) throw new Error("no");
        return { n, none: undefined };
      };
      return {
        begun,
        outcome: await router.map(numbers(6), work, { concurrency: 1, journal }).catch((error) => error),
      };
    };
    const first = await pass(true);
    expect([first.begun, first.outcome.message]).toEqual([[0, 1, 2, 3], "no"]);
    const second = await pass(false);
    expect(second.begun).toEqual([3, 4, 5]);
    expect([...second.outcome]).toEqual(numbers(6).map((n) => ({ n })));
    expect(second.outcome.inDoubt).toEqual([]);
    expect((await pass(false)).begun).toEqual([]);
    expect(new Set(keys).size).toBe(6);
  });

  it("says before it happens what is about to happen, and holds no more than that", async () => {
    const journal = newFile();
    const seen: unknown[] = [];
    const work = async (n: number) => {
      seen.push(linesOf(journal).slice(1));
      return n === 1 ? undefined : `value ${n}`;
    };
    await router.map(numbers(2), work, { concurrency: 1, journal: { path: journal, fsync: true } });
    const [header, ...lines] = linesOf(journal);
    expect(header).toEqual({ llmux: "map", version: 1, id: expect.any(String), items: 2, print: expect.any(String) });
    expect(lines).toEqual([{ started: 0 }, { done: 0, value: "value 0" }, { started: 1 }, { done: 1 }]);
    expect(seen).toEqual([lines.slice(0, 1), lines.slice(0, 3)]);
    expect([...(await router.map(numbers(2), work, { journal }))]).toEqual(["value 0", undefined]);
  });

  it("lists items in doubt: done again, or left alone", async () => {
    const journal = newFile();
    const begin = (n: number) => (n === 1 ? new Promise<number>(() => {}) : Promise.resolve(n));
    const clock = bench({ a: ok });
    const cut = await run(clock.clock, clock.router.map(numbers(3), begin, { journal, deadlineMs: 10 }));
    expect(cut.error?.kind).toBe("timeout");
    expect(cut.error?.message).toMatch(/; what is in its journal is done$/);
    const progress: MapProgress[] = [];
    const onProgress = (one: MapProgress) => void progress.push(one);
    const left = await router.map(numbers(3), async () => 9, { journal, inDoubt: "list", onProgress });
    expect([[...left], left.inDoubt, progress]).toEqual([[0, undefined, 2], [1], []]);
    const settled = await router.map(numbers(3), async () => 9, { journal, inDoubt: "list", stopOnError: false });
    expect(settled[1]).toMatchObject({ status: "rejected", reason: { kind: "conflict", code: "in_doubt" } });
    const again = await router.map(numbers(3), async () => 9, { journal, onProgress });
    expect([[...again], again.inDoubt]).toEqual([[0, 9, 2], [1]]);
    expect(progress).toEqual([{ index: 1, done: 3, failed: 0, total: 3, inDoubt: [1] }]);
    expect((await router.map(numbers(3), async () => 9, { journal })).inDoubt).toEqual([]);
  });

  it.each([1, 5, 20, 60, 100])("bears a last line that was cut off: %i bytes from the end", async (cut) => {
    const journal = newFile();
    const done = async (begun: number[]) => {
      const work = async (n: number) => {
        begun.push(n);
        return `${"ü".repeat(10)}${n}`;
      };
      return await router.map(numbers(3), work, { concurrency: 1, journal });
    };
    await done([]);
    const whole = readFileSync(journal);
    truncateSync(journal, whole.length - cut);
    const begun: number[] = [];
    const results = await done(begun);
    expect([...results]).toEqual(numbers(3).map((n) => `${"ü".repeat(10)}${n}`));
    expect(begun.length).toBeGreaterThan(0);
    expect(begun.length).toBeLessThanOrEqual(2);
    const last: number[] = [];
    await done(last);
    expect(last).toEqual([]);
  });

  it("begins anew where not even its first line was whole", async () => {
    const journal = newFile();
    writeFileSync(journal, '{"llmux":"map","ver');
    expect([...(await router.map([1], async (n) => n, { journal }))]).toEqual([1]);
    expect(linesOf(journal)).toHaveLength(3);
  });

  it.each([
    ["other items", () => numbers(3).map((n) => n + 1), "is the journal of other items (others)"],
    ["more items", () => numbers(4), "is the journal of other items (3 items, and these are 4)"],
  ])("of %s is refused, and left as it is", async (_, items, message) => {
    const journal = newFile();
    await router.map(numbers(3), async (n) => n, { journal });
    const before = readFileSync(journal, "utf8");
    const error = await errorOf(router.map(items(), async (n) => n, { journal }));
    expect(error).toMatchObject({ kind: "config", param: "journal", message: expect.stringContaining(message) });
    expect(readFileSync(journal, "utf8")).toBe(before);
  });

  it.each(["my notes", "my notes\nof today\n", '{"llmux":"other"}\n'])(
    "that is none (%j) is refused, and left as it is",
    async (text) => {
      const journal = newFile();
      writeFileSync(journal, text);
      expect((await errorOf(router.map([1], async (n) => n, { journal })))?.message).toContain("is no journal of map");
      expect(readFileSync(journal, "utf8")).toBe(text);
    },
  );

  it("with a line that is not its own says which", async () => {
    const journal = newFile();
    await router.map(numbers(2), async (n) => n, { journal });
    appendFileSync(journal, '{"done":7}\n');
    expect((await errorOf(router.map(numbers(2), async (n) => n, { journal })))?.message).toContain(
      `line 6 of ${journal}`,
    );
  });

  it("cannot keep everything, and says so", async () => {
    const journal = newFile();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const results = [circular, 1n, (async function* () {})()];
    for (const result of results) {
      const error = await errorOf(router.map([1], async () => result, { journal }));
      expect(error).toMatchObject({
        kind: "config",
        message: expect.stringContaining("the result of item 0 has no JSON form"),
      });
    }
    expect(await errorOf(router.map([1n], async () => 1, { journal: newFile() }))).toMatchObject({
      kind: "config",
      param: "items",
    });
    expect(await errorOf(router.map([1], async () => 1, { journal: join(folder, "no", "where") }))).toMatchObject({
      kind: "config",
      param: "journal",
    });
  });
});
