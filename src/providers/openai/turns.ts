import { record } from "../../lib/record.ts";
import type { Draft } from "./draft.ts";

type Message = Readonly<Record<string, unknown>>;

/** What a server wants of the conversation as a whole: names on tool results, turns taken in order, a mark on a prefix. */
export function encodeTurns(messages: readonly unknown[], draft: Draft): readonly unknown[] {
  const { dialect } = draft;
  let turns = messages as readonly Message[];
  if (dialect.toolNames) turns = nameResults(turns);
  if (dialect.alternate) turns = takeTurns(turns, draft);
  const last = turns.at(-1);
  if (dialect.prefix && last?.role === "assistant" && !last.tool_calls) {
    turns = [...turns.slice(0, -1), { ...last, prefix: true }];
  }
  return turns;
}

function nameResults(messages: readonly Message[]): readonly Message[] {
  const names = new Map<unknown, unknown>();
  return messages.map((message) => {
    const calls: readonly unknown[] = Array.isArray(message.tool_calls) ? message.tool_calls : [];
    for (const call of calls.map(record)) names.set(call.id, record(call.function).name);
    const name = message.role === "tool" ? names.get(message.tool_call_id) : undefined;
    return name === undefined || message.name !== undefined ? message : { ...message, name };
  });
}

/** Neighbours of one role become one message; what the system says later is said by the user. */
function takeTurns(messages: readonly Message[], { dialect, notes, compat }: Draft): readonly Message[] {
  const { title } = dialect;
  const turns: Message[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool" || (Array.isArray(message.tool_calls) && message.tool_calls.length > 0)) {
      notes.refuse("messages", `${title} has no tools, so a history with tool calls cannot be sent`, "unsupported");
      continue;
    }
    const late = message.role === "system" && turns.some((turn) => turn.role !== "system");
    if (late) notes.warn("changed_param", `messages[${index}]`, `${title} takes system messages in front only`);
    const turn = late ? { ...message, role: "user" } : message;
    const before = turns.at(-1);
    if (before === undefined || before.role !== turn.role || turn.role === "system") turns.push(turn);
    else turns[turns.length - 1] = { ...before, content: joined(before.content, turn.content) };
  }
  if (turns.at(-1)?.role !== "assistant") return turns;
  if (!compat.continue) notes.refuse("messages", `${title} wants the user's message last; or set compat.continue`);
  notes.warn("emulated_param", "messages", `${title} continues no message; the user was made to ask for it`);
  return [...turns, { role: "user", content: "Continue." }];
}

function joined(one: unknown, other: unknown): unknown {
  if (typeof one === "string" && typeof other === "string") return `${one}\n\n${other}`;
  return [...partsOf(one), ...partsOf(other)];
}

function partsOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return content ? [{ type: "text", text: content }] : [];
}
