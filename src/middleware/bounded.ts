import type { Middleware } from "../contract/context.ts";
import type { Reply } from "../contract/reply.ts";
import { untilAborted } from "../lib/race.ts";

/**
 * A user's layer within the router's time limits: aborted, it is not waited for any longer, but what it called is, so
 * that inner ends come before outer ones. Its `next` always gives a promise, and a second one rejects.
 */
export function bounded<C extends { readonly controller: AbortController }>(layer: Middleware<C>): Middleware<C> {
  const name = layer.name || "a layer";
  const run: Middleware<C> = async (context, next) => {
    let inner: Promise<Reply> | undefined;
    const once = async (passed: C): Promise<Reply> => {
      if (inner) throw new Error(`${name} called next() twice`);
      return await next(passed);
    };
    const work = layer(context, (passed) => {
      const asked = once(passed);
      inner ??= asked;
      return asked;
    });
    try {
      const reply = await untilAborted(Promise.resolve(work), context.controller);
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
