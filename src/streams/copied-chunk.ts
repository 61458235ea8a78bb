import type { Chunk, ChunkChoice } from "../contract/chat.ts";
import { copied } from "./copied.ts";

type Delta = ChunkChoice["delta"];

/** A chunk for one more reader: what a reader may change is its own. A structured clone of each would cost ten times as much. */
export function copiedChunk(chunk: Chunk): Chunk {
  return {
    ...chunk,
    choices: chunk.choices.map((choice) => ({ ...choice, delta: copiedDelta(choice.delta) })),
    ...(chunk.usage && { usage: copied(chunk.usage) }),
  };
}

function copiedDelta(delta: Delta): Delta {
  const { tool_calls: calls } = delta;
  return calls ? { ...delta, tool_calls: calls.map(copied) } : { ...delta };
}
