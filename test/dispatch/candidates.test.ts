import { expect, it } from "vitest";
import type { CallContext } from "../../src/contract/context.ts";
import type { Target } from "../../src/contract/target.ts";
import { type Admission, Candidates } from "../../src/dispatch/candidates.ts";
import { QuietController } from "../../src/lib/quiet-controller.ts";

const targets = ["small/m", "large/m"].map((id) => ({ id }) as Target);
const call = { controller: new QuietController(), draft: { skipped: [] } } as unknown as CallContext;
const tooSmall = ({ id }: Target) =>
  id === "small/m" ? ({ kind: "context_length", message: "too small" } as const) : undefined;

/** Encodes once it is let, as while a codec is loaded. */
function drawn() {
  const encode: (() => void)[] = [];
  const admission = {
    strict: false,
    admit: () => undefined,
    prepare: (target: Target) => new Promise((resolve) => encode.push(() => resolve({ target }))),
  } as unknown as Admission;
  return { candidates: new Candidates(targets.values(), admission, call), encode };
}

it.each(["while it is encoded for", "once it is ready"])("a rule holds for the target looked at, %s", async (when) => {
  const { candidates, encode } = drawn();
  const peeked = candidates.peek();
  if (when === "once it is ready") {
    encode.shift()!();
    expect((await peeked)?.target.id).toBe("small/m");
  }
  candidates.rule(tooSmall);
  const taken = candidates.take();
  for (let n = 0; n < 10; n += 1) {
    encode.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await taken)?.target.id).toBe("large/m");
  expect(candidates.failures.map(({ target }) => target.id)).toEqual(["small/m"]);
});

it.each(["while it is encoded for", "once it is ready"])("after leaving nobody is there, not even %s", async (when) => {
  const { candidates, encode } = drawn();
  const peeked = candidates.peek();
  if (when === "once it is ready") {
    encode.shift()!();
    await peeked;
  }
  candidates.leave();
  encode.shift()?.();
  expect(await candidates.take()).toBeUndefined();
});

it("only who is still there can be claimed, and once", async () => {
  const { candidates, encode } = drawn();
  const peeked = candidates.peek();
  encode.shift()!();
  const small = (await peeked)!;
  expect([candidates.claim(small), candidates.claim(small)]).toEqual([true, false]);
  const next = candidates.peek();
  encode.shift()!();
  const large = (await next)!;
  candidates.leave();
  expect([candidates.claim(small), candidates.claim(large)]).toEqual([false, false]);
});

it("a target that was looked ahead at is let go of, too", async () => {
  const { candidates } = drawn();
  expect(candidates.mayHaveMore()).toBe(true);
  candidates.leave();
  expect(await candidates.take()).toBeUndefined();
});

it("two who look at once have one target encoded for", async () => {
  const { candidates, encode } = drawn();
  const peeked = [candidates.peek(), candidates.peek()];
  expect(encode.length).toBe(1);
  encode.shift()!();
  const [one, other] = await Promise.all(peeked);
  expect(one).toBe(other);
});

it("what is left of a plan is who was looked at and the rest, under the rules there are", async () => {
  const { candidates, encode } = drawn();
  const peeked = candidates.peek();
  encode.shift()!();
  await peeked;
  const left = candidates.rest(call).take();
  encode.shift()!();
  expect((await left)?.target.id).toBe("small/m");
  const ruled = drawn();
  ruled.candidates.rule(tooSmall);
  const larger = ruled.candidates.rest(call).take();
  ruled.encode.shift()!();
  expect((await larger)?.target.id).toBe("large/m");
});

it("who is encoded for is still to come, and part of what is left", async () => {
  const { candidates, encode } = drawn();
  void candidates.peek();
  candidates.rule(({ id }) => (id === "large/m" ? { kind: "config", message: "no" } : undefined));
  expect(candidates.mayHaveMore()).toBe(true);
  const left = candidates.rest(call).take();
  encode.pop()!();
  expect((await left)?.target.id).toBe("small/m");
});

it("a target that was pardoned has failed nowhere", () => {
  const { candidates } = drawn();
  const [small, large] = targets as [Target, Target];
  for (const target of targets) candidates.refuse(target, { kind: "overloaded", message: "open" });
  candidates.pardon(small);
  expect(candidates.failures.map(({ target }) => target)).toEqual([large]);
  expect(call.draft.skipped.filter(({ target }) => target === small.id)).toEqual([]);
});

it("the end of the call is no refusal of the target that is encoded for", async () => {
  const controller = new QuietController();
  const ending = { controller, draft: { skipped: [] } } as unknown as CallContext;
  const admission = { strict: false, admit: () => undefined, prepare: () => new Promise(() => {}) };
  const candidates = new Candidates(targets.values(), admission as unknown as Admission, ending);
  const taken = candidates.take();
  controller.abort(new Error("left"));
  await expect(taken).rejects.toThrow("left");
  expect([candidates.failures, ending.draft.skipped]).toEqual([[], []]);
});
