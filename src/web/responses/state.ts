import { list, record } from "../../lib/record.ts";
import type { Fields } from "./refuse.ts";

/** Marks what was made here; OpenAI's own is something else, which only OpenAI can read. */
const MARK = "llmux1.";

/** What a provider needs back, as the `encrypted_content` of a reasoning item. It is not secret, only opaque. */
export function sealState(state: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return MARK + btoa(binary);
}

/** Undefined for what was not made here. */
export function openState(sealed: string): unknown {
  if (!sealed.startsWith(MARK)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(sealed.slice(MARK.length)), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The text of a reasoning item. */
export function summaryOf({ summary, content }: Fields): string {
  return [...list(summary), ...list(content)]
    .map((part) => record(part).text)
    .filter((text): text is string => typeof text === "string")
    .join("\n\n");
}
