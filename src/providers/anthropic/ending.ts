import type { Draft } from "./draft.ts";
import { addTurn, type Turn } from "./turns.ts";

/** Sees to it that the conversation begins and ends as the model takes it. Changes the list. */
export function endTurns(turns: Turn[], draft: Draft): void {
  if (turns.length === 0) {
    draft.notes.refuse("messages", "Anthropic needs a user message with text; the request has none");
    return;
  }
  if (turns[0]!.role === "assistant") {
    draft.notes.refuse("messages", "Anthropic needs a user message before the first assistant message");
  }
  const last = turns.at(-1)!;
  if (last.role === "assistant" && !isPaused(last)) endWithAssistant(turns, last, draft);
}

/** A turn that ends inside a server tool is resent as it is, and goes on. Source: stop reason `pause_turn`. */
function isPaused({ blocks }: Turn): boolean {
  const type = blocks.at(-1)?.type;
  return type !== undefined && !["text", "tool_use", "thinking", "redacted_thinking"].includes(type);
}

function endWithAssistant(turns: Turn[], last: Turn, draft: Draft): void {
  if (draft.facts.prefill) {
    trimEnd(last);
    if (last.blocks.length === 0) turns.pop();
  } else if (draft.context.settings.compat?.continue) {
    addTurn(turns, "user", [{ type: "text", text: "Continue." }]);
    draft.notes.warn(
      "changed_param",
      "messages",
      'a user message "Continue." was added: the model takes no prefilled answer',
    );
  } else {
    draft.notes.refuse(
      "messages",
      "the last message is the assistant's, and the model takes no prefilled answer; end with a user message, or set compat.continue",
    );
  }
}

/** Source: the API's 400 "final assistant content cannot end with trailing whitespace". */
function trimEnd({ blocks }: Turn): void {
  const block = blocks.at(-1);
  if (block?.type !== "text") return;
  block.text = block.text.trimEnd();
  if (block.text === "") blocks.pop();
}
