/// <reference lib="esnext.disposable" />

import type { MapItems } from "../batch/types.ts";
import type { CircuitState } from "../contract/breaker.ts";
import type { ChatCompletion, ChatRequest, ChatRequestNonStreaming, ChatRequestStreaming } from "../contract/chat.ts";
import type { Slots } from "../contract/concurrency.ts";
import type { CallOptions } from "../contract/context.ts";
import type { EmbeddingRequest, EmbeddingResponse } from "../contract/embedding.ts";
import type { EventName, Listener } from "../contract/events.ts";
import type { FaultKind } from "../contract/fault.ts";
import type { Model } from "../contract/model.ts";
import type { NativeAnswer, NativeReply, NativeStreamed } from "../contract/native.ts";
import type { ProbeState } from "../health/prober.ts";
import type { RouterOptions } from "../options/types.ts";
import type { Handler } from "../web/handler.ts";
import type { HandlerOptions } from "../web/handler-options.ts";
import type { CallPromise } from "./call-promise.ts";
import type { Explanation } from "./explain.ts";
import type { Planned } from "./planned.ts";
import type { ChatStream } from "./stream.ts";

/** OpenAI's `chat.completions.create`, over the router's targets. */
export interface Create {
  (body: ChatRequestNonStreaming, options?: CallOptions): CallPromise<ChatCompletion>;
  (body: ChatRequestStreaming, options?: CallOptions): CallPromise<ChatStream>;
  (body: ChatRequest, options?: CallOptions): CallPromise<ChatCompletion | ChatStream>;
}

/** OpenAI's `embeddings.create`, over the router's targets. */
export type CreateEmbeddings = (body: EmbeddingRequest, options?: CallOptions) => CallPromise<EmbeddingResponse>;

/** Options of a native call: a call's, and whether the answer is to come as a stream where the body cannot say so (Gemini's). */
export interface NativeOptions extends CallOptions {
  readonly stream?: boolean;
}

/** What `stream` is said to be; `boolean` where the type does not tell. */
type Stream<T> = object extends T
  ? boolean
  : "stream" extends keyof T
    ? T["stream"]
    : string extends keyof T
      ? boolean
      : false;

type NativeResult<Body, Options> = [Stream<Body>] extends [true]
  ? NativeStreamed
  : [Stream<Options>] extends [true]
    ? NativeStreamed
    : true extends Stream<Body> | Stream<Options>
      ? NativeReply
      : NativeAnswer;

/** Sends a body in the provider's own words: a stream comes back where body or options say `stream: true`. */
export type Native = <const Body extends object, const Options extends NativeOptions = { readonly stream: false }>(
  target: string,
  body: Body,
  options?: Options,
) => Promise<NativeResult<Body, Options>>;

/** OpenAI's `models`, over the router's names. */
export interface Models {
  /** Aliases first, then configured targets as `provider/model`; to be iterated, as the OpenAI SDK's page is. Sends nothing. */
  list(): Promise<{ object: "list"; data: Model[] } & AsyncIterable<Model>>;
  /** An alias, or any model a call could name. Rejects with `model_not_found` and near names. Sends nothing. */
  retrieve(id: string): Promise<Model>;
}

/** A target as `health()` shows it. */
export interface TargetHealth {
  readonly circuit: CircuitState;
  /** Unix milliseconds at which a probe will be let through. */
  readonly openUntil?: number;
  /** The target is left alone until a time. */
  readonly cooldown?: { readonly kind: FaultKind; readonly until: number };
  /** Attempts under way. */
  readonly inFlight: number;
  /** Where the target has a `concurrency` of its own. */
  readonly slots?: Slots;
}

/** A key of a provider, by its place; the key itself is shown nowhere. */
export interface KeyHealth {
  readonly key: number;
  readonly inFlight: number;
  readonly slots?: Slots;
  /** It is not used until a time, whatever the target. */
  readonly cooldown?: { readonly kind: FaultKind; readonly until: number };
}

/** A provider as `health()` shows it, where it has slots. */
export interface ProviderHealth {
  readonly slots?: Slots;
  /** Its `keys`, in their order. */
  readonly keys?: readonly KeyHealth[];
  /** What its `probe` has found out, once calls have gone where it might be asked. */
  readonly probe?: ProbeState;
}

export interface Health {
  readonly targets: Readonly<Record<string, TargetHealth>>;
  /** Those with a `concurrency`, `keys` or a `probe` of their own. */
  readonly providers?: Readonly<Record<string, ProviderHealth>>;
}

/** An operator's hand on one target's circuit. */
export interface BreakerControl {
  /** Opens it: the target is asked again after the usual pause. */
  open(): void;
  /** Closes it, and ends the target's cooldown. */
  close(): void;
  /** Takes the target out of service until `close()`. */
  isolate(): void;
}

/** A router: one OpenAI-shaped client over all configured targets. */
export interface Router extends Planned {
  readonly chat: { readonly completions: { readonly create: Create } };
  /**
   * Vectors of texts: as many as there are inputs, in their order, in the `encoding_format` and of the `dimensions` asked
   * for. More inputs than one request may hold are sent in several. Falls back only to targets of the same model.
   */
  readonly embeddings: { readonly create: CreateEmbeddings };
  readonly models: Models;
  /**
   * Sends a body in the provider's own words to one target, as it is, and gives back the provider's own answer or events.
   * Key, circuit, cooldowns, timeouts, retries, cost and events are those of any call; fallback, cache and codec are not.
   *
   * @param target an alias of one target, `provider/model`, or a target's id
   * @param body its `model` is filled in where it is absent; nothing else is changed
   * @throws {LlmuxError} as `create` does; a stream that breaks off throws `StreamInterruptedError` while it is read
   */
  readonly native: Native;
  /** What a call would do now: the plan, what would be skipped and why, and what would be lost. Sends nothing. */
  explain(body: ChatRequest, options?: CallOptions): Promise<Explanation>;
  /** Circuits, cooldowns and attempts under way, of every configured target and every one asked so far. */
  health(): Health;
  /**
   * By target id: a configured target, one asked so far, or `provider/model` of a configured provider, so that a target
   * can be isolated before its first call. Throws `config` for any other, and where breakers are turned off.
   */
  breaker(target: string): BreakerControl;
  /** Adds a listener; the returned function takes it off. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
  /**
   * A fetch for OpenAI clients in this process, which it trusts: chat completions (JSON and server-sent events), the legacy
   * completions, embeddings and models, under any prefix. `handler` is for everybody else.
   */
  readonly fetch: typeof globalThis.fetch;
  /**
   * The same endpoints for the outside world: a Next.js route, a worker, or with `llmux/node` a server of Node. Nobody gets
   * in without an identity, and nothing that is not granted is done or shown.
   *
   * @throws {LlmuxError} of kind `config`, where an option is wrong or `authenticate` is missing.
   */
  handler(options: HandlerOptions): Handler;
  /** Takes no more calls, waits up to `timeoutMs` (default 5000) for those under way, ends the rest, closes every connection. */
  close(options?: { timeoutMs?: number }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /**
   * Does `fn` for every item, several at a time, and gives the results in the order of the items. `fn` gets what a call
   * may be given as its options: a signal, and an idempotency key of the item. With a `journal` a run that broke off is
   * taken up again: what is done is not done twice.
   *
   * @throws {LlmuxError} for wrong options or a journal of other items; `aborted` and `timeout` if it was ended from outside;
   *   otherwise whatever `fn` threw first, unless `stopOnError` is off.
   */
  readonly map: MapItems;
  /**
   * Goes on with other options, all of them: what is left out has its default. Calls under way end with those they began
   * with. Targets that remain keep their circuits, cooldowns and retry budgets; cache, slots, connections and SDK clients are
   * kept where the options for them are the same. Listeners given by `on` are replaced, those of `router.on()` stay.
   *
   * @throws {LlmuxError} of kind `config`, naming every wrong field; the old options stay in force.
   */
  reload(options: RouterOptions): void;
  /**
   * Waits until every promise that event listeners have returned has settled, at most `timeoutMs` (default 5000). Resolves
   * with `false` if the time ran out, and never rejects. For platforms that freeze a process between requests.
   */
  flush(options?: { timeoutMs?: number }): Promise<boolean>;
}
