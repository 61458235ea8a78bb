import type { TextBlockParam, ToolResultBlockParam } from "@anthropic-ai/sdk/resources/messages";
import type { ChatMessage } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import { checkToolPairs } from "../tool-pairs.ts";
import { assistantBlocks } from "./assistant.ts";
import { encodeContent } from "./content.ts";
import type { Draft } from "./draft.ts";
import { endTurns } from "./ending.ts";
import { type ToolIds, toolIds } from "./tool-ids.ts";
import { addTurn, finishTurns, type Turn } from "./turns.ts";

type ToolMessage = Extract<ChatMessage, { role: "tool" }> & { is_error?: boolean };

/** Writes `system` and `messages`. */
export function encodeMessages(draft: Draft): void {
  const { request, context, notes, body } = draft;
  const messages = checkToolPairs(request.messages, notes, context.settings.compat ?? {});
  const late = messages.findIndex((message) => !isSystem(message));
  const lead = late < 0 ? messages.length : late;
  const folded = foldedSystems(messages, lead, draft.facts.systemInMessages);
  if (messages !== request.messages || folded.size > 0) draft.edited = true;

  for (const index of folded) {
    notes.warn("changed_param", "messages", `messages[${index}]: system text amid the conversation became user text`);
  }
  const system = messages.slice(0, lead).flatMap((message, index) => systemBlocks(message, index, draft));
  system.push(...draft.instructions.map((text): TextBlockParam => ({ type: "text", text })));
  if (system.length > 0) body.system = system;

  const ids = toolIds(messages.flatMap(idsOf));
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    if (index < lead) continue;
    if (!Object.hasOwn(BLOCKS, message.role)) {
      throw new LlmuxError("invalid_request", `messages[${index}] has the unknown role "${message.role}"`, {
        param: "messages",
      });
    }
    const role = folded.has(index) ? "user" : TURN_OF[message.role];
    addTurn(turns, role, BLOCKS[message.role](message as never, index, draft, ids));
  }
  endTurns(turns, draft);
  body.messages = finishTurns(turns);
}

const TURN_OF = {
  system: "system",
  developer: "system",
  user: "user",
  tool: "user",
  function: "user",
  assistant: "assistant",
} as const satisfies Record<ChatMessage["role"], Turn["role"]>;

type Blocks = (message: never, index: number, draft: Draft, ids: ToolIds) => Turn["blocks"];

const BLOCKS = {
  system: systemBlocks,
  developer: systemBlocks,
  user: userBlocks,
  tool: toolBlocks,
  function: () => [],
  assistant: assistantBlocks,
} satisfies Record<ChatMessage["role"], Blocks>;

function isSystem(message: ChatMessage | undefined): boolean {
  return message?.role === "system" || message?.role === "developer";
}

/**
 * System messages amid the conversation that must become user text: the model does not take them, or not in this place.
 * A legal run follows a user turn, and an assistant turn or nothing follows it. Source: the Messages API reference.
 */
function foldedSystems(messages: readonly ChatMessage[], lead: number, allowed: boolean): ReadonlySet<number> {
  const folded = new Set<number>();
  for (let index = lead; index < messages.length; index += 1) {
    if (!isSystem(messages[index])) continue;
    let end = index;
    while (isSystem(messages[end])) end += 1;
    const before = messages[index - 1]!.role;
    const after = messages[end]?.role ?? "assistant";
    const legal = allowed && before !== "assistant" && after === "assistant";
    for (let at = index; at < end && !legal; at += 1) folded.add(at);
    index = end;
  }
  return folded;
}

function systemBlocks(message: ChatMessage, index: number, draft: Draft): TextBlockParam[] {
  warnName(message, index, draft);
  return encodeContent(message.content, `messages[${index}].content`, draft) as TextBlockParam[];
}

function userBlocks(message: ChatMessage, index: number, draft: Draft): Turn["blocks"] {
  warnName(message, index, draft);
  return encodeContent(message.content, `messages[${index}].content`, draft);
}

function toolBlocks(message: ToolMessage, index: number, draft: Draft, ids: ToolIds): Turn["blocks"] {
  const content =
    typeof message.content === "string"
      ? message.content.trim() && message.content
      : encodeContent(message.content, `messages[${index}].content`, draft);
  const result = {
    type: "tool_result",
    tool_use_id: ids(message.tool_call_id),
    ...(content.length > 0 && { content }),
    ...(message.is_error && { is_error: true }),
  };
  return [result as ToolResultBlockParam];
}

function idsOf(message: ChatMessage): string[] {
  if (message.role === "tool") return [message.tool_call_id];
  return message.role === "assistant" ? (message.tool_calls ?? []).map((call) => call.id) : [];
}

function warnName(message: ChatMessage, index: number, { notes }: Draft): void {
  if ("name" in message && message.name) {
    notes.warn("dropped_param", "name", `messages[${index}].name was left out: Claude knows no names of speakers`);
  }
}
