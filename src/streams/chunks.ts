import type { Chunk, ChunkChoice } from "../contract/chat.ts";

/** True if a caller would notice this delta: content, refusal, reasoning, a tool call or audio. */
export function speaks(choice: ChunkChoice): boolean {
  const delta: ChunkChoice["delta"] = choice.delta ?? {};
  if (delta.content || delta.refusal || delta.reasoning_content || delta.tool_calls?.length) return true;
  return Boolean(delta.function_call) || "audio" in delta;
}

/** True for a chunk that has nothing but usage: the last word of a stream. */
export function isUsageOnly(chunk: Chunk): boolean {
  return chunk.choices.length === 0 && Boolean(chunk.usage);
}

export function finishes(chunk: Chunk): boolean {
  for (const choice of chunk.choices) if (choice.finish_reason) return true;
  return false;
}

/** The part of a chunk to deliver now: without finish reasons, which are held back; undefined if nothing is left. */
export function withoutFinish(chunk: Chunk): Chunk | undefined {
  const choices = chunk.choices
    .filter((choice) => !choice.finish_reason || speaks(choice))
    .map((choice) => (choice.finish_reason ? { ...choice, finish_reason: null } : choice));
  if (choices.length === 0) return undefined;
  const { usage, ...rest } = chunk;
  return { ...rest, choices };
}

/** Some vendors report running usage with every chunk; readers that add it up would count it many times. */
export function withoutUsage(chunk: Chunk): Chunk {
  if (!chunk.usage) return chunk;
  const { usage, ...rest } = chunk;
  return rest;
}

/**
 * A choice's finish as a chunk of its own. What its delta says without speaking rides along (annotations, a role that has
 * not come before, what the provider wants to be reminded of next time), unless `withoutFinish` has delivered it.
 */
export function finishChunk(chunk: Chunk, choice: ChunkChoice): Chunk {
  const { usage, ...rest } = chunk;
  const { index, finish_reason, delta } = choice;
  if (!speaks(choice)) return { ...rest, choices: [{ ...choice, delta: silent(delta ?? {}) }] };
  const state = delta.provider_state;
  return { ...rest, choices: [{ index, delta: state ? { provider_state: state } : {}, finish_reason }] };
}

/** A delta without its empty fields. */
function silent(delta: ChunkChoice["delta"]): ChunkChoice["delta"] {
  const said = Object.entries(delta).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return Object.fromEntries(said.filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
