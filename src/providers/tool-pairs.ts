import type { ChatMessage } from "../contract/chat.ts";
import type { Compat } from "../contract/target.ts";
import type { Notes } from "./notes.ts";

type ToolMessage = Extract<ChatMessage, { role: "tool" }>;

/**
 * Checks that every tool call is answered by a tool message before the next other message, and every tool message
 * answers a call. With `compat.repair` missing results are added and stray ones become user text, each with a warning;
 * otherwise a mismatch is refused as `tool_result_mismatch`. Returns the same array where nothing was repaired.
 */
export function checkToolPairs(messages: readonly ChatMessage[], notes: Notes, compat: Compat): readonly ChatMessage[] {
  const mismatch = (message: string) => {
    if (compat.repair) notes.warn("changed_param", "messages", message);
    else notes.refuse("messages", message, "tool_result_mismatch");
  };
  const out: ChatMessage[] = [];
  let open: string[] = [];
  let strays: ChatMessage[] = [];
  let repaired = false;
  const closeRun = () => {
    for (const id of open) {
      mismatch(`the tool call ${JSON.stringify(id)} has no result; answer it with a tool message right after the call`);
      out.push({ role: "tool", tool_call_id: id, content: "No result", is_error: true });
    }
    out.push(...strays);
    repaired ||= open.length > 0 || strays.length > 0;
    open = [];
    strays = [];
  };
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool") {
      const at = open.indexOf(message.tool_call_id);
      if (at >= 0) {
        open.splice(at, 1);
        out.push(message);
      } else {
        mismatch(`messages[${index}] answers ${JSON.stringify(message.tool_call_id)}, which no open tool call has`);
        strays.push({ role: "user", content: `Tool result: ${textOf(message)}` });
      }
      continue;
    }
    closeRun();
    out.push(message);
    if (message.role === "assistant") open = (message.tool_calls ?? []).map((call) => call.id);
  }
  closeRun();
  return repaired ? out : messages;
}

function textOf(message: ToolMessage): string {
  const { content } = message;
  return typeof content === "string" ? content : content.map((part) => part.text).join("");
}
