import type { ChatMessage } from "../../contract/chat.ts";
import type { Dialect } from "../../data/dialect.ts";
import { isRecord, record } from "../../lib/record.ts";
import { parseArguments, readArguments } from "../tool-arguments.ts";
import { checkToolPairs } from "../tool-pairs.ts";
import type { Draft } from "./draft.ts";
import { replayReasoning } from "./reasoning.ts";
import { toolId } from "./tool-ids.ts";
import { encodeTurns } from "./turns.ts";

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
  ...[
    "provider_state",
    "refusal",
    "reasoning_content",
    "is_error",
    "reasoning",
    "reasoning_details",
    "thinking_blocks",
  ],
  ...["content_blocks", "extra_content", "annotations", "parsed", "images", "x_llmux"],
]);

const CALL_FIELDS = new Set(["id", "type", "function", "custom"]);
const FUNCTION_FIELDS = new Set(["name", "arguments"]);

/** The history as the server takes it; a message that needs no change is the caller's own object. */
export function encodeMessages(draft: Draft): void {
  const { body, notes, compat } = draft;
  if (!Array.isArray(body.messages)) return;
  const given = body.messages as readonly ChatMessage[];
  const paired: readonly unknown[] = compat.repair ? checkToolPairs(given, notes, compat) : given;
  const messages = mapChanged(paired, (message, index) =>
    isRecord(message) ? encodeMessage(message, index, draft) : message,
  );
  body.messages = encodeTurns(messages, draft);
}

function encodeMessage(message: Fields, at: number, draft: Draft): Fields {
  const { dialect, rules, notes } = draft;
  const role = String(message.role === "developer" && dialect.noDeveloper ? "system" : message.role);
  const own = dialect.fields?.[role];
  const allowed = own ? new Set(own) : FIELDS.get(role);
  if (!allowed) return message;
  const kept = keepOnly(message, allowed, (field) => {
    if (ECHOED.has(field)) return;
    const place = `messages[${at}].${field}`;
    notes.warn(
      "dropped_param",
      place,
      `${place} is no field of ${dialect.title}'s ${role} messages, so it was left out`,
    );
  });
  const said = encodeContent(change(kept, "role", role), message, dialect);
  if (role === "tool") return change(said, "tool_call_id", toolId(said.tool_call_id, dialect));
  if (role !== "assistant") return said;
  const spoken = replayReasoning(said, message, rules);
  if (!Array.isArray(spoken.tool_calls)) return spoken;
  const calls = mapChanged(spoken.tool_calls, (call, index) =>
    isRecord(call) ? encodeCall(call, `messages[${at}].tool_calls[${index}]`, draft) : call,
  );
  return change(spoken, "tool_calls", calls);
}

/** Where a refusal has no place of its own it is what the assistant said. */
function encodeContent(kept: Fields, { refusal }: Fields, { plainParts }: Dialect): Fields {
  if (typeof refusal === "string" && kept.refusal === undefined && !kept.content) return { ...kept, content: refusal };
  if (!plainParts || !Array.isArray(kept.content)) return kept;
  const parts = mapChanged(kept.content, (part) => (isRecord(part) ? plainPart(part) : part));
  return change(kept, "content", parts);
}

function plainPart(part: Fields): Fields {
  const type = String(part.type);
  if (type === "refusal") return { type: "text", text: part.refusal };
  const plain = keepOnly(part, new Set(["type", type]));
  if (type !== "image_url") return plain;
  return change(plain, "image_url", keepOnly(record(plain.image_url), new Set(["url", "detail"])));
}

function encodeCall(call: Fields, place: string, { dialect, notes, compat }: Draft): Fields {
  const fields = dialect.callFields ? new Set([...CALL_FIELDS, ...dialect.callFields]) : CALL_FIELDS;
  const kept = change(keepOnly(call, fields), "id", toolId(call.id, dialect));
  if (!isRecord(kept.function)) return kept;
  const text = kept.function.arguments as string | undefined;
  const before = notes.warnings.length;
  const read = compat.lenient ? parseArguments : readArguments;
  read(text, `${place}.function.arguments`, notes, compat);
  const replaced = notes.warnings.length > before ? "{}" : text;
  return change(kept, "function", change(keepOnly(kept.function, FUNCTION_FIELDS), "arguments", replaced));
}

/** A `null` is as good as absent, except a content's. */
function keepOnly(source: Fields, allowed: ReadonlySet<string>, onDropped?: (field: string) => void): Fields {
  const isKept = (field: string) => allowed.has(field) && (source[field] !== null || field === "content");
  if (Object.keys(source).every(isKept)) return source;
  const entries = Object.entries(source);
  const kept = entries.filter(([field]) => isKept(field));
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
