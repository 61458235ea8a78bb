import type { ChatMessage } from "../../contract/chat.ts";
import { checkToolPairs } from "../tool-pairs.ts";
import { encodeModelTurn } from "./model-parts.ts";
import type { Scope } from "./scope.ts";
import { addSentinels } from "./signatures.ts";
import { encodeToolResults, type OpenCall, type ToolResult } from "./tool-results.ts";
import { encodeUserParts } from "./user-parts.ts";
import type { Content, Part } from "./wire.ts";

/** The conversation in Gemini's words. */
export interface Conversation {
  readonly contents: Content[];
  readonly systemInstruction?: Content;
}

interface Draft {
  readonly contents: Content[];
  readonly scope: Scope;
  /** Calls of the latest model turn. */
  calls: readonly OpenCall[];
  results: ToolResult[];
}

/** Translates the messages. Neighbours of one role become one turn; turns with nothing in them are left out. */
export function encodeMessages(messages: readonly ChatMessage[], scope: Scope): Conversation {
  const checked = checkToolPairs(messages, scope.notes, scope.compat);
  const opening = checked.findIndex((message) => !isSystem(message));
  const leading = checked.slice(0, opening < 0 ? checked.length : opening);
  const system = leading.flatMap((message, index) => encodeUserParts(message.content, `messages[${index}]`, scope));
  const draft: Draft = { contents: [], scope, calls: [], results: [] };
  for (const [index, message] of checked.entries()) {
    warnOfName(message, `messages[${index}]`, scope);
    if (index >= leading.length) encodeMessage(draft, message, `messages[${index}]`);
  }
  flushResults(draft);
  checkTurns(draft, checked);
  const contents = scope.facts.signatures ? addSentinels(draft.contents, scope.notes) : draft.contents;
  if (system.length === 0) return { contents };
  if (scope.facts.system) return { contents, systemInstruction: { parts: system } };
  return { contents: prepend(contents, system) };
}

function encodeMessage(draft: Draft, message: ChatMessage, place: string): void {
  const { notes } = draft.scope;
  if (message.role === "tool") {
    draft.results.push({ message, place });
    return;
  }
  flushResults(draft);
  if (message.role === "assistant") {
    const turn = encodeModelTurn(message, place, draft.scope);
    draft.calls = (message.tool_calls ?? []).map((call) => ({
      id: call.id,
      name: call.type === "custom" ? call.custom.name : call.function.name,
      issued: turn.issued.has(call.id),
    }));
    append(draft.contents, "model", turn.parts);
    return;
  }
  if (isSystem(message)) {
    notes.warn(
      "changed_param",
      "messages",
      `${place}: Gemini takes system text in front only; it was sent as user text`,
    );
  }
  append(draft.contents, "user", encodeUserParts(message.content, place, draft.scope));
}

/** Tool results keep a turn to themselves: their number must equal that of the calls. */
function flushResults(draft: Draft): void {
  const parts = encodeToolResults(draft.calls, draft.results, draft.scope);
  if (parts.length > 0) draft.contents.push({ role: "user", parts });
  draft.results = [];
}

function append(contents: Content[], role: "user" | "model", parts: readonly Part[]): void {
  if (parts.length === 0) return;
  const last = contents.at(-1);
  if (last?.role === role && !last.parts.some((part) => part.functionResponse)) last.parts.push(...parts);
  else contents.push({ role, parts: [...parts] });
}

function checkTurns({ contents, scope }: Draft, messages: readonly ChatMessage[]): void {
  const [first] = contents;
  if (!first) {
    scope.notes.refuse(
      "messages",
      "Gemini needs at least one user or assistant message with content; add a user message",
    );
  }
  if (first?.parts.some((part) => part.functionCall)) {
    scope.notes.refuse("messages", "at Gemini a tool call may not come first; put a user message in front of it");
  }
  if (messages.at(-1)?.role === "assistant" && contents.at(-1)?.role === "model") endWithAssistant(contents, scope);
}

/** Gemini takes a last turn of the model's own, but does not promise to go on with it. */
function endWithAssistant(contents: Content[], { compat, notes }: Scope): void {
  if (compat.continue) {
    append(contents, "user", [{ text: "Continue." }]);
    notes.warn("changed_param", "messages", 'a user message "Continue." was added after the assistant\'s');
    return;
  }
  notes.warn(
    "emulated_param",
    "messages",
    "the last message is the assistant's; Gemini may not go on with it as it stands; see compat.continue",
  );
}

function prepend(contents: readonly Content[], system: readonly Part[]): Content[] {
  const at = contents.findIndex((content) => content.role === "user" && !content.parts[0]?.functionResponse);
  if (at < 0) return [{ role: "user", parts: [...system] }, ...contents];
  return contents.map((content, index) =>
    index === at ? { ...content, parts: [...system, ...content.parts] } : content,
  );
}

function warnOfName(message: ChatMessage, place: string, scope: Scope): void {
  if (message.role === "tool" || !("name" in message) || !message.name) return;
  scope.notes.warn("dropped_param", `${place}.name`, `${place}.name has no counterpart at Gemini and was left out`);
}

function isSystem(message: ChatMessage): boolean {
  return message.role === "system" || message.role === "developer";
}
