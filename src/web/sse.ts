import type { Clock } from "../contract/clock.ts";
import { isAborted } from "../lib/quiet-controller.ts";
import { errorBody } from "./error-body.ts";

/** What is sent, and what its reader aborts it with. */
export interface Events extends AsyncIterable<unknown> {
  readonly controller: AbortController;
}

/** How values, failures and the end of a stream are written as server-sent events. */
export interface Framing {
  event(value: unknown): string;
  error(error: unknown): string;
  readonly end: string;
}

/** Chat completions: `data:` lines. A failure is an event with `error`, after which nothing comes, as OpenAI's API does it. */
export const CHAT: Framing = {
  event: (value) => `data: ${JSON.stringify(value)}\n\n`,
  error: (error) => `data: ${JSON.stringify(errorBody(error))}\n\n`,
  end: "data: [DONE]\n\n",
};

export interface SseOptions {
  readonly framing?: Framing | undefined;
  /** Comment lines while the reader waits longer than `ms` for the next event, so that nobody on the way hangs up. */
  readonly keepAlive?: { readonly ms: number; readonly clock: Clock } | undefined;
  /** The first event is already overdue: a comment line comes at once. */
  readonly begun?: boolean;
  /** Told once, when nothing more will come or nobody reads any more. */
  readonly onEnd?: () => void;
}

/**
 * Events as a body, pulled by the reader, so that a slow one holds upstream back. A failure becomes an event and ends the
 * stream; an abort errors it, as a fetch's body does; cancelling it ends the call.
 */
export function sseStream(events: Events, options: SseOptions = {}): ReadableStream<Uint8Array> {
  const { framing = CHAT, keepAlive, begun = false, onEnd } = options;
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  const next = async (): Promise<Piece> => {
    try {
      const { done, value } = await iterator.next();
      return done ? { text: framing.end, last: true } : { text: framing.event(value), last: false };
    } catch (error) {
      return { text: framing.error(error), last: true };
    }
  };
  let cancelled = false;
  return new ReadableStream({
    start(controller) {
      if (begun) controller.enqueue(encoder.encode(COMMENT));
    },
    async pull(controller) {
      const hush = () => cancelled || controller.desiredSize! <= 0 || controller.enqueue(encoder.encode(COMMENT));
      const stop = keepAlive && every(keepAlive, hush);
      const { text, last } = await next();
      stop?.();
      if (cancelled) return;
      if (last) onEnd?.();
      if (last && isAborted(events.controller)) {
        controller.error(new DOMException("This operation was aborted", "AbortError"));
        return;
      }
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (last) controller.close();
    },
    async cancel() {
      cancelled = true;
      onEnd?.();
      await iterator.return?.();
    },
  });
}

interface Piece {
  readonly text: string;
  readonly last: boolean;
}

const COMMENT = ": keepalive\n\n";

/** Calls `act` every so often until it is told to stop. */
function every({ ms, clock }: NonNullable<SseOptions["keepAlive"]>, act: () => void): () => void {
  const again = () => {
    timer = clock.setTimeout(() => {
      act();
      again();
    }, ms);
  };
  let timer: unknown;
  again();
  return () => clock.clearTimeout(timer);
}
