import type { Route } from "../contract/strategy.ts";
import type { Settings } from "../options/read.ts";
import { targetsOf } from "../options/route-targets.ts";
import { fail } from "./field.ts";

/** The one target that a name stands for: a target's id, `provider/model`, or an alias of one target. */
export function oneTarget(settings: Settings, name: string): Route {
  const known = settings.targets.get(name);
  const named = known ? [known] : targetsOf(settings.route(name));
  const [target, ...others] = [...new Map(named.map((one) => [one.id, one])).values()];
  if (target === undefined || others.length > 0) {
    const ids = named.map(({ id }) => id).join(", ");
    fail("target", `"${name}" stands for ${ids || "nothing"}; a native body is for one target: name that`);
  }
  return { kind: "target", target, weight: 1 };
}
