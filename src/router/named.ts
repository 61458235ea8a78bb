import type { RouterOptions } from "../options/types.ts";
import type { Router } from "./types.ts";

/** One place for the ES module, the CommonJS copy and every module that is read anew. */
const PLACE = Symbol.for("llmux.routers");

const routers = (): Map<string, Router> => {
  const place = globalThis as { [PLACE]?: Map<string, Router> };
  place[PLACE] ??= new Map();
  return place[PLACE];
};

/** The open router of that name, with these options from now on; or a new one, which bears the name until it is closed. */
export function named(name: string, options: RouterOptions, open: (onClose: () => void) => Router): Router {
  const known = routers().get(name);
  if (known !== undefined) {
    known.reload(options);
    return known;
  }
  const router = open(() => {
    if (routers().get(name) === router) routers().delete(name);
  });
  routers().set(name, router);
  return router;
}
