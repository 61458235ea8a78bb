import type { ModelRules } from "../../data/dialect.ts";
import { readSpoken, type Spoken } from "./content.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Puts an assistant turn's reasoning where the server wants it back; nowhere, for most. `message` is the caller's own. */
export function replayReasoning(kept: Fields, message: Fields, { reasoning: rule }: ModelRules): Fields {
  if (!rule || kept.reasoning_details !== undefined) return kept;
  const { reasoning } = readSpoken(message as Spoken);
  const text = reasoning ?? (rule.always ? "" : undefined);
  if (text === undefined) return kept;
  if (rule.as !== "thinking_parts") return { ...kept, [rule.as]: text };
  const thinking = { type: "thinking", thinking: [{ type: "text", text }] };
  return { ...kept, content: [thinking, ...partsOf(kept.content)] };
}

/** The rest of what was said, without thinking that already stands in it. */
function partsOf(content: unknown): readonly unknown[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return Array.isArray(content) ? content.filter((part) => part?.type !== "thinking") : [];
}
