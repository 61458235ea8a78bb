import type { Settings } from "../options/read.ts";

/**
 * The name of the circuit that a target belongs to, by the target's id: the id itself, `provider@region` (`provider` where
 * none is known) or `provider`, as `breaker.scope` has it.
 */
export function circuitNames({ breaker, targets, providers }: Settings): (id: string) => string {
  const scope = (breaker || undefined)?.scope ?? "target";
  if (scope === "target") return (id) => id;
  return (id) => {
    // A circuit's own name.
    if (!id.includes("/")) return id;
    const provider = id.slice(0, id.indexOf("/"));
    const region = targets.get(id)?.settings.region ?? providers.get(provider)?.region;
    return scope === "provider" || region === undefined ? provider : `${provider}@${region}`;
  };
}
