import type { Priority } from "./concurrency.ts";
import type { Fault } from "./fault.ts";
import type { Hedge, Race } from "./hedge.ts";
import type { DiscardedAnswer, OnInterrupt, StitchedPart } from "./interruption.ts";
import type { Asked } from "./operation.ts";
import type { Cost } from "./price.ts";
import type { Credential, Prepared, Provider, WireNotes } from "./provider.ts";
import type { Reply } from "./reply.ts";
import type { AttemptReport, SkippedTarget, Warning } from "./report.ts";
import type { Settlement } from "./settlement.ts";
import type { Route } from "./strategy.ts";
import type { RetryOptions, Target } from "./target.ts";
import type { Usage } from "./usage.ts";

/** A layer: does its part, calls `next` at most once, leaves its cleaning up to `context.defer`. */
export type Middleware<C> = (context: C, next: (context: C) => Promise<Reply>) => Promise<Reply>;

/** A context that ends once. Deferred callbacks run last-in first-out, synchronously, whatever the end. */
export interface Settling {
  defer(callback: (settlement: Settlement) => void): void;
}

/** What a call may ask of the cache. */
export type CacheChoice = boolean | "refresh" | { readonly ttlMs: number };

/** The router's own options of one call; the OpenAI SDK's (`signal`, `timeout`, `headers`, `maxRetries`) stand beside them. */
export interface CallOptions {
  readonly signal?: AbortSignal | null | undefined;
  /** Milliseconds for the first token and each silence of every attempt; for JSON, the wait for headers. */
  readonly timeout?: number | undefined;
  /** Extra headers for every target; authentication fields are ignored with a warning. */
  readonly headers?:
    | Readonly<Record<string, string | null | undefined>>
    | Headers
    | readonly (readonly [string, string])[]
    | undefined;
  readonly maxRetries?: number | undefined;
  /** Milliseconds for the whole call: attempts, waits and fallbacks. */
  readonly deadlineMs?: number | (() => number) | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly tenant?: string | undefined;
  readonly user?: string | undefined;
  /** Only targets of this region, or of one of these; one whose region is not known is in none. @default any */
  readonly region?: string | readonly string[] | undefined;
  readonly cache?: CacheChoice | undefined;
  /** Puts the provider's own answer into `x_llmux.raw`; of a stream the list of its events. @default false */
  readonly raw?: boolean | undefined;
  /**
   * Names what this call does, in the words of the caller: a call under way with the same key and tenant is joined, the
   * answer of a finished one is given again. Goes upstream too. Another body under the same key is an error.
   */
  readonly idempotencyKey?: string | undefined;
  /**
   * Handed one promise as the call starts: it resolves when the call has ended and what its listeners began has ended too,
   * and never rejects. Your platform's `waitUntil` or `after` keeps the process running that long.
   */
  readonly waitUntil?: WaitUntil | undefined;
  /** Who gets a slot first where calls wait for one. @default "default" */
  readonly priority?: Priority | undefined;
  /** When the next target is asked beside a slow one. @default the node's, else the router's */
  readonly hedge?: Hedge | undefined;
  /** What follows when a stream breaks after its first content. @default the router's */
  readonly onInterrupt?: OnInterrupt | undefined;
  /** `false`: the reader knows nothing of the chunk that announces a restart, so there an interruption is an error. @default true */
  readonly markers?: boolean | undefined;
}

/** Keeps a process running until some work has ended: Vercel's and Workers' `waitUntil`, Next.js's `after`. */
export type WaitUntil = (work: Promise<unknown>) => unknown;

/**
 * One `create()`. `operation` says what is asked for, and with it what `request` is: the caller's body, never changed,
 * `models` and router fields still in it.
 */
export type CallContext = CallFacts & Asked;

interface CallFacts extends Settling {
  readonly callId: string;
  readonly options: CallOptions;
  /** The call's extra headers as a record, authentication fields removed. */
  readonly headers: Readonly<Record<string, string>>;
  /** The model name the caller wrote. */
  readonly routeName: string;
  readonly route: Route;
  readonly startedAt: number;
  /** Unix milliseconds; Infinity without a deadline. */
  deadlineAt: number;
  /** Aborted by the caller, the deadline or `close()`; its reason is an `LlmuxError`. */
  readonly controller: AbortController;
  /** What `x_llmux` is made of; layers and attempts write into it. */
  readonly draft: ReportDraft;
}

/** The route report while it is being written. */
export interface ReportDraft {
  winner: Target | undefined;
  /** By attempt number; a place is empty while its attempt runs. */
  attempts: (AttemptReport | undefined)[];
  costs: Cost[];
  skipped: SkippedTarget[];
  warnings: Warning[];
  usage: Usage | undefined;
  cache: "off" | "miss" | "hit";
  /** The parts of an answer that several targets have given. */
  stitched?: readonly StitchedPart[];
  /** What a restart has made void. */
  discarded?: DiscardedAnswer;
  /** The provider's own answer, where the call asks for it. */
  raw?: unknown;
  /** The answer is another call's. */
  shared?: { readonly callId: string; readonly replayed?: true };
}

/** What an attempt's single timer is told, so that it knows which allowance is running. */
export interface Watch {
  /** How long the process has stood still while the attempt ran: that time is not the target's. */
  readonly stoodMs: number;
  /** The response head has arrived. */
  headers(): void;
  /** Bytes of a JSON body, or a content-bearing event, have arrived. */
  progress(): void;
  /** The first content is there: the first-token allowance is over, and somebody has a minute to begin reading. */
  commit(): void;
  /** A reader waits for upstream (true) or has been served (false): idle runs only while one waits. */
  waiting(yes: boolean): void;
  /** The terminal mark was seen: `onGrace` runs when the short grace for usage is over. */
  finishing(onGrace: () => void): void;
}

/** Which credentials a call has had refused at one target, so that a repeat takes another. Shared by the attempts there. */
export interface Refused {
  /** Places in the provider's `keys`. */
  readonly keys: number[];
  /** The place that is to be asked with a key fetched anew. */
  renewed?: number | undefined;
  /** What was fetched and refused, by whoever fetched it. */
  fetched?: unknown;
}

/** One SDK call. `request` is the call's, with this target's defaults and drops applied. */
export type AttemptContext = AttemptFacts & Asked;

interface AttemptFacts extends Settling {
  readonly call: CallContext;
  readonly target: Target;
  readonly provider: Provider;
  readonly stream: boolean;
  readonly prepared: Prepared | undefined;
  readonly retry: Required<RetryOptions>;
  /** From 1 within the call, once the request is about to be sent; 0 before. */
  number: number;
  /** A forced probe: the only attempt left to a plan none of whose targets is admissible. */
  readonly forced: boolean;
  /** True while another admissible target stands behind this one: some of the deadline is kept for it. */
  readonly hasNext: boolean;
  /** Whether another target may be asked in its stead, as things stand. After commit it never may, and the plan is let go. */
  mayMoveOn: () => boolean;
  readonly idempotencyKey: string;
  /** Request headers the call adds, authentication fields removed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds to allow for a connection; set by the timeouts layer. */
  connectMs: number | undefined;
  /** Aborting it ends the SDK call; its reason is an `LlmuxError`. */
  readonly controller: AbortController;
  readonly wire: WireNotes;
  credential: Credential;
  /** Place in the provider's `keys` of the one in use. */
  key: number | undefined;
  /** Its key can be fetched anew, and has not been for this call. */
  renewable: boolean;
  readonly refused: Refused;
  /** Another attempt of the call may be under way beside this one. */
  readonly race: Race | undefined;
  watch: Watch;
  /** Exact secrets in use, cut out of every text this attempt produces; emptied when it settles. */
  readonly secrets: string[];
  /** Called once each, when the first committable event of a stream has arrived. */
  readonly onCommit: (() => void)[];
  /** Ends the attempt; the first call wins. */
  settle(settlement: Settlement): void;
  /** Turns whatever the provider threw into a fault, keys cut out. */
  classify(error: unknown): Fault;
}
