import { lazy } from "../lib/lazy.ts";
import type { Settings } from "../options/read.ts";
import type { Serve } from "../web/handler.ts";
import { readHandlerOptions } from "../web/handler-options.ts";
import type { Members } from "./calls.ts";
import type { Router } from "./types.ts";

/** `fetch` and `handler`, of which only the check of options is there before the first request. */
export function lazySurface(current: () => Settings, members: Members): Pick<Router, "fetch" | "handler"> {
  const surface = lazy(async () => (await import("./surface.ts")).openSurface(current, members));
  return {
    fetch: async (input, init) => (surface.loaded ?? (await surface.load())).fetch(input, init),
    handler(options) {
      const checked = readHandlerOptions(options);
      const opened = lazy(async () => (await surface.load()).serveWith(checked));
      const serve: Serve = async (...request) => (opened.loaded ?? (await opened.load()))(...request);
      return Object.assign(serve, { GET: serve, HEAD: serve, POST: serve, OPTIONS: serve });
    },
  };
}
