import { isLlmuxError, LlmuxError } from "../contract/errors.ts";
import { nearest } from "../lib/nearest.ts";
import type { Settings } from "../options/read.ts";
import { targetsOf } from "../options/route-targets.ts";

/**
 * Refuses what is no target's id. `asked`: ids that have a circuit already. An id that is neither configured nor asked so
 * far is taken if a call could name it: `provider/model` of a configured provider, with that provider's region.
 */
export function checkTarget(settings: Settings, asked: Iterable<string>, id: string): void {
  const known = [...new Set([...settings.targets.keys(), ...asked])];
  if (known.includes(id)) return;
  const problem = typeof id === "string" ? problemOf(settings, known, id) : "expected a target's id, a string";
  if (problem === undefined) return;
  throw new LlmuxError("config", `router.breaker(${JSON.stringify(id)}): ${problem}`, { code: "unknown_target" });
}

function problemOf(settings: Settings, known: readonly string[], id: string): string | undefined {
  const same = known.filter((other) => bare(other) === bare(id));
  if (same.length > 0) return `circuits are kept by the whole id: there is ${same.join(", ")}`;
  const reachable = [id, id.replace(/@[^@/]*$/, "")].some((name) => idsOf(settings, name).includes(id));
  // A name is given in `models` only.
  if (reachable && !id.includes("#")) return undefined;
  const meant = idsOf(settings, bare(id));
  const near = meant.length > 0 ? meant : nearest(id, known, 3);
  return near.length > 0 ? `no such target; did you mean ${near.join(" or ")}?` : complaintOf(settings, id);
}

/** Ids of the targets that a call by this name would ask. */
function idsOf(settings: Settings, name: string): string[] {
  try {
    return [...new Set(targetsOf(settings.route(name)).map((target) => target.id))];
  } catch {
    return [];
  }
}

/** Why a call by this name would be refused. */
function complaintOf(settings: Settings, name: string): string {
  try {
    settings.route(name);
    return "no such target";
  } catch (error) {
    return isLlmuxError(error) ? error.message.replace(/^model: /, "") : "no such target";
  }
}

/** `provider/model`, of an id with region or name too. */
function bare(id: string): string {
  return id.replace(/[@#][^/]*$/, "");
}
