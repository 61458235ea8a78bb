import type { ContentBlockParam, ToolUseBlockParam } from "@anthropic-ai/sdk/resources/messages";
import type { ChatMessage } from "../../contract/chat.ts";
import { replayable } from "../provider-state.ts";
import { parseArguments } from "../tool-arguments.ts";
import { carriedThinking } from "./carried-thinking.ts";
import { encodeContent } from "./content.ts";
import type { Draft } from "./draft.ts";
import type { ToolIds } from "./tool-ids.ts";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;
type ToolCall = NonNullable<AssistantMessage["tool_calls"]>[number];

/** An assistant message as blocks: those the model itself wrote, where they were kept and still hold, else new ones. */
export function assistantBlocks(
  message: AssistantMessage,
  index: number,
  draft: Draft,
  ids: ToolIds,
): ContentBlockParam[] {
  const kept = replayable(message, draft.provider, draft.context.model);
  if (kept) return replayedBlocks(kept.blocks as readonly ContentBlockParam[], draft);
  warnLosses(message, index, draft);
  const thinking = draft.edited ? [] : carriedThinking(message);
  const place = `messages[${index}]`;
  const text = encodeContent(message.content, `${place}.content`, draft);
  const refusal = encodeContent(message.refusal, `${place}.refusal`, draft);
  const calls = (message.tool_calls ?? []).map((call, at) => toolUse(call, `${place}.tool_calls[${at}]`, draft, ids));
  const blocks = [...thinking, ...text, ...refusal, ...calls];
  if (calls.length > 0 && thinking.length === 0) draft.rebuilt.add(blocks.at(-1)!);
  return blocks;
}

/** Thinking is bound to the history before it. Source: the API's 400 "The block is bound to a different conversation". */
function replayedBlocks(blocks: readonly ContentBlockParam[], draft: Draft): ContentBlockParam[] {
  return blocks
    .filter((block) => !(block.type === "text" && block.text.trim() === ""))
    .filter((block) => !(draft.edited && (block.type === "thinking" || block.type === "redacted_thinking")))
    .map((block) => ({ ...block }));
}

function toolUse(call: ToolCall, place: string, draft: Draft, ids: ToolIds): ToolUseBlockParam {
  const { notes, context } = draft;
  const id = ids(call.id);
  if (call.type === "custom")
    return { type: "tool_use", id, name: call.custom.name, input: { input: call.custom.input } };
  const { name, arguments: text } = call.function;
  const input = parseArguments(text, `${place}.function.arguments`, notes, context.settings.compat ?? {});
  return { type: "tool_use", id, name, input };
}

function warnLosses(message: AssistantMessage, index: number, { notes }: Draft): void {
  if (message.name)
    notes.warn("dropped_param", "name", `messages[${index}].name was left out: Claude knows no names of speakers`);
  if (message.audio)
    notes.warn("dropped_param", "audio", `messages[${index}].audio was left out: it is known to OpenAI only`);
}
