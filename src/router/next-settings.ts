import { LlmuxError } from "../contract/errors.ts";
import type { Settings } from "../options/read.ts";

/** What a router is for life: a new configuration leaves it out, or repeats it. */
const FOR_LIFE = ["name", "clock", "random"] as const;

/** The next configuration of a router, as `read` made it of `given`. Throws if it would change what cannot be. */
export function nextSettings(before: Settings, next: Settings, given: object): Settings {
  for (const option of FOR_LIFE) {
    const wanted = (given as Partial<Settings>)[option];
    if (wanted === undefined || wanted === before[option]) continue;
    const message = `router.reload(): ${option}: is what the router was made with for as long as it lives; leave it out`;
    throw new LlmuxError("config", message, { code: "invalid_options", param: option });
  }
  const { name, clock, random } = before;
  return { ...next, ...(name !== undefined && { name }), clock, random };
}
