import type { AttemptReport, RouterOptions } from "llmux";
import { expect } from "vitest";
import { type Behaviour, chunks, completion } from "../support/memory-provider.ts";
import { bench, body, run } from "../support/router.ts";

type Names = "a" | "b" | "c" | "d";
export type Bench = ReturnType<typeof bench<Names>>;

/** Answers after so many milliseconds of the bench's clock, streams too. */
export function benchOf(delays: Partial<Record<Names, number | Behaviour>>, options: RouterOptions = {}): Bench {
  const clockOf: { it?: Bench["clock"] } = {};
  const wait = (ms: number) => new Promise<void>((resolve) => clockOf.it!.setTimeout(resolve, ms));
  const behaviours = Object.entries(delays).map(([name, delay]) => [
    name,
    typeof delay === "function"
      ? delay
      : async (request: { stream?: boolean | null }) => {
          await wait(delay);
          return request.stream ? chunks(`from ${name}`) : completion(`from ${name}`);
        },
  ]);
  const made = bench(Object.fromEntries(behaviours), { hedge: { afterMs: 100 }, ...options }) as Bench;
  clockOf.it = made.clock;
  return made;
}

export const statuses = (attempts: readonly AttemptReport[] = []) =>
  attempts.map(({ target, status, hedge, lostTo }) =>
    [target, status, hedge && "hedge", lostTo && `lost to ${lostTo}`].filter(Boolean).join(" "),
  );

/** Asks once, runs the clock to the answer, and then for a while longer. */
export async function ask({ clock, create, router }: Bench, options = {}) {
  const outcome = await run(clock, create(body, options));
  await clock.advanceAsync(1000);
  expect(Object.values(router.health().targets).map(({ inFlight }) => inFlight)).not.toContain(1);
  return outcome;
}
