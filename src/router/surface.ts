import type { Settings } from "../options/read.ts";
import { createFetch } from "../web/fetch.ts";
import { createServe, type Serve } from "../web/handler.ts";
import type { HandlerSettings } from "../web/handler-options.ts";
import { callsOf, type Members } from "./calls.ts";

/** The router over HTTP: loaded with the first request, since most programs have none. */
export interface Surface {
  readonly fetch: typeof globalThis.fetch;
  serveWith(options: HandlerSettings): Serve;
}

export function openSurface(current: () => Settings, members: Members): Surface {
  const calls = callsOf(current, members);
  return { fetch: createFetch(calls), serveWith: (options) => createServe(calls, options) };
}
