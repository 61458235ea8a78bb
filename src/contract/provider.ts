import type { ChatRequest, Chunk, Completion } from "./chat.ts";
import type { EmbeddingRequest, Embeddings } from "./embedding.ts";
import type { Ending } from "./ending.ts";
import type { Fault } from "./fault.ts";
import type { ModelFacts } from "./model-facts.ts";
import type { NativeRequest } from "./native.ts";
import type { Warning } from "./report.ts";
import type { TargetSettings } from "./target.ts";

/** What an attempt authenticates with: a key, or headers made for this very request. Held no longer than the attempt. */
export type Credential =
  | {
      readonly kind: "key";
      readonly key: string /** Came from the configuration or environment: a client may be kept for it. */;
      readonly fixed: boolean;
    }
  | { readonly kind: "headers"; readonly headers: (request: SignedRequest) => Promise<Record<string, string>> }
  | { readonly kind: "none" };

/** What `auth(request)` is shown: the request as it goes out. */
export interface SignedRequest {
  /** In capitals. */
  readonly method: string;
  /** Absolute, with its query. */
  readonly url: string;
  /** The text that is sent, which is JSON: sign its UTF-8 bytes, and do not write it anew. `undefined` where there is none. */
  readonly body: string | undefined;
}

/** Facts of the wire, filled in by the transport while an attempt runs, read by `classify`. */
export interface WireNotes {
  /** Status of the response head, once it arrived. */
  status?: number;
  /** Response headers, lower-case, where the provider itself notes them. */
  headers?: Record<string, string>;
  /** Response headers, as the transport got them. */
  head?: Headers;
  /** Body of an answer that is not 2xx, at most 64 kB. */
  errorText?: string;
  /** There while the body of such an answer is read: makes do with what has come of it. */
  endError?: (() => void) | undefined;
  /** Told when the response head arrives. */
  onHeaders?(): void;
  /** Told when bytes of a JSON body arrive. */
  onBytes?(): void;
  /** Told when `classify` may need it: the connection stands. */
  onConnect?(): void;
}

/** What a request is encoded for. */
export interface PrepareContext {
  readonly target: string;
  readonly model: string;
  readonly settings: TargetSettings;
  /** What is known of the model. */
  readonly facts?: ModelFacts;
  readonly stream: boolean;
}

/** A request in the provider's own words, with what was lost on the way. */
export interface Prepared {
  readonly native: unknown;
  readonly warnings: readonly Warning[];
}

/** What one attempt hands to the provider. */
export interface ProviderContext extends PrepareContext {
  readonly region?: string;
  /** Aborted by the caller, a timeout, the deadline or `close()`. */
  readonly signal: AbortSignal;
  /** The same, for whoever can do without a signal. The router always gives it. */
  readonly ending?: Ending;
  readonly credential: Credential;
  /** Extra request headers from the call; authentication fields are already removed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Same for all repeats at one target. */
  readonly idempotencyKey: string;
  /** What `prepare` returned for this target, if the provider has `prepare`. */
  readonly prepared?: Prepared;
  readonly wire: WireNotes;
  /** Milliseconds to allow for a connection, where the transport can tell. */
  readonly connectMs?: number;
  /** If given, told of the provider's own answer, or of each event of its stream, before that is decoded. */
  readonly onNative?: (native: unknown) => void;
}

/**
 * A vendor API in OpenAI shapes. Built-in ones wrap the official SDKs; a value of one's own serves tests and private models.
 *
 * `complete` resolves with a completion; `stream` yields chunks and ends after the finish chunk (an end without a
 * `finish_reason` counts as truncated). Both are called once per attempt, must stop when `signal` aborts, and throw
 * whatever they like: the router classifies by `status`, `code` and `message`, or by `classify`.
 */
export interface Provider {
  readonly name: string;
  /** It never copies the context it is given, whose signal is then made only if it is asked for. @default false */
  readonly quiet?: true;
  /** Encodes before anything is sent. Throws an `LlmuxError` of kind `unsupported`, `invalid_request` or `config` to refuse. */
  prepare?(request: ChatRequest, context: PrepareContext): Prepared | Promise<Prepared>;
  complete(request: ChatRequest, context: ProviderContext): Promise<Completion>;
  stream(request: ChatRequest, context: ProviderContext): AsyncIterable<Chunk> | Promise<AsyncIterable<Chunk>>;
  /**
   * Takes a body in the provider's own words, in place of `prepare`: what it returns is what `complete` and `stream` are then
   * given as `prepared`. They send it, decode the answer as always, and tell `onNative` what came.
   */
  native?(request: NativeRequest, context: PrepareContext): Prepared | Promise<Prepared>;
  /** Encodes a request for vectors before anything is sent; refuses as `prepare` does. */
  prepareEmbed?(request: EmbeddingRequest, context: PrepareContext): Prepared | Promise<Prepared>;
  /** Makes vectors: one for each input, in whatever `encoding_format` the provider gives them. */
  embed?(request: EmbeddingRequest, context: ProviderContext): Promise<Embeddings>;
  /** Tells what a thrown value means, or undefined to leave it to the general rules. `secrets` must not appear in its text. */
  classify?(error: unknown, wire: WireNotes, secrets: readonly string[]): Fault | undefined;
  /** Lets go of sockets and clients. */
  close?(): void | Promise<void>;
}
