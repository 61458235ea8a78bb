import type { Concurrency } from "./concurrency.ts";
import type { ModelFacts } from "./model-facts.ts";
import type { Price } from "./price.ts";

/** Milliseconds each allowance of one attempt lasts; `false` turns one off. */
export interface Timeouts {
  /** Until the connection stands. Holds where the transport is ours. @default 5000 */
  readonly connectMs?: number | false;
  /** Until the first content of a stream; for JSON answers only if set. @default 30000, and 120000 where reasoning is asked for */
  readonly firstTokenMs?: number | false;
  /** Silence between events while the reader waits. @default 30000 */
  readonly idleMs?: number | false;
  /** The whole attempt. @default 600000 */
  readonly totalMs?: number | false;
}

/** How failures are repeated. */
export interface RetryOptions {
  /** Repeats per call, on the last admissible target. @default 2 */
  readonly maxRetries?: number;
  /** First back-off, full jitter. @default 500 */
  readonly baseMs?: number;
  /** Longest back-off. @default 8000 */
  readonly maxMs?: number;
  /** Longest wait a provider may ask for; beyond it the call goes on or fails. @default 20000 */
  readonly maxRetryAfterMs?: number;
  /** Repeats earned per success, per target. @default 0.1 */
  readonly budgetRatio?: number;
  /** Mean wait before the next target is asked, jittered. @default 0 */
  readonly fallbackDelayMs?: number;
}

/** Switches for what a target does not express natively. */
export interface Compat {
  /** Repair a history whose tool calls and results do not match. */
  readonly repair?: boolean;
  /** Take an answer without a tool call for `bad_generation` where one was required and the model could only be asked. */
  readonly enforce?: boolean;
  /** Send `{}` for tool arguments that are not a JSON object, with a warning. */
  readonly lenient?: boolean;
  /** Append a user turn when the last message is the assistant's and the model is not known to go on with it. */
  readonly continue?: boolean;
  /** Take `<think>…</think>` at the beginning of the text for reasoning, where a compatible server leaves it there. */
  readonly thinkTags?: boolean;
  /** Ask once more, at once, without a parameter that the provider has refused, with a warning. Within `maxRetries`. */
  readonly autoDrop?: boolean;
}

/** What a caller may set on one target. */
export interface TargetSettings {
  readonly region?: string;
  readonly timeouts?: Timeouts | false;
  readonly retry?: RetryOptions | false;
  readonly concurrency?: Concurrency;
  readonly price?: Price;
  /** Defaults for request fields that the call leaves out. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Request fields to leave out always, with a warning. */
  readonly drop?: readonly string[];
  readonly compat?: Compat;
  readonly modelFacts?: ModelFacts;
}

/** Provider, model and settings: what an attempt goes to. */
export interface Target {
  /** `provider/model`, `@region` and `#name` where given. */
  readonly id: string;
  readonly provider: string;
  /** The vendor's model id, as on the wire. */
  readonly model: string;
  readonly settings: TargetSettings;
}
