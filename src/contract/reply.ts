import type { Chunk, Completion } from "./chat.ts";
import type { Embeddings } from "./embedding.ts";
import type { NativeEvents } from "./native.ts";
import type { Settlement } from "./settlement.ts";

/**
 * A streamed answer inside the router: one iterator, pulled on demand, that settles its attempt once, however it ends.
 * Layers watch it with `tap` and change what is delivered with `map`; nobody wraps it.
 */
export interface ReplyStream {
  /** Called for each chunk as it arrives from upstream, those that arrived earlier included. */
  tap(watch: (chunk: Chunk) => void): void;
  /** Called for each chunk as it is delivered, `last` being the one after which nothing comes; returns it or a changed copy. */
  map(change: (chunk: Chunk, last: boolean) => Chunk): void;
  /** Called once, when the stream has ended and its attempt has settled. */
  onEnd(callback: (settlement: Settlement) => void): void;
  next(): Promise<IteratorResult<Chunk, undefined>>;
  /** The same; keeps `reader` from being collected while it waits. */
  nextFor?(reader: object): Promise<IteratorResult<Chunk, undefined>>;
  /** Ends the stream from the reader's side: upstream is aborted, the attempt settles `aborted` unless it had ended. */
  cancel(): void;
  /** The answer so far as a completion; whole once the stream has ended well. */
  completion(): Completion;
}

/** What a ring hands outwards. */
export type Reply =
  | { readonly kind: "completion"; readonly body: Completion }
  | { readonly kind: "embedding"; readonly body: Embeddings }
  /** The provider's own JSON. */
  | { readonly kind: "native"; readonly body: object }
  /** `native`: the events themselves, where those are what was asked for. */
  | { readonly kind: "stream"; readonly body: ReplyStream; readonly native?: NativeEvents };
