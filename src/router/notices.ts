import { platforms } from "../data/platforms.ts";
import { environment } from "../lib/environment.ts";
import { notice } from "../lib/notice.ts";
import type { Settings } from "../options/read.ts";

const MINUTE_MS = 60_000;
const MANY = 100;

let since = 0;
let made = 0;

/** Counts routers; says so once where a program makes one for every request. */
export function countRouter({ clock, notices }: Settings): void {
  const now = clock.now();
  if (now < since || now - since >= MINUTE_MS) {
    since = now;
    made = 0;
  }
  made += 1;
  if (made <= MANY || notices === false) return;
  const message =
    `more than ${MANY} routers were made within a minute. A new one has closed circuits, full retry budgets and an empty ` +
    "cache: make one, outside of what runs for each request, or give it a name (createRouter({ name }))";
  notice("LLMUX_MANY_ROUTERS", `${message}. ${OFF}`);
}

/** Says once what an instance that comes and goes does not keep. */
export function tellPerInstance({ breaker, cache, notices }: Settings): void {
  const platform = notices === false ? undefined : platformHere();
  if (platform === undefined) return;
  const parts = [
    "cooldowns",
    "retry budgets",
    ...(breaker === false ? [] : ["circuits"]),
    ...(cache ? ["the cache"] : []),
  ];
  const message =
    `this process runs on ${platform}, in as many instances as there is load for: ${parts.join(", ")} and all limits are each ` +
    "instance's own, and gone with it. Make the router once, outside the handler, so that an instance keeps them from call " +
    "to call, and set limits for one instance";
  notice("LLMUX_PER_INSTANCE", `${message}. ${OFF}`);
}

const OFF = "`notices: false` says no more of this";

function platformHere(): string | undefined {
  const { navigator } = globalThis as { navigator?: { userAgent?: string } };
  if (navigator?.userAgent === "Cloudflare-Workers") return "Cloudflare Workers";
  const known = Object.keys(platforms).find(environment);
  return known === undefined ? undefined : platforms[known];
}
