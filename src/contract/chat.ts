import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
  ChatCompletionToolMessageParam,
  ChatCompletionChunk as OpenAIChunk,
  ChatCompletion as OpenAICompletion,
} from "openai/resources/chat/completions";
import type { RouteReport } from "./report.ts";

/**
 * What a provider other than OpenAI said, kept in its own form so that the next turn on the same provider and model
 * can send it back: thought signatures, redacted blocks, server-tool blocks.
 */
export interface ProviderState {
  readonly v: 1;
  readonly provider: string;
  readonly model: string;
  /** The native content blocks or parts of the assistant turn, in order. */
  readonly blocks: readonly unknown[];
  /** Fingerprint of the visible text and tool calls; edited messages are rebuilt without this state. */
  readonly text_hash: string;
}

/** Fields an assistant message may carry beside OpenAI's own. */
export interface AssistantExtras {
  reasoning_content?: string | null;
  provider_state?: ProviderState;
}

/** A message of the conversation: OpenAI's shapes, plus `reasoning_content`, `provider_state` and a tool result's `is_error`. */
export type ChatMessage =
  | ChatCompletionMessageParam
  | (ChatCompletionAssistantMessageParam & AssistantExtras)
  | (ChatCompletionToolMessageParam & { is_error?: boolean });

/** Body fields beside OpenAI's own. */
export interface RequestExtras {
  messages: ChatMessage[];
  /** A fallback chain for this request alone, as OpenRouter spells it; `model` is put in front if it is absent from it. */
  models?: string[];
  /** Top-k sampling, where the target has it. */
  top_k?: number | null;
  /** Native request fields per provider name, merged last into the native request. */
  provider_options?: Record<string, Record<string, unknown>>;
}

type Extended<Params> = Omit<Params, "messages" | "model"> & RequestExtras & { model?: string };

/** The body of `create` without streaming. `model` may be absent when `models` is given. */
export type ChatRequestNonStreaming = Extended<ChatCompletionCreateParamsNonStreaming>;
/** The body of `create` with `stream: true`. */
export type ChatRequestStreaming = Extended<ChatCompletionCreateParamsStreaming>;
/** The body of `create`: OpenAI's Chat Completions request and a few extras. */
export type ChatRequest = ChatRequestNonStreaming | ChatRequestStreaming;

/** An answer in OpenAI's shape, as a provider gives it to the router. */
export interface Completion extends Omit<OpenAICompletion, "choices"> {
  choices: CompletionChoice[];
}

export interface CompletionChoice extends Omit<OpenAICompletion.Choice, "message"> {
  message: OpenAICompletion.Choice["message"] & AssistantExtras;
}

/** One piece of a streamed answer in OpenAI's shape, as a provider gives it to the router. */
export interface Chunk extends Omit<OpenAIChunk, "choices"> {
  choices: ChunkChoice[];
}

export interface ChunkChoice extends Omit<OpenAIChunk.Choice, "delta"> {
  delta: OpenAIChunk.Choice.Delta & AssistantExtras;
}

/** An OpenAI `ChatCompletion` with the route report. */
export type ChatCompletion = Completion & { x_llmux: RouteReport };
/** An OpenAI `ChatCompletionChunk`; the last one carries the route report. */
export type ChatCompletionChunk = Chunk & { x_llmux?: RouteReport };
