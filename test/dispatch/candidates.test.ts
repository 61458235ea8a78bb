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
