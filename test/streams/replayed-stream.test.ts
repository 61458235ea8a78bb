import { describe, expect, it } from "vitest";
import type { Chunk, Completion } from "../../src/contract/chat.ts";
import type { Settlement } from "../../src/contract/settlement.ts";
import { replayedStream } from "../../src/streams/replayed-stream.ts";

const message = { role: "assistant" as const, content: "Hello there", refusal: null };
const answer: Completion = {
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, message, finish_reason: "stop", logprobs: null }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};
const usage = { inputTokens: 3, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };

function opened() {
  const stream = replayedStream(answer, { includeUsage: false });
  const ends: Settlement[] = [];
  stream.onEnd((settlement) => ends.push(settlement));
  return { stream, ends };
}

describe("replayedStream", () => {
  it("delivers every chunk once, then ends", async () => {
    const { stream } = opened();
    const chunks: Chunk[] = [];
    for (let item = await stream.next(); !item.done; item = await stream.next()) chunks.push(item.value);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content)).toEqual(["", "Hello there", undefined]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("is settled from the start, once, and tells the maps which chunk is the last", async () => {
    const { stream, ends } = opened();
    const seen: [boolean, number][] = [];
    stream.map((chunk, last) => {
      seen.push([last, ends.length]);
      return { ...chunk, id: "changed" };
    });
    expect((await stream.next()).value?.id).toBe("changed");
    await stream.next();
    await stream.next();
    await stream.next();
    expect(seen).toEqual([
      [false, 1],
      [false, 1],
      [true, 1],
    ]);
    expect(ends).toEqual([{ status: "ok", usage }]);
  });

  it("ends where the reader leaves, and is well then too", async () => {
    const { stream, ends } = opened();
    await stream.next();
    stream.cancel();
    stream.cancel();
    expect(ends).toEqual([{ status: "ok", usage }]);
    expect((await stream.next()).done).toBe(true);
  });

  it("shows taps all chunks, and hands out copies of the answer", () => {
    const { stream } = opened();
    const seen: Chunk[] = [];
    stream.tap((chunk) => seen.push(chunk));
    expect(seen.length).toBe(3);
    expect(stream.completion()).toEqual(answer);
    expect(stream.completion()).not.toBe(answer);
  });
});
