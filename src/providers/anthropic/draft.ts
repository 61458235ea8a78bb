import type { MessageCreateParamsBase } from "@anthropic-ai/sdk/resources/messages";
import type { ChatRequest } from "../../contract/chat.ts";
import type { PrepareContext } from "../../contract/provider.ts";
import { claudeModel } from "../../data/model-facts.ts";
import type { AnthropicModelFacts } from "../../data/models.ts";
import { normalize } from "../normalize.ts";
import { Notes } from "../notes.ts";
import { wireModel } from "./models.ts";

/** A Messages request. Version 2026-10-21 has no sampling parameters, the SDK's types therefore neither. */
type NativeBody = Omit<MessageCreateParamsBase, "stream"> & {
  temperature?: number;
  top_p?: number;
  top_k?: number;
};

/** What encoding hands to the client and to decoding. */
export interface NativeRequest {
  readonly body: NativeBody;
  readonly headers: Readonly<Record<string, string>>;
  /** Function tools that stand for OpenAI's custom tools: their calls come back as custom calls. */
  readonly customTools: readonly string[];
  /** The model was only asked to call a tool, and the target's `compat.enforce` takes nothing else. */
  readonly mustCall: boolean;
  /** The caller's own body, to be sent as it is. */
  readonly exact?: true;
  /** Of a stream: a paused turn is sent back, and goes on. */
  readonly resumes?: boolean;
  /** The tool whose input is the answer. */
  readonly answerTool?: AnswerTool;
}

/** A tool that stands for structured output. `wrapped`: the answer is its input's one property. */
export interface AnswerTool {
  readonly name: string;
  readonly wrapped: boolean;
}

/** A request on its way to the provider's own words. */
export interface Draft {
  readonly request: ChatRequest;
  readonly context: PrepareContext;
  /** Name of the provider in the configuration: only its own `provider_state` is replayed. */
  readonly provider: string;
  readonly facts: AnthropicModelFacts;
  readonly notes: Notes;
  readonly body: NativeBody;
  readonly customTools: Set<string>;
  /** Lines the system prompt must end with: what the target cannot be told by a parameter. */
  readonly instructions: string[];
  /** The history or tools differ from what the model saw: thinking blocks, bound to it, are no longer valid. */
  edited: boolean;
  /** The last blocks of assistant turns that call tools and came without what the model had thought before. */
  readonly rebuilt: Set<unknown>;
  /** A tool call is required, and the model can only be asked for it. */
  asksForCall: boolean;
  answerTool?: AnswerTool;
}

/** Starts a draft: the normalized request, an empty body, the model's facts. */
export function startDraft(request: ChatRequest, context: PrepareContext, provider: string): Draft {
  const model = wireModel(context.model);
  const most = context.facts?.maxOutputTokens;
  return {
    request: normalize(request),
    context,
    provider,
    facts: { ...claudeModel(model), ...(most !== undefined && { maxOutputTokens: most }) },
    notes: new Notes(context),
    body: { model, max_tokens: 0, messages: [] },
    customTools: new Set(),
    instructions: [],
    edited: false,
    rebuilt: new Set(),
    asksForCall: false,
  };
}
