import { describe, expect, it } from "vitest";
import type { Chunk, ChunkChoice } from "../../src/contract/chat.ts";
import { finishChunk, withoutFinish } from "../../src/streams/chunks.ts";

const head = { id: "c", object: "chat.completion.chunk" as const, created: 1, model: "m" };
const finishing = (delta: object, more: object = {}): [Chunk, ChunkChoice] => {
  const choice = { index: 0, delta, finish_reason: "stop", ...more } as ChunkChoice;
  return [{ ...head, choices: [choice] }, choice];
};
const annotations = [{ type: "url_citation", url_citation: { url: "https://a.example" } }];

describe("a chunk with a finish", () => {
  it("that says no word keeps what else it has, less empty fields", () => {
    const [chunk, choice] = finishing({ role: "assistant", content: "", tool_calls: [], annotations }, { extra: 1 });
    expect(withoutFinish(chunk)).toBeUndefined();
    expect(finishChunk(chunk, choice).choices).toEqual([
      { index: 0, delta: { role: "assistant", annotations }, finish_reason: "stop", extra: 1 },
    ]);
  });

  it("that speaks is delivered in two: its words with all else at once, its finish when all is over", () => {
    const [chunk, choice] = finishing({ content: "x", annotations }, { extra: 1 });
    expect(withoutFinish(chunk)?.choices).toEqual([
      { index: 0, delta: { content: "x", annotations }, finish_reason: null, extra: 1 },
    ]);
    expect(finishChunk(chunk, choice).choices).toEqual([{ index: 0, delta: {}, finish_reason: "stop" }]);
  });
});
