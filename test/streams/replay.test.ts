import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Chunk, Completion } from "../../src/contract/chat.ts";
import { accumulator } from "../../src/streams/accumulate.ts";
import { pieces } from "../../src/streams/pieces.ts";
import { chunksOf } from "../../src/streams/replay.ts";
import { completions } from "./answers.ts";

function added(chunks: readonly Chunk[]): Completion {
  const sum = accumulator();
  for (const chunk of chunks) sum.add(chunk);
  return sum.completion();
}

const answer: Completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "gpt-5.5",
  service_tier: "default",
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      logprobs: { content: [{ token: "Let", bytes: null, logprob: -0.1, top_logprobs: [] }], refusal: null },
      message: {
        role: "assistant",
        content: "Let me look at the weather for you, in the capital of France, this very afternoon.",
        refusal: null,
        reasoning_content: "The caller wants weather.",
        tool_calls: [
          { id: "call_a", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } },
          { id: "call_b", type: "custom", custom: { name: "shell", input: "date" } },
        ],
        provider_state: { v: 1, provider: "anthropic", model: "m", blocks: [{ type: "thinking" }], text_hash: "h" },
      },
    },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};

describe("chunksOf", () => {
  it("gives back any answer when its chunks are added up", () => {
    fc.assert(
      fc.property(completions, (completion) => {
        expect(added(chunksOf(completion, { includeUsage: true }))).toEqual(completion);
      }),
    );
  });

  it("leaves usage out where it was not asked for", () => {
    const chunks = chunksOf(answer, { includeUsage: false });
    const { usage, ...rest } = answer;
    expect(added(chunks)).toEqual(rest);
    expect(chunks.every((chunk) => !("usage" in chunk))).toBe(true);
  });

  it("puts usage last on a chunk without choices, and null on all others", () => {
    const chunks = chunksOf(answer, { includeUsage: true });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: answer.usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it("never changes the answer it replays", () => {
    const before = structuredClone(answer);
    for (const chunk of chunksOf(answer, { includeUsage: true })) accumulator().add(chunk);
    expect(answer).toEqual(before);
  });

  it("obeys the chunk rules of real clients", () => {
    fc.assert(
      fc.property(completions, (completion) => {
        const chunks = chunksOf(completion, { includeUsage: true });
        for (const { index } of completion.choices) {
          const own = chunks.flatMap((chunk) => chunk.choices).filter((choice) => choice.index === index);
          expect(own[0]?.delta.role).toBe("assistant");
          expect(own.filter((choice) => choice.finish_reason).length).toBe(1);
          expect(own.at(-1)?.finish_reason).toBeTruthy();
          expect(own.every((choice) => choice.delta !== undefined)).toBe(true);
          const calls = own.flatMap((choice) => choice.delta.tool_calls ?? []);
          const seen = new Set<number>();
          for (const call of calls) {
            if (seen.has(call.index)) {
              expect(call).not.toHaveProperty("id");
              expect(call).not.toHaveProperty("type");
              expect(call.function ?? {}).not.toHaveProperty("name");
            } else {
              expect(call.index).toBe(seen.size);
              expect(call.id).toBeTruthy();
              expect(call.type).toBeTruthy();
            }
            seen.add(call.index);
          }
        }
        for (const chunk of chunks) {
          expect(chunk).toMatchObject({ id: completion.id, object: "chat.completion.chunk", model: completion.model });
        }
      }),
    );
  });

  it("speaks reasoning before content, and content in more than one piece", () => {
    const deltas = chunksOf(answer, { includeUsage: false }).map((chunk) => chunk.choices[0]!.delta);
    const kinds = deltas.map((delta) => Object.keys(delta).find((key) => delta[key as keyof typeof delta]));
    expect(kinds).toEqual([
      "role",
      "reasoning_content",
      "content",
      "content",
      "tool_calls",
      "tool_calls",
      "tool_calls",
      "tool_calls",
      "provider_state",
    ]);
    expect(deltas[2]?.content?.endsWith(" ")).toBe(true);
  });
});

describe("pieces", () => {
  it("loses nothing, stays short and never splits a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 500 }), (text) => {
        const cut = pieces(text);
        expect(cut.join("")).toBe(text);
        for (const piece of cut) {
          expect(piece.length).toBeGreaterThan(0);
          expect(piece.length).toBeLessThanOrEqual(64);
          expect(() => encodeURIComponent(piece)).not.toThrow();
        }
      }),
    );
  });

  it("keeps an emoji whole at the limit", () => {
    expect(pieces(`${"x".repeat(63)}😀y`)).toEqual(["x".repeat(63), "😀y"]);
  });
});
