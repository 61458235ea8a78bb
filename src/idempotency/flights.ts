import type { Completion } from "../contract/chat.ts";
import type { CallContext } from "../contract/context.ts";
import type { Embeddings } from "../contract/embedding.ts";
import type { Reply, ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { isAborted } from "../lib/quiet-controller.ts";
import { SHARED_WORK } from "../lib/shared-work.ts";
import { Flight, type FlightParts } from "./flight.ts";

export interface FlightsParts extends FlightParts {
  /** An answer that is there already, as the call wants it. */
  deliver(context: CallContext, answer: Completion | Embeddings): Reply;
}

type Next = (context: CallContext) => Promise<Reply>;

/** Calls under way that others may join, by name. */
export class Flights {
  readonly #parts: FlightsParts;
  readonly #underWay = new Map<string, Flight>();

  constructor(parts: FlightsParts) {
    this.#parts = parts;
  }

  get(name: string): Flight | undefined {
    return SHARED_WORK ? this.#underWay.get(name) : undefined;
  }

  /** Joins the flight of that name, or begins it with `next`. Each caller gets the answer as its request wants it delivered. */
  async board(name: string, context: CallContext, next: Next, print?: string): Promise<Reply> {
    if (isAborted(context.controller)) throw context.controller.signal.reason;
    const known = this.get(name);
    const flight = known ?? this.#begin(name, context, print);
    const boarded = flight.board(context);
    if (known === undefined) void flight.fly(next);
    return await this.#deliver(await boarded, flight, context);
  }

  #begin(name: string, context: CallContext, print: string | undefined): Flight {
    const flight: Flight = new Flight(this.#parts, context, print, () => {
      if (this.#underWay.get(name) === flight) this.#underWay.delete(name);
    });
    this.#underWay.set(name, flight);
    return flight;
  }

  async #deliver(reply: Reply, flight: Flight, context: CallContext): Promise<Reply> {
    if (context.operation !== "chat" || deliveryOf(context) === deliveryOf(flight.context)) return reply;
    const completion = reply.kind === "stream" ? await readWhole(reply.body, context) : (reply.body as Completion);
    return this.#parts.deliver(context, completion);
  }
}

/** What of a request says how its answer is to be handed over: whole, streamed, streamed with usage. */
function deliveryOf({ operation, request }: CallContext): string {
  if (operation !== "chat" || !request.stream) return "whole";
  return request.stream_options?.include_usage ? "stream with usage" : "stream";
}

async function readWhole(stream: ReplyStream, { controller }: CallContext): Promise<Completion> {
  let end: Settlement | undefined;
  stream.onEnd((settlement) => {
    end = settlement;
  });
  let done: boolean | undefined;
  while (!done) ({ done } = await stream.next());
  if (end?.status !== "ok") throw controller.signal.reason;
  return stream.completion();
}
