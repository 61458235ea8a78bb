import type { Middleware } from "../contract/context.ts";
import type { Reply } from "../contract/reply.ts";
import { untilAborted } from "../lib/race.ts";

/**
 * A user's layer within the router's time limits: aborted, it is not waited for any longer, but what it called is, so
 * that inner ends come before outer ones.
 */
export function bounded<C extends { readonly controller: AbortController }>(layer: Middleware<C>): Middleware<C> {
  const name = layer.name || "a layer";
  const run: Middleware<C> = async (context, next) => {
    let inner: Promise<Reply> | undefined;
    const work = layer(context, (passed) => {
      inner = next(passed);
      return inner;
    });
    try {
      const reply = await untilAborted(Promise.resolve(work), context.controller.signal);
      if (reply?.body === undefined) throw new TypeError(`${name} returned no reply: return what next() gives`);
      return reply;
    } catch (error) {
      await letGo(inner);
      throw error;
    }
  };
  return Object.defineProperty(run, "name", { value: name });
}

/** The layer has failed: nobody will read what it was given. */
async function letGo(inner: Promise<Reply> | undefined): Promise<void> {
  const reply = await inner?.catch(() => undefined);
  if (reply?.kind === "stream") reply.body.cancel();
}
