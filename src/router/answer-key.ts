import { cacheKey, keptBodies } from "../cache/key.ts";
import type { CallContext } from "../contract/context.ts";
import { routeHash } from "./route-hash.ts";

/** Name of the answer to a call: what else has the same one is the same question, of the same tenant. */
export type AnswerKey = (context: CallContext) => string;

/** Makes the names of answers. Cache and single flight ask one after the other, and hashing a long conversation takes its time. */
export function answerKeys(): AnswerKey {
  const known = new WeakMap<CallContext, string>();
  const bodies = keptBodies();
  return (context) => {
    let key = known.get(context);
    if (key === undefined) {
      const { options, route, operation, request } = context;
      key = cacheKey({ tenant: options.tenant, routeHash: routeHash(route), operation, request }, bodies);
      known.set(context, key);
    }
    return key;
  };
}
