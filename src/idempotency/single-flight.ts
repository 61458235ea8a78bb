import type { CallContext, Middleware } from "../contract/context.ts";
import type { Flights } from "./flights.ts";

/**
 * Identical calls at the same time are one. `nameOf` is what makes them identical: the tenant is in it. A call with
 * `cache: false` wants an answer of its own, and native bodies pass by, as they pass the cache.
 */
export function singleFlightLayer(flights: Flights, nameOf: (context: CallContext) => string): Middleware<CallContext> {
  return function singleFlight(context, next) {
    if (context.options.cache === false || context.operation === "native") return next(context);
    return flights.board(nameOf(context), context, next);
  };
}
