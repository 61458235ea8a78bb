import type { Usage } from "../contract/usage.ts";
import type { FaultName } from "./faults/faults.ts";
import type { FaultOptions } from "./faults/options.ts";
import type { SimulatedRequest } from "./request.ts";

/** An answer to give; everything left out is made up from the request. */
export interface ReplyScript {
  readonly text?: string;
  readonly reasoning?: string;
  /** The reasoning is not to be read: Anthropic sends it as opaque data. @default false */
  readonly redacted?: boolean;
  /** `arguments` as a value, or as the JSON text to send (which may be broken on purpose). */
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: unknown; readonly id?: string }[];
  /** `null`: the provider reports no usage. */
  readonly usage?: Partial<Usage> | null;
  /** OpenAI's word (`stop`, `length`, `tool_calls`, `content_filter`), which each wire translates, or the provider's own. */
  readonly finishReason?: string;
  readonly model?: string;
  /** The pieces a stream sends the text in. */
  readonly chunks?: readonly string[];
  /** Between two content events of a stream. @default 0 */
  readonly chunkDelayMs?: number;
  /** Before the response headers. @default 0 */
  readonly delayMs?: number;
}

/** A named fault with what can be set on it. */
export interface FaultScript extends FaultOptions {
  readonly fault: FaultName;
}

/** What one request meets: a text, an answer, a fault, or a function of the request that gives one of these. */
export type Script = string | ReplyScript | FaultScript | ((request: SimulatedRequest) => Script | Promise<Script>);
