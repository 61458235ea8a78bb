import type { ChatRequest } from "../contract/chat.ts";
import type { Notes } from "./notes.ts";

type Format = NonNullable<ChatRequest["response_format"]>;

/** The JSON that `response_format` asks for; undefined where it asks for text. Another type is a vendor's own, and refused. */
export function jsonFormatOf(
  { response_format: format }: ChatRequest,
  notes: Notes,
): Exclude<Format, { type: "text" }> | undefined {
  if (!format || format.type === "text") return undefined;
  const { type }: { type: string } = format;
  if (type === "json_object" || type === "json_schema") return format;
  const known = 'expected "text", "json_object" or "json_schema"';
  notes.refuse("response_format", `response_format has the type ${JSON.stringify(type)}; ${known}`);
  return undefined;
}
