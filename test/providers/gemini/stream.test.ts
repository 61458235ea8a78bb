import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../../src/providers/gemini/decode.ts";
import { candidate, chunksOf, decodeContext, encoded } from "./kit.ts";

const piece = (parts: readonly unknown[], over: object = {}) => ({
  content: { role: "model", parts },
  index: 0,
  ...over,
});
const event = (parts: readonly unknown[], over: object = {}, rest: object = {}) => ({
  candidates: [piece(parts, over)],
  responseId: "r1",
  modelVersion: "gemini-3.8-flash-001",
  ...rest,
});
const finishes = (chunks: ReturnType<typeof chunksOf>) =>
  chunks.flatMap((chunk) => chunk.choices).filter((choice) => choice.finish_reason);

describe("a stream", () => {
  it("opens with the role, keeps one heading, ends with finish and usage", () => {
    const chunks = chunksOf([
      event([{ text: "hm", thought: true }]),
      event([{ text: "Hel" }], {}, { responseId: "r2", modelVersion: "other" }),
      event(
        [{ text: "lo" }],
        { finishReason: "STOP" },
        { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 } },
      ),
    ]);
    expect(chunks.map(({ choices: [choice] }) => choice?.delta)).toEqual([
      { role: "assistant", content: "" },
      { reasoning_content: "hm" },
      { content: "Hel" },
      { content: "lo" },
      { provider_state: expect.objectContaining({ blocks: [{ text: "hm", thought: true }, { text: "Hello" }] }) },
    ]);
    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
    expect(chunks[0]).toMatchObject({ id: "r1", object: "chat.completion.chunk", model: "gemini-3.8-flash-001" });
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ index: 0, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === undefined)).toBe(true);
  });

  it("gives each call whole in one delta, indices dense from 0 over all chunks", () => {
    const chunks = chunksOf([
      event([{ functionCall: { name: "a", args: { x: 1 }, id: "g1" }, thoughtSignature: "SIG" }]),
      event([{ text: "and" }, { functionCall: { name: "b" } }, { functionCall: { name: "b" } }]),
    ]);
    const calls = chunks.flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? []);
    expect(calls).toEqual([
      {
        index: 0,
        id: "g1",
        type: "function",
        function: { name: "a", arguments: '{"x":1}' },
        extra_content: { google: { thought_signature: "SIG" } },
      },
      { index: 1, id: expect.stringMatching(/^call_/), type: "function", function: { name: "b", arguments: "{}" } },
      { index: 2, id: expect.stringMatching(/^call_/), type: "function", function: { name: "b", arguments: "{}" } },
    ]);
    expect(calls[1]?.id).not.toBe(calls[2]?.id);
  });

  it("call, later STOP, later usage: one finish, tool_calls, then the usage alone", () => {
    const chunks = chunksOf([
      event([{ functionCall: { name: "f", args: {} } }]),
      event([], { content: undefined, finishReason: "STOP" }),
      { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 } },
    ]);
    expect(finishes(chunks)).toMatchObject([{ finish_reason: "tool_calls" }]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } });
  });

  it("tells a finish anew if content came after it, and not if it is only repeated", () => {
    const stop = { finishReason: "STOP" };
    expect(finishes(chunksOf([event([{ text: "x" }], stop), event([], stop)]))).toHaveLength(1);
    const more = chunksOf([event([{ text: "x" }], stop), event([{ functionCall: { name: "f" } }], stop)]);
    expect(finishes(more).map(({ finish_reason }) => finish_reason)).toEqual(["stop", "tool_calls"]);
  });

  it("usage is a running total: the last number counts", () => {
    const usage = (candidatesTokenCount: number, over = {}) => ({
      usageMetadata: { promptTokenCount: 8, candidatesTokenCount, ...over },
    });
    const chunks = chunksOf([
      event([{ text: "a" }], {}, usage(10, { thoughtsTokenCount: 30 })),
      event([{ text: "b" }], {}, usage(12)),
      event([{ text: "c" }], { finishReason: "STOP" }, usage(15)),
    ]);
    expect(chunks.at(-1)?.usage).toMatchObject({
      completion_tokens: 45,
      completion_tokens_details: { reasoning_tokens: 30 },
    });
  });

  it("usage without counts is no usage", () => {
    const chunks = chunksOf([
      event([{ text: "a" }], { finishReason: "STOP" }, { usageMetadata: { trafficType: "X" } }),
    ]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)).not.toHaveProperty("usage");
  });

  it("a blocked prompt ends as content_filter", () => {
    const chunks = chunksOf([{ promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 8 } }]);
    expect(chunks).toMatchObject([
      { choices: [{ delta: { role: "assistant", content: "" }, finish_reason: null }] },
      {
        choices: [{ delta: { refusal: expect.stringContaining("SAFETY") }, finish_reason: "content_filter" }],
        usage: { prompt_tokens: 8 },
      },
    ]);
  });

  it("an error chunk is thrown with its code and status", () => {
    const error = { code: 503, status: "UNAVAILABLE", message: "overloaded" };
    expect(() => chunksOf([event([{ text: "a" }]), { error }])).toThrowError(
      expect.objectContaining({ status: 503, code: "UNAVAILABLE", message: "overloaded", error }),
    );
  });

  it("a final empty text part gives no content, its signature is kept and replayed", () => {
    const chunks = chunksOf([
      event([{ text: "Hello" }]),
      event([{ text: "", thoughtSignature: "SIG" }], { finishReason: "STOP" }),
    ]);
    expect(chunks.map(({ choices: [choice] }) => choice?.delta.content)).toEqual(["", "Hello", undefined]);
    const provider_state = chunks.at(-1)!.choices[0]!.delta.provider_state!;
    const blocks = [{ text: "Hello" }, { text: "", thoughtSignature: "SIG" }];
    expect(provider_state.blocks).toEqual(blocks);
    const turn = { role: "assistant" as const, content: "Hello", provider_state };
    const { body } = encoded({ messages: [{ role: "user", content: "q" }, turn, { role: "user", content: "r" }] });
    expect(body.contents[1]?.parts).toEqual(blocks);
  });

  it("CONTINUATION is length", () => {
    const chunks = chunksOf([event([{ text: "part" }], { finishReason: "CONTINUATION", continuationToken: "t" })]);
    expect(finishes(chunks)).toMatchObject([{ finish_reason: "length" }]);
  });

  it("a malformed call is a failed generation", () => {
    expect(() => chunksOf([event([], { finishReason: "MALFORMED_FUNCTION_CALL" })])).toThrowError(
      expect.objectContaining({ kind: "bad_generation" }),
    );
  });

  it("cites sources before the finish", () => {
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: "https://a.test", title: "A" } }],
      groundingSupports: [{ segment: { startIndex: 0, endIndex: 3, text: "for" }, groundingChunkIndices: [0] }],
    };
    const chunks = chunksOf([event([{ text: "é for" }]), event([], { groundingMetadata, finishReason: "STOP" })]);
    expect(chunks.at(-2)?.choices[0]?.delta).toEqual({
      annotations: [
        { type: "url_citation", url_citation: { url: "https://a.test", title: "A", start_index: 2, end_index: 5 } },
      ],
    });
  });

  it("keeps candidates apart and gives the usage once all have ended", () => {
    const chunks = chunksOf([
      { candidates: [piece([{ text: "a" }]), piece([{ functionCall: { name: "f" } }], { index: 1 })] },
      { candidates: [piece([], { finishReason: "STOP" })], usageMetadata: { promptTokenCount: 1 } },
      { candidates: [piece([{ text: "b" }], { index: 1 })], usageMetadata: { promptTokenCount: 1 } },
      { candidates: [piece([], { index: 1, finishReason: "STOP" })] },
      { usageMetadata: { promptTokenCount: 2 } },
    ]);
    expect(finishes(chunks).map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
      [0, "stop"],
      [1, "tool_calls"],
    ]);
    expect(chunks.filter((chunk) => chunk.choices.length === 0)).toMatchObject([{ usage: { prompt_tokens: 2 } }]);
  });

  it("says no more than a call whose arguments never ended", () => {
    const open = { functionCall: { name: "f", willContinue: true } };
    const more = { functionCall: { partialArgs: [{ jsonPath: "$.a", stringValue: "x" }], willContinue: true } };
    const chunks = chunksOf([event([open]), event([more], { finishReason: "MAX_TOKENS" })]);
    expect(chunks.flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? [])).toEqual([]);
    expect(finishes(chunks)).toMatchObject([{ finish_reason: "length" }]);
  });

  it("adds up to what the same parts give as JSON, however they are cut into chunks", () => {
    const part = fc.oneof(
      fc.record({ text: fc.string() }),
      fc.record({ text: fc.string(), thought: fc.constant(true) }),
      fc.record({ text: fc.string(), thoughtSignature: fc.constant("S") }),
      fc.record({
        functionCall: fc.record({ name: fc.constantFrom("f", "g"), args: fc.dictionary(fc.string(), fc.string()) }),
      }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.boolean()), (parts, cuts) => {
        const groups: object[][] = [[]];
        for (const [index, each] of parts.entries()) {
          if (cuts[index]) groups.push([]);
          groups.at(-1)!.push(each);
        }
        const chunks = chunksOf([...groups.map((group) => event(group)), event([], { finishReason: "STOP" })]);
        const whole = decode({ candidates: [candidate(parts)], responseId: "r1" }, decodeContext()).choices[0]!;
        const deltas = chunks.map((chunk) => chunk.choices[0]!.delta);
        expect(deltas.map((delta) => delta.content ?? "").join("")).toBe(whole.message.content ?? "");
        expect(deltas.map((delta) => delta.reasoning_content ?? "").join("")).toBe(
          whole.message.reasoning_content ?? "",
        );
        const calls = deltas.flatMap((delta) => delta.tool_calls ?? []).map(({ index, ...rest }) => rest);
        expect(calls).toEqual(whole.message.tool_calls ?? []);
        expect(deltas.at(-1)?.provider_state).toEqual(whole.message.provider_state);
        expect(finishes(chunks)).toMatchObject([{ finish_reason: whole.finish_reason }]);
      }),
    );
  });
});

describe("sources of a streamed answer", () => {
  const web = (uri: string) => ({ web: { uri, title: uri } });
  const told = (chunks: ReturnType<typeof chunksOf>) =>
    chunks.flatMap(({ choices }) => choices).flatMap(({ delta }) => ("annotations" in delta ? delta.annotations : []));

  it("may come after the finish, and are told once", () => {
    const groundingMetadata = {
      groundingChunks: [web("https://a.example")],
      groundingSupports: [{ segment: { startIndex: 0, endIndex: 2, text: "hi" }, groundingChunkIndices: [0] }],
    };
    const late = { candidates: [{ index: 0, groundingMetadata }] };
    const chunks = chunksOf([{ candidates: [candidate([{ text: "hi" }])] }, late, late]);
    expect(told(chunks)).toMatchObject([{ url_citation: { start_index: 0, end_index: 2, url: "https://a.example" } }]);
  });

  it("without passages stand for the answer as a whole, from the web, a map or one's own files", () => {
    const groundingChunks = [web("https://a.example"), { maps: { uri: "https://b.example" } }, { image: {} }];
    const chunks = chunksOf([
      { candidates: [candidate([{ text: "hi" }], { groundingMetadata: { groundingChunks } })] },
    ]);
    expect(told(chunks)).toMatchObject([
      { url_citation: { start_index: 0, end_index: 0, url: "https://a.example" } },
      { url_citation: { url: "https://b.example", title: "https://b.example" } },
    ]);
  });
});
