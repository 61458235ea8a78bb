import { LlmuxError } from "../contract/errors.ts";
import type { Settings } from "../options/read.ts";
import type { Emitter } from "./emitter.ts";
import { checkTarget } from "./known-target.ts";
import type { Probes } from "./probes.ts";
import type { State } from "./state.ts";
import type { BreakerControl, Health, ProviderHealth, TargetHealth } from "./types.ts";

/** Counts attempts under way by target, from the events that every attempt has one of each of. */
export function watchInFlight(emitter: Emitter): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (target: string, by: number) => {
    const count = (counts.get(target) ?? 0) + by;
    if (count === 0) counts.delete(target);
    else counts.set(target, count);
  };
  emitter.on("attempt.start", ({ target }) => add(target, 1));
  emitter.on("attempt.end", ({ target }) => add(target, -1));
  return counts;
}

/** Every configured target, and every other one that is in trouble or at work. */
export function healthOf(settings: Settings, state: State, inFlight: ReadonlyMap<string, number>): Health {
  const circuits = state.breakers.states();
  const ids = new Set([...settings.targets.keys(), ...targetsIn(circuits, state), ...inFlight.keys()]);
  const targets: Record<string, TargetHealth> = {};
  for (const id of ids) {
    const cooldown = state.cooldowns.get(id) ?? state.pauses.get(id);
    const slots = state.gates?.ofTarget(id);
    targets[id] = {
      ...(circuits.get(state.circuitOf(id)) ?? { circuit: "closed" }),
      ...(cooldown && { cooldown: { kind: cooldown.kind, until: cooldown.until } }),
      inFlight: inFlight.get(id) ?? 0,
      ...(slots && { slots }),
    };
  }
  const providers = providersOf(settings, state);
  return { targets, ...(Object.keys(providers).length > 0 && { providers }) };
}

/** Circuits that are one target's own. */
function targetsIn(circuits: ReadonlyMap<string, unknown>, { circuitOf }: State): string[] {
  return [...circuits.keys()].filter((name) => name.includes("/") && circuitOf(name) === name);
}

function providersOf({ providers }: Settings, { gates, shelf }: State): Record<string, ProviderHealth> {
  const shown: Record<string, ProviderHealth> = {};
  const probes = shelf.peek<Probes>("probes");
  for (const name of gates || probes ? providers.keys() : []) {
    const slots = gates?.ofProvider(name);
    const keys = gates?.pool(name)?.health();
    const probe = probes?.stateOf(name);
    if (slots || keys || probe)
      shown[name] = { ...(slots && { slots }), ...(keys && { keys }), ...(probe && { probe }) };
  }
  return shown;
}

export function control(
  settings: Settings,
  { breakers, circuitOf, cooldowns, pauses, gates }: State,
  target: string,
): BreakerControl {
  if (settings.breaker !== false) checkTarget(settings, breakers.states().keys(), target);
  const breaker = breakers.get(circuitOf(target));
  if (breaker === undefined) {
    throw new LlmuxError("config", `router.breaker("${target}"): breakers are turned off (breaker: false)`);
  }
  return {
    open: () => breaker.open(),
    close() {
      cooldowns.clear(target);
      pauses.clear(target);
      gates?.pool(target.slice(0, target.indexOf("/")))?.clear(target);
      breaker.close();
    },
    isolate: () => breaker.isolate(),
  };
}
