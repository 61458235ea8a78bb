import type { Completion } from "../contract/chat.ts";
import type { CallContext } from "../contract/context.ts";
import type { Embeddings } from "../contract/embedding.ts";
import type { Reply } from "../contract/reply.ts";
import { Flights, type FlightsParts } from "../idempotency/flights.ts";
import { idempotencyLayer } from "../idempotency/layer.ts";
import { retold } from "../idempotency/retold.ts";
import { singleFlightLayer } from "../idempotency/single-flight.ts";
import { endingOf } from "../lib/quiet-controller.ts";
import { SHARED_WORK } from "../lib/shared-work.ts";
import type { Settings } from "../options/read.ts";
import type { CallLayers } from "../pipeline.ts";
import { replayedStream } from "../streams/replayed-stream.ts";
import { SharedStream } from "../streams/shared-stream.ts";
import type { AnswerKey } from "./answer-key.ts";
import { brokenOff } from "./interruption.ts";
import { newDraft, reportOf } from "./report.ts";
import type { State } from "./state.ts";

/** The layers by which one answer serves several calls. */
export function sharedCalls(
  { idempotency, singleFlight }: Settings,
  state: State,
  answerKey: AnswerKey,
): Pick<CallLayers, "idempotency" | "singleFlight"> {
  return {
    idempotency:
      idempotency &&
      idempotencyLayer({
        flights: state.shelf.take("keyed calls", undefined, () => new Flights(PARTS)),
        store: () => state.runtime.answers,
        ttlMs: idempotency.ttlMs,
        deliver,
      }),
    singleFlight:
      SHARED_WORK && singleFlight && singleFlightLayer(new Flights(PARTS), (call) => flightName(call, answerKey)),
  };
}

/**
 * A cached answer is held to the region a call asks for when it is found; one that is under way must be asked for there, and
 * do what the call wants when it breaks.
 */
function flightName(context: CallContext, answerKey: AnswerKey): string {
  const { region, onInterrupt, markers } = context.options;
  if (region === undefined && onInterrupt === undefined && markers === undefined) return answerKey(context);
  const regions = region && [region].flat().toSorted();
  return `${answerKey(context)} ${JSON.stringify([regions, onInterrupt, markers])}`;
}

/** An answer that is there already, as the call wants it: whole or streamed. */
export function deliver({ operation, request, controller }: CallContext, answer: Completion | Embeddings): Reply {
  if (operation !== "chat") return { kind: "embedding", body: answer as Embeddings };
  const completion = answer as Completion;
  if (!request.stream) return { kind: "completion", body: completion };
  const includeUsage = request.stream_options?.include_usage === true;
  return { kind: "stream", body: replayedStream(completion, { includeUsage, signal: endingOf(controller) }) };
}

const PARTS: FlightsParts = {
  newDraft,
  deliver,
  share: (stream) => new SharedStream(stream),
  errorOf: (error, context) => retold(error, context, reportOf),
  interrupted: (fault, partial, context) => brokenOff(context, "the call ended in mid-answer", fault, partial),
};
