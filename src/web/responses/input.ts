import { LlmuxError } from "../../contract/errors.ts";
import type { Warning } from "../../contract/report.ts";
import { record } from "../../lib/record.ts";
import { contentOf } from "./content.ts";
import type { FindItem } from "./items.ts";
import { type Fields, refuse } from "./refuse.ts";
import { openState, summaryOf } from "./state.ts";

/** What is needed beside the items to read them. */
export interface InputContext {
  readonly find: FindItem;
  /** Whether the client may send what only one provider reads. */
  readonly mayNative: boolean;
  readonly warnings: Omit<Warning, "target">[];
}

/** One chat message in the making. */
interface Turn {
  role: string;
  content?: unknown;
  tool_calls?: unknown[];
  [field: string]: unknown;
}

interface Draft extends InputContext {
  readonly turns: Turn[];
}

type Read = (item: Fields, place: string, draft: Draft) => void;

/** Items of a conversation. Everything an assistant said in one go is one message of chat. */
const ITEMS: Readonly<Record<string, Read>> = {
  message(item, place, draft) {
    const role = String(item.role);
    const content = contentOf(item.content, `${place}.content`);
    if (role !== "assistant") draft.turns.push({ role, content });
    else assistant(draft, "content").content = content;
  },
  function_call: ({ call_id, name, arguments: text }, place, draft) =>
    call(draft, `${place}.call_id`, { id: call_id, type: "function", function: { name, arguments: text } }),
  custom_tool_call: ({ call_id, name, input }, place, draft) =>
    call(draft, `${place}.call_id`, { id: call_id, type: "custom", custom: { name, input } }),
  function_call_output: result,
  custom_tool_call_output: result,
  reasoning(item, place, draft) {
    const state = stateOf(item, place, draft);
    const text = summaryOf(item);
    if (text === "" && state === undefined) return;
    const turn = text === "" ? carrier(draft) : assistant(draft, "reasoning");
    if (text !== "") turn.reasoning_content = [turn.reasoning_content, text].filter(Boolean).join("\n\n");
    if (state !== undefined) turn.provider_state = state;
  },
  item_reference({ id }, place, draft) {
    const known = typeof id === "string" ? draft.find(id) : undefined;
    if (known !== undefined) return readItem(known, place, draft);
    if (String(id).startsWith("rs_")) {
      const message = `${place} is no longer known here; the conversation goes on without that reasoning`;
      draft.warnings.push({ code: "dropped_param", param: place, message });
      return;
    }
    const why = "this endpoint is stateless and knows only the latest items of this process";
    refuse(`${place}.id`, `no item ${JSON.stringify(id)}: ${why}; send items whole (store: false)`, "not_stored");
  },
};

/** The messages of `input`: a text, or a list of items. */
export function messagesOf(input: unknown, context: InputContext): readonly Fields[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (!Array.isArray(input)) refuse("input", "expected a string or a list of items");
  const draft: Draft = { ...context, turns: [] };
  for (const [i, item] of input.entries()) readItem(record(item), `input[${i}]`, draft);
  return draft.turns.map((turn) => (turn.role === "assistant" && !("content" in turn) ? silent(turn) : turn));
}

function readItem(item: Fields, place: string, draft: Draft): void {
  const { type = "role" in item ? "message" : undefined } = item;
  const read = typeof type === "string" && Object.hasOwn(ITEMS, type) ? ITEMS[type] : undefined;
  if (read === undefined) refuse(`${place}.type`, `"${String(type)}" is not served here`, "unsupported_item");
  read(item, place, draft);
}

function silent(turn: Turn): Turn {
  const { role, ...rest } = turn;
  return { role, content: null, ...rest };
}

function stateOf({ encrypted_content: sealed }: Fields, place: string, { warnings, mayNative }: Draft): unknown {
  if (typeof sealed !== "string") return undefined;
  const param = `${place}.encrypted_content`;
  const state = openState(sealed);
  if (state === undefined) {
    const message = `${place} was not made here; only its summary is used`;
    warnings.push({ code: "dropped_param", param, message });
  } else if (!mayNative) {
    const message = `${param} is not open to you: it needs the grant "native"`;
    throw new LlmuxError("permission", message, { status: 403, code: "not_granted" });
  }
  return state;
}

/** Where there was no reasoning to show, a streamed answer has its provider's state at the end. */
function carrier(draft: Draft): Turn {
  const last = draft.turns.at(-1);
  return last?.role === "assistant" && last.provider_state === undefined ? last : assistant(draft, "reasoning");
}

/** The assistant's turn that an item belongs to: text, or reasoning after calls, begins a new one. */
function assistant({ turns }: Draft, adds: "content" | "calls" | "reasoning"): Turn {
  const last = turns.at(-1);
  const isOver = { content: last?.content !== undefined, calls: false, reasoning: last?.content !== undefined }[adds];
  const hasCalls = last?.tool_calls !== undefined && adds !== "calls";
  if (last?.role === "assistant" && !isOver && !hasCalls) return last;
  const turn: Turn = { role: "assistant" };
  turns.push(turn);
  return turn;
}

function call(draft: Draft, place: string, made: Fields): void {
  if (typeof made.id !== "string") refuse(place, "expected the call's id, a string");
  const turn = assistant(draft, "calls");
  turn.tool_calls ??= [];
  turn.tool_calls.push(made);
}

function result({ call_id, output }: Fields, place: string, { turns }: Draft): void {
  if (typeof call_id !== "string") refuse(`${place}.call_id`, "missing: the id of the call this answers");
  turns.push({ role: "tool", tool_call_id: call_id, content: contentOf(output, `${place}.output`) });
}
