import type { ChatMessage } from "../../contract/chat.ts";
import type { Compat } from "../../contract/target.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import type { Notes } from "../notes.ts";
import { parseArguments, readArguments } from "../tool-arguments.ts";
import type { Dialect } from "./dialect.ts";
import { isRecord } from "./record.ts";

/** What encoding a message may need beside it. */
export interface Encoding {
  readonly dialect: Dialect;
  readonly notes: Notes;
  readonly compat: Compat;
}

type Fields = Readonly<Record<string, unknown>>;

/** OpenAI's message fields per role (`ChatCompletionMessageParam`). Strict servers refuse a message that has any other. */
const FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["system", new Set(["role", "content", "name"])],
  ["developer", new Set(["role", "content", "name"])],
  ["user", new Set(["role", "content", "name"])],
  ["assistant", new Set(["role", "content", "name", "refusal", "tool_calls", "audio"])],
  // `name` is from the API's first months: clients still send it, Mistral wants it, nobody refuses it.
  ["tool", new Set(["role", "content", "tool_call_id", "name"])],
]);

/** Fields that are ours, or come back because a whole answer was put into the history: they go without a word. */
const ECHOED = new Set([
  ...["provider_state", "reasoning_content", "is_error", "reasoning", "reasoning_details", "thinking_blocks"],
  ...["content_blocks", "extra_content", "annotations", "parsed", "images", "x_llmux"],
]);

const CALL_FIELDS = new Set(["id", "type", "function", "custom"]);
const FUNCTION_FIELDS = new Set(["name", "arguments"]);

/** The history as an OpenAI-compatible server takes it; a message that needs no change is the caller's own object. */
export function encodeMessages(messages: readonly ChatMessage[], encoding: Encoding): readonly unknown[] {
  return mapChanged(messages as readonly unknown[], (message, index) =>
    isRecord(message) ? encodeMessage(message, `messages[${index}]`, encoding) : message,
  );
}

function encodeMessage(message: Fields, place: string, encoding: Encoding): Fields {
  const allowed = FIELDS.get(String(message.role));
  if (!allowed) return message;
  const kept = keepOnly(message, allowed, (field) => {
    if (ECHOED.has(field)) return;
    const text = `${place}.${field} is no field of OpenAI's ${message.role} messages, so it was left out`;
    encoding.notes.warn("dropped_param", `${place}.${field}`, text);
  });
  if (message.role === "tool") return change(kept, "tool_call_id", shortId(kept.tool_call_id, encoding.dialect));
  if (!Array.isArray(kept.tool_calls)) return kept;
  const calls = mapChanged(kept.tool_calls, (call, index) =>
    isRecord(call) ? encodeCall(call, `${place}.tool_calls[${index}]`, encoding) : call,
  );
  return change(kept, "tool_calls", calls);
}

function encodeCall(call: Fields, place: string, { dialect, notes, compat }: Encoding): Fields {
  const kept = change(keepOnly(call, CALL_FIELDS), "id", shortId(call.id, dialect));
  if (!isRecord(kept.function)) return kept;
  const text = kept.function.arguments as string | undefined;
  const before = notes.warnings.length;
  const read = compat.lenient ? parseArguments : readArguments;
  read(text, `${place}.function.arguments`, notes, compat);
  const replaced = notes.warnings.length > before ? "{}" : text;
  return change(kept, "function", change(keepOnly(kept.function, FUNCTION_FIELDS), "arguments", replaced));
}

function shortId(id: unknown, { toolIdLength }: Dialect): unknown {
  return typeof id === "string" && id.length > toolIdLength ? `call_${fingerprint(id, 24)}` : id;
}

/** A `null` is as good as absent, except a content's. */
function keepOnly(source: Fields, allowed: ReadonlySet<string>, onDropped?: (field: string) => void): Fields {
  const entries = Object.entries(source);
  const kept = entries.filter(([field, value]) => allowed.has(field) && (value !== null || field === "content"));
  if (kept.length === entries.length) return source;
  if (onDropped) for (const [field, value] of entries) if (value !== null && !allowed.has(field)) onDropped(field);
  return Object.fromEntries(kept);
}

function change(source: Fields, field: string, value: unknown): Fields {
  return source[field] === value ? source : { ...source, [field]: value };
}

function mapChanged(list: readonly unknown[], map: (item: unknown, index: number) => unknown): readonly unknown[] {
  let changed = false;
  const mapped = list.map((item, index) => {
    const result = map(item, index);
    changed ||= result !== item;
    return result;
  });
  return changed ? mapped : list;
}
