import { describe, expect, it } from "vitest";
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
