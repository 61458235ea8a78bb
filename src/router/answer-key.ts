import { cacheKey } from "../cache/key.ts";
import type { CallContext } from "../contract/context.ts";
import { routeHash } from "./route-hash.ts";

/** Cache and single flight ask one after the other, and hashing a long conversation takes its time. */
const known = new WeakMap<CallContext, string>();

/** Name of the answer to a call: what else has the same one is the same question, of the same tenant. */
export function answerKey(context: CallContext): string {
  const { options, route, operation, request } = context;
  const key =
    known.get(context) ?? cacheKey({ tenant: options.tenant, routeHash: routeHash(route), operation, request });
  known.set(context, key);
  return key;
}
