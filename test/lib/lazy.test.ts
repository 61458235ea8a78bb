import { expect, it } from "vitest";
import { lazy } from "../../src/lib/lazy.ts";

it("loads once for all who ask, and shows what it loaded", async () => {
  let loads = 0;
  const value = lazy(async () => ({ number: ++loads }));
  expect(value.loaded).toBeUndefined();
  expect(loads).toBe(0);
  const [first, second] = await Promise.all([value.load(), value.load()]);
  expect(second).toBe(first);
  expect(value.loaded).toBe(first);
  expect(await value.load()).toEqual({ number: 1 });
});

it("tries again after a failure", async () => {
  let loads = 0;
  const value = lazy(async () => {
    loads += 1;
    if (loads === 1) throw new Error("not yet");
    return loads;
  });
  await expect(Promise.all([value.load(), value.load()])).rejects.toThrow("not yet");
  expect(value.loaded).toBeUndefined();
  expect(await value.load()).toBe(2);
});
