import { describe, expect, it } from "vitest";
import { isLlmuxError } from "../../../src/contract/errors.ts";
import { decode } from "../../../src/providers/gemini/decode.ts";
import { candidate, decodeContext, NOW } from "./kit.ts";

const answer = (parts: readonly unknown[], over: object = {}, rest: object = {}) => ({
  candidates: [candidate(parts, over)],
  ...rest,
});
const choice = (value: unknown, native?: unknown) => decode(value, decodeContext({ native })).choices[0]!;

function failure(value: unknown): { kind?: string; message: string } {
  try {
    decode(value, decodeContext());
  } catch (error) {
    return error as { kind?: string; message: string };
  }
  throw new Error("it decoded");
}

describe("an answer", () => {
  it("has OpenAI's shape", () => {
    const completion = decode(
      answer(
        [{ text: "think", thought: true }, { text: "Hel" }, { text: "lo" }],
        {},
        {
          responseId: "r1",
          modelVersion: "gemini-3.8-flash-001",
          createTime: "2026-04-02T17:03:50.399550Z",
          usageMetadata: {
            promptTokenCount: 10,
            toolUsePromptTokenCount: 5,
            cachedContentTokenCount: 4,
            candidatesTokenCount: 7,
            thoughtsTokenCount: 30,
            totalTokenCount: 999,
            serviceTier: "standard",
          },
        },
      ),
      decodeContext(),
    );
    expect(completion).toEqual({
      id: "r1",
      object: "chat.completion",
      created: Date.UTC(2026, 3, 2, 17, 3, 50) / 1000,
      model: "gemini-3.8-flash-001",
      service_tier: "default",
      choices: [
        {
          index: 0,
          finish_reason: "stop",
          logprobs: null,
          message: {
            role: "assistant",
            content: "Hello",
            refusal: null,
            reasoning_content: "think",
            provider_state: {
              v: 1,
              provider: "gemini",
              model: "gemini-3.8-flash",
              blocks: [{ text: "think", thought: true }, { text: "Hello" }],
              text_hash: expect.any(String),
            },
          },
        },
      ],
      usage: {
        prompt_tokens: 15,
        completion_tokens: 37,
        total_tokens: 52,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 30 },
      },
    });
  });

  it("takes id, time and model from the context where Google left them out, and no usage for none", () => {
    const completion = decode(answer([{ text: "x" }]), decodeContext());
    expect(completion.id).toMatch(/^chatcmpl-[0-9A-Za-z]{24}$/);
    expect(completion.created).toBe(NOW / 1000);
    expect(completion.model).toBe("gemini-3.8-flash");
    expect(completion).not.toHaveProperty("usage");
  });

  it("has tool calls with arguments as text, ids that differ, and null content", () => {
    const { message, finish_reason } = choice(
      answer([{ functionCall: { name: "f", args: { a: 1 } } }, { functionCall: { name: "f", args: { a: 1 } } }]),
    );
    expect(finish_reason).toBe("tool_calls");
    expect(message.content).toBeNull();
    expect(message.tool_calls).toMatchObject([
      { type: "function", function: { name: "f", arguments: '{"a":1}' } },
      { type: "function", function: { name: "f", arguments: '{"a":1}' } },
    ]);
    expect(new Set(message.tool_calls?.map(({ id }) => id)).size).toBe(2);
    expect(choice(answer([{ functionCall: { name: "f" } }])).message.tool_calls).toMatchObject([
      { function: { arguments: "{}" } },
    ]);
    expect(choice(answer([{ text: "x" }])).message).not.toHaveProperty("tool_calls");
  });

  it("gives a custom tool's input as text", () => {
    const parts = [{ functionCall: { name: "sql", args: { input: "select 1" }, id: "g1" } }];
    expect(choice(answer(parts), { body: {}, custom: ["sql"] }).message.tool_calls).toEqual([
      { id: "g1", type: "custom", custom: { name: "sql", input: "select 1" } },
    ]);
  });

  it("keeps server tools' parts for the next turn only", () => {
    const parts = [{ executableCode: { language: "PYTHON", code: "1" } }, { text: "one" }];
    const { message } = choice(answer(parts));
    expect(message.tool_calls).toBeUndefined();
    expect(message.provider_state?.blocks).toEqual(parts);
  });

  it("keeps every candidate at its index", () => {
    const completion = decode(
      { candidates: [candidate([{ text: "b" }], { index: 1 }), candidate([{ text: "a" }], { index: 0 })] },
      decodeContext(),
    );
    expect(completion.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [1, "b"],
      [0, "a"],
    ]);
  });

  it("translates log probabilities", () => {
    const logprobsResult = {
      chosenCandidates: [{ token: "é", logProbability: -0.5 }],
      topCandidates: [{ candidates: [{ token: "e", logProbability: -1 }] }],
    };
    expect(choice(answer([{ text: "é" }], { logprobsResult })).logprobs).toEqual({
      refusal: null,
      content: [
        {
          token: "é",
          bytes: [195, 169],
          logprob: -0.5,
          top_logprobs: [{ token: "e", bytes: [101], logprob: -1 }],
        },
      ],
    });
  });
});

describe("the end of an answer", () => {
  it.each([
    ["STOP", "stop"],
    ["MAX_TOKENS", "length"],
    ["CONTINUATION", "length"],
    ["SAFETY", "content_filter"],
    ["RECITATION", "content_filter"],
    ["PROHIBITED_CONTENT", "content_filter"],
    ["SPII", "content_filter"],
    ["LANGUAGE", "content_filter"],
    ["IMAGE_SAFETY", "content_filter"],
    ["OTHER", "stop"],
    ["SOMETHING_NEW", "stop"],
  ])("%s is %s", (finishReason, finish) => {
    expect(choice(answer([{ text: "x" }], { finishReason })).finish_reason).toBe(finish);
  });

  it("CONTINUATION is length, never stop", () => {
    const over = { finishReason: "CONTINUATION", continuationToken: "t" };
    expect(choice(answer([{ text: "part" }], over)).finish_reason).toBe("length");
  });

  it.each(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE", "TOO_MANY_TOOL_CALLS"])(
    "%s is a failed generation",
    (finishReason) => {
      const error = failure(answer([{ text: "x" }], { finishReason, finishMessage: "bad call" }));
      expect(error.kind).toBe("bad_generation");
      expect(error.message).toContain("bad call");
    },
  );

  it("an unclear end without content is a failed generation", () => {
    expect(failure(answer([], { finishReason: "OTHER" })).kind).toBe("bad_generation");
    expect(failure(answer([{ text: "hm", thought: true }], { finishReason: "NO_IMAGE" })).kind).toBe("bad_generation");
  });

  it("a candidate without finishReason is cut short", () => {
    expect(failure(answer([{ text: "x" }], { finishReason: undefined })).kind).toBe("stream_truncated");
  });

  it("a filtered answer has refusal text", () => {
    const over = { finishReason: "SAFETY", finishMessage: "not this", content: undefined };
    expect(choice(answer([], over)).message).toMatchObject({ content: null, refusal: "not this" });
    expect(choice(answer([], { finishReason: "SPII" })).message.refusal).toContain("SPII");
    expect(choice(answer([{ text: "x" }])).message.refusal).toBeNull();
  });

  it("a blocked prompt is a filtered answer with its usage", () => {
    const completion = decode(
      { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: { promptTokenCount: 8 } },
      decodeContext(),
    );
    expect(completion.choices).toMatchObject([
      { index: 0, finish_reason: "content_filter", message: { role: "assistant", content: null } },
    ]);
    expect(completion.choices[0]?.message.refusal).toContain("PROHIBITED_CONTENT");
    expect(completion.usage?.prompt_tokens).toBe(8);
  });
});

describe("what is no answer", () => {
  it.each([
    [null, "null"],
    ["<html>", "a string"],
    [[], "an array of 0"],
    [{}, "an empty object"],
    [{ object: "error", detail: "x" }, "an object with object, detail"],
    [{ candidates: "x" }, "an object with candidates"],
    [{ candidates: [] }, "an object with candidates"],
    [{ promptFeedback: {} }, "an object with promptFeedback"],
  ])("%j is a server error that says so", (value, named) => {
    const error = failure(value);
    expect(error.kind).toBe("server_error");
    expect(error.message).toContain(`gemini/gemini-3.8-flash: expected`);
    expect(error.message).toContain(named);
  });

  it.each([[false], [true]])("an error under HTTP 200 is thrown in Google's words, in an array: %s", (wrapped) => {
    const inner = { code: 503, status: "UNAVAILABLE", message: "The model is overloaded.", details: [{ a: 1 }] };
    const error = failure(wrapped ? [{ error: inner }] : { error: inner });
    expect(isLlmuxError(error)).toBe(false);
    expect(error).toMatchObject({
      status: 503,
      code: "UNAVAILABLE",
      message: "The model is overloaded.",
      errorDetails: [{ a: 1 }],
      error: inner,
    });
  });
});

describe("grounding", () => {
  const text = "naïve café ☕ 𝒳 is open until nine.";
  const bytes = (part: string) => new TextEncoder().encode(text.slice(0, text.indexOf(part))).length;
  const grounding = (segment: object) => ({
    groundingMetadata: {
      groundingChunks: [{ web: { uri: "https://a.test", title: "A" } }, { web: { uri: "https://b.test" } }, {}],
      groundingSupports: [{ segment, groundingChunkIndices: [0, 1, 2] }],
    },
  });

  it("byte offsets become offsets of the JavaScript string", () => {
    const segment = { startIndex: bytes("is open"), endIndex: bytes(" until"), text: "is open" };
    const { message } = choice(answer([{ text }], grounding(segment)));
    const spans = message.annotations?.map(({ url_citation: { start_index, end_index } }) =>
      message.content?.slice(start_index, end_index),
    );
    expect(spans).toEqual(["is open", "is open"]);
    expect(message.annotations?.map(({ url_citation }) => [url_citation.url, url_citation.title])).toEqual([
      ["https://a.test", "A"],
      ["https://b.test", "https://b.test"],
    ]);
  });

  it("offsets count from their part, thoughts before it do not", () => {
    const segment = { partIndex: 2, startIndex: bytes("☕"), endIndex: bytes(" 𝒳") };
    const parts = [{ text: "hm", thought: true }, { text: "So: " }, { text }];
    const { message } = choice(answer(parts, grounding(segment)));
    const { start_index, end_index } = message.annotations![0]!.url_citation;
    expect(message.content?.slice(start_index, end_index)).toBe("☕");
  });
});
