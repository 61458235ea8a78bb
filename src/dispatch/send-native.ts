import type { ChatRequest, Completion } from "../contract/chat.ts";
import type { AttemptContext } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { NativeEvents } from "../contract/native.ts";
import type { Reply } from "../contract/reply.ts";
import { untilAborted } from "../lib/race.ts";
import { providerContext } from "./provider-context.ts";

/** Sends a native body for a whole answer. The codec reads it, too: for its usage, and to see that it is one. */
export async function sendNative(
  context: AttemptContext,
  accept: (body: Completion) => void,
): Promise<Reply & { kind: "native" }> {
  const { provider, request, controller } = context;
  let native: unknown;
  const told = (answer: unknown) => {
    native = answer;
  };
  // The body is in `prepared`.
  const work = Promise.resolve(provider.complete(request as unknown as ChatRequest, providerContext(context, told)));
  const body = await untilAborted(work, controller);
  if (typeof native !== "object" || native === null) {
    const message = "the provider told nothing of its own answer: have complete() call context.onNative";
    throw new FaultError({ kind: "config", message });
  }
  accept(body);
  return { kind: "native", body: native };
}

/** The events of one attempt as they arrive. */
export function nativeEvents({ watch }: AttemptContext): { events: NativeEvents; told: (event: unknown) => void } {
  const events: NativeEvents = { queue: [], onArrival() {}, waiting: (yes) => watch.waiting(yes) };
  return {
    events,
    told(event) {
      events.queue.push(event);
      events.onArrival();
    },
  };
}
