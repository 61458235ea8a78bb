import type { Clock } from "../contract/clock.ts";
import { isLlmuxError } from "../contract/errors.ts";
import type { EventMap, EventName } from "../contract/events.ts";
import { vendors } from "../data/vendors.ts";
import { seededRandom } from "../lib/seeded-random.ts";
import { checkScenario } from "./check.ts";
import { simulatedClient } from "./client.ts";
import type { SimulationResult } from "./result.ts";
import type { Scenario } from "./scenario.ts";
import { Tally } from "./tally.ts";
import { virtualClock } from "./virtual-clock.ts";

/** The part of a router that a simulation uses. */
export interface SimulatedRouter {
  readonly chat: { readonly completions: { create(body: never, options: object): PromiseLike<unknown> } };
  explain(body: never): Promise<unknown>;
  on<Name extends EventName>(name: Name, listener: (event: EventMap[Name]) => unknown): () => void;
}

/** Makes the router under test; each provider has a simulated client. */
export type MakeRouter = (own: {
  readonly providers: Readonly<Record<string, object>>;
  readonly clock: Clock;
  readonly random: () => number;
}) => SimulatedRouter;

/** Any moment will do: results are told from the scenario's beginning. */
const EPOCH = Date.UTC(2026, 0, 1);

/** What of a provider's settings holds for a simulated one too. */
const KEPT = ["region", "timeouts", "concurrency"];

/**
 * Plays the scenario in virtual time, with the configuration's providers replaced.
 *
 * @throws TypeError for a wrong scenario; whatever `makeRouter` throws.
 */
export async function play(
  providers: Readonly<Record<string, object>>,
  scenario: Scenario,
  makeRouter: MakeRouter,
): Promise<SimulationResult> {
  checkScenario(scenario);
  const clock = virtualClock(EPOCH);
  const random = seededRandom(scenario.seed ?? 1);
  const stage = { scenario, clock, random, startedAt: EPOCH };
  const names = new Set([...Object.keys(vendors), ...Object.keys(providers)]);
  const replaced = [...names].map((name) => [name, withClient(providers[name], simulatedClient(name, stage))] as const);
  const router = makeRouter({ providers: Object.fromEntries(replaced), clock, random });
  // Loads, in real time, what virtual time must not wait for.
  await router.explain(bodyOf(scenario) as never);
  const tally = new Tally(scenario.durationMs);
  watch(router, tally);
  await run(router, scenario, { tally, clock, random });
  return tally.result();
}

function withClient(given: object | undefined, client: object): object {
  const kept = Object.entries(given ?? {}).filter(([name]) => KEPT.includes(name));
  return { ...Object.fromEntries(kept), kind: "openai", client };
}

function bodyOf({ model, stream = false }: Scenario): object {
  return { model, messages: [{ role: "user", content: "simulated" }], stream };
}

function watch(router: SimulatedRouter, tally: Tally): void {
  router.on("attempt.start", ({ target, at }) => tally.sent(target, at - EPOCH));
  router.on("attempt.end", ({ report }) => tally.attempt(report));
  router.on("breaker.change", ({ target, to, at }) => tally.circuit(target, to, at - EPOCH));
}

interface Playing {
  readonly tally: Tally;
  readonly clock: ReturnType<typeof virtualClock>;
  readonly random: () => number;
}

/** Starts calls for as long as the scenario lasts, and waits for the last of them. */
async function run(router: SimulatedRouter, scenario: Scenario, playing: Playing): Promise<void> {
  const { clock, random } = playing;
  const { durationMs, callsPerSecond = 10, arrivals = "steady" } = scenario;
  const meanMs = 1000 / callsPerSecond;
  let open = 0;
  let over = false;
  const arrive = () => {
    if (clock.now() - EPOCH >= durationMs) {
      over = true;
      return;
    }
    open += 1;
    void ask(router, scenario, playing).finally(() => {
      open -= 1;
    });
    clock.setTimeout(arrive, arrivals === "steady" ? meanMs : -meanMs * Math.log(1 - random()));
  };
  arrive();
  await clock.run(() => over && open === 0);
}

/** One call, read to its end. */
async function ask(router: SimulatedRouter, scenario: Scenario, { tally, clock }: Playing): Promise<void> {
  const begun = clock.now();
  tally.call(begun - EPOCH);
  try {
    const answer = await router.chat.completions.create(bodyOf(scenario) as never, scenario.call ?? {});
    const first = scenario.stream ? clock.now() - begun : undefined;
    if (scenario.stream) for await (const _ of answer as AsyncIterable<unknown>);
    tally.ok(clock.now() - begun, first);
  } catch (error) {
    if (!isLlmuxError(error)) throw error;
    tally.failed(error.kind, begun - EPOCH);
  }
}
