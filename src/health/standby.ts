import type { CallContext, Middleware } from "../contract/context.ts";

/** Tells that the call's targets are in use, so that those behind the first are ready when it fails. */
export function standbyLayer(use: (call: CallContext) => void): Middleware<CallContext> {
  return function standby(context, next) {
    use(context);
    return next(context);
  };
}
