import type { Chunk } from "../contract/chat.ts";
import { releasing } from "./releasing.ts";

/** What decoding an answer may need beside the answer. */
export interface DecodeContext {
  readonly provider: string;
  readonly target: string;
  /** The model asked for; the answer's own name of it wins. */
  readonly model: string;
  /** Unix milliseconds at the start of the answer. */
  readonly now: number;
  /** What encoding left for decoding, such as names of tools that stand for something else. */
  readonly native: unknown;
}

/** A stream codec: native events in, OpenAI chunks out, nothing else. */
export interface StreamCodec<State, Event> {
  initial(context: DecodeContext): State;
  /** Chunks that this event yields, in order; throws an `LlmuxError` where the event is an error. */
  step(state: State, event: Event): readonly Chunk[];
  /** Upstream ended: what is still to be said. A missing finish is noticed by the router, not here. */
  end?(state: State): readonly Chunk[];
}

/** Runs native events through a codec. The iterator is hand-written: an async generator that never starts skips its `finally`. */
export function decodeEvents<State, Event>(
  codec: StreamCodec<State, Event>,
  context: DecodeContext,
  events: AsyncIterable<Event>,
): AsyncIterable<Chunk> {
  // Outside the closures below, which would otherwise hold the SDK's stream for as long as the caller holds the answer.
  const source = releasing(events)[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      const state = codec.initial(context);
      let ready: readonly Chunk[] = [];
      let at = 0;
      let ended = false;
      return {
        async next() {
          while (at >= ready.length) {
            if (ended) return { done: true, value: undefined };
            const { done, value } = await source.next();
            ended = done === true;
            ready = ended ? (codec.end?.(state) ?? []) : codec.step(state, value as Event);
            at = 0;
          }
          return { done: false, value: ready[at++]! };
        },
        async return() {
          ended = true;
          ready = [];
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
