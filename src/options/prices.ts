import type { Target } from "../contract/target.ts";
import { nearest } from "../lib/nearest.ts";
import { record } from "../lib/record.ts";
import { type Issue, join } from "./issues.ts";
import type { Names } from "./routes.ts";

type Known = Pick<Names, "providers" | "ownerOf" | "known">;

/** Checks the keys of `prices` or `modelFacts`: one that is not `provider/model` of a provider there is would never be looked up. */
export function checkModelKeys(
  option: "prices" | "modelFacts",
  given: unknown,
  names: Known,
  targets: ReadonlyMap<string, Target>,
): Issue[] {
  return Object.keys(record(given)).flatMap((key) => {
    const message = wrongKey(key, names, targets.get(key), option);
    return message === undefined ? [] : [{ path: join(option, key), message }];
  });
}

function wrongKey(
  key: string,
  { providers, ownerOf, known }: Known,
  target: Target | undefined,
  option: string,
): string | undefined {
  const bare = target && `${target.provider}/${target.model}`;
  if (bare !== undefined && bare !== key) return `${option} know neither region nor name; write "${bare}"`;
  const slash = key.indexOf("/");
  if (slash <= 0) {
    const owner = ownerOf(key);
    return `expected "provider/model"${owner === undefined ? "" : `; did you mean "${owner}/${key}"?`}`;
  }
  const provider = key.slice(0, slash);
  const model = key.slice(slash + 1);
  if (providers.has(provider)) return model === "" ? 'names no model; write "provider/model"' : undefined;
  const near = known(provider) ?? nearest(provider, providers)[0];
  const hint = near === undefined ? "add it to providers" : `did you mean "${near}/${model}"?`;
  return `no provider "${provider}"; ${hint}`;
}
