import type { NativeRequest } from "./draft.ts";

/** Requests one answer may take. */
export const MOST_TURNS = 6;

interface Turn {
  readonly id?: unknown;
  readonly stop_reason?: unknown;
  readonly content?: unknown;
  readonly usage?: unknown;
}

/** A turn that a server tool has drawn out: sent back as it is, it goes on. Source: stop reason `pause_turn`. */
export function isPaused(answer: unknown, { exact }: NativeRequest): boolean {
  if (exact) return false;
  const { stop_reason, content } = (answer ?? {}) as Turn;
  return stop_reason === "pause_turn" && Array.isArray(content) && content.length > 0;
}

/** A continuation has an id of its own; the same answer again comes from somebody who replays answers. */
export function isReplay(turns: readonly unknown[]): boolean {
  const [last, before] = [turns.at(-1), turns.at(-2)] as [Turn, Turn | undefined];
  return before !== undefined && last.id === before.id && sameContent(last, before);
}

function sameContent(a: Turn, b: Turn): boolean {
  return JSON.stringify(a.content) === JSON.stringify(b.content);
}

/** The same request with what has been said so far, as it was said. */
export function resent(native: NativeRequest, turns: readonly unknown[]): NativeRequest {
  const messages = [...native.body.messages, { role: "assistant", content: contentOf(turns) }];
  return { ...native, body: { ...native.body, messages } as NativeRequest["body"] };
}

/** The turns as one answer: the first one's id, the last one's end, everything said, everything used. */
export function joined(turns: readonly unknown[]): unknown {
  const [first, ...others] = turns as Turn[];
  if (others.length === 0) return first;
  const usage = (turns as Turn[]).map((turn) => turn.usage).reduce(summed);
  return { ...others.at(-1), id: first!.id, content: contentOf(turns), usage };
}

function contentOf(turns: readonly unknown[]): unknown[] {
  return (turns as Turn[]).flatMap(({ content }) => (Array.isArray(content) ? content : []));
}

/** Numbers are added, what is nested likewise, lists are joined; of anything else the later one counts. */
export function summed<T>(a: T, b: T): T {
  return sum(a, b) as T;
}

function sum(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return b ?? a;
  const parts: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) parts[name] = sum(parts[name], value);
  return parts;
}
