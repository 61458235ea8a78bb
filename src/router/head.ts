import type { CallContext } from "../contract/context.ts";
import type { Head } from "../web/answer.ts";

/** What the head of this call's answer tells of it. */
export function headOf({ callId, draft }: CallContext): Head {
  return { requestId: callId, target: draft.winner?.id ?? "", cache: draft.cache };
}
