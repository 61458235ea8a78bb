import { describe, expect, it, vi } from "vitest";
import { releasing } from "../../src/providers/releasing.ts";

/** A source that counts what is asked of it. */
function source(...steps: (number | Error)[]) {
  const iterator = {
    next: vi.fn(async () => {
      const step = steps.shift();
      if (step instanceof Error) throw step;
      return step === undefined ? { done: true as const, value: undefined } : { done: false as const, value: step };
    }),
    return: vi.fn(async () => ({ done: true as const, value: undefined })),
  };
  const events: AsyncIterable<number> = { [Symbol.asyncIterator]: (): AsyncIterator<number, undefined> => iterator };
  return { iterator, events };
}

describe("releasing", () => {
  it("hands every event on, and asks nothing more of a source that has ended", async () => {
    const { iterator, events } = source(1, 2);
    const seen: number[] = [];
    const through = releasing(events);
    for await (const event of through) seen.push(event);
    expect(seen).toEqual([1, 2]);
    const again = through[Symbol.asyncIterator]();
    expect(await again.next()).toEqual({ done: true, value: undefined });
    await again.return?.();
    expect(iterator.next).toHaveBeenCalledTimes(3);
    expect(iterator.return).not.toHaveBeenCalled();
  });

  it("lets go of a source that failed", async () => {
    const { iterator, events } = source(new Error("broken"));
    const through = releasing(events)[Symbol.asyncIterator]();
    await expect(through.next()).rejects.toThrow("broken");
    expect((await through.next()).done).toBe(true);
    expect(iterator.next).toHaveBeenCalledTimes(1);
  });

  it("tells a source that is left, once", async () => {
    const { iterator, events } = source(1, 2);
    const through = releasing(events)[Symbol.asyncIterator]();
    await through.next();
    await through.return?.();
    await through.return?.();
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect((await through.next()).done).toBe(true);
  });
});
