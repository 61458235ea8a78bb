import type { CacheStore } from "../cache/exact.ts";
import { isSame } from "../lib/same.ts";
import type { ProviderSettings } from "../options/providers.ts";
import type { Settings } from "../options/read.ts";
import type { Lasting } from "./lasting.ts";

/**
 * Makes what lasts fit the next configuration. Targets that remain keep their circuits, cooldowns and retry budgets. What was
 * learned of an endpoint says nothing about another one under the same name, and what a key was refused nothing about the
 * next one.
 */
export function succeed(lasting: Lasting, before: Settings, next: Settings): void {
  const { breakers, budget, cooldowns, pauses, shelf } = lasting;
  if (!isSame(before.breaker, next.breaker)) breakers.adopt(next.breaker ?? {});
  for (const [name, old] of before.providers) {
    const provider = next.providers.get(name);
    if (provider === undefined || old === provider) continue;
    const moved = !isSame(placeOf(old), placeOf(provider));
    if (!moved && isSame(keysOf(old), keysOf(provider))) continue;
    // Its targets, its keys, and where circuits are kept by provider its own name.
    const its = (id: string) => id.startsWith(name) && ["", "/", "@", " "].includes(id.charAt(name.length));
    for (const cooling of [cooldowns, pauses]) cooling.forget(its);
    if (!moved) continue;
    breakers.forget(its);
    budget.forget(its);
    shelf.peek<CacheStore>("cache")?.clear();
  }
}

/** Where a provider is. */
function placeOf({ kind, vendor, baseURL, custom, client }: ProviderSettings) {
  return { kind, vendor, baseURL, custom: custom !== undefined, client: client !== undefined };
}

/** What it is asked with. A module that is read anew has new functions, which are the same if they are written the same. */
function keysOf({ apiKey, auth, keys }: ProviderSettings) {
  const text = (value: unknown) => (typeof value === "function" ? String(value) : value);
  return [text(apiKey), text(auth), keys?.map((key) => text(key.apiKey))];
}
