import { describe, expect, it } from "vitest";
import { usageFrom } from "../../src/contract/usage.ts";
import { decode as decodeAnthropic } from "../../src/providers/anthropic/decode.ts";
import { decode as decodeGemini } from "../../src/providers/gemini/decode.ts";
import { kindOfStatus } from "../../src/providers/general-errors.ts";
import { decode as decodeOpenAI } from "../../src/providers/openai/decode.ts";
import * as anthropic from "./anthropic/support.ts";
import * as gemini from "./gemini/kit.ts";

const ODD = [42, { text: "hi" }, true, ["hi"]];
const NO_TEXT = expect.objectContaining({ kind: "server_error", message: expect.stringMatching(/is no text but/) });

const message = (over: object) => ({ id: "m", type: "message", content: [], stop_reason: "end_turn", ...over });
const deltas = (over: object, stop: unknown = "end_turn") => [
  { type: "message_start", message: { id: "m" } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hi" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", ...over } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: stop } },
  { type: "message_stop" },
];

describe.each(ODD)("a text that is %j", (text) => {
  it("is no answer of Anthropic", async () => {
    const answer = message({ content: [{ type: "text", text }] });
    expect(() => decodeAnthropic(answer, anthropic.decodeContext())).toThrow(NO_TEXT);
    await expect(anthropic.decodedStream(deltas({ text }))).rejects.toEqual(NO_TEXT);
  });

  it("is no answer of Gemini", () => {
    const answer = { candidates: [gemini.candidate([{ text }])] };
    expect(() => decodeGemini(answer, gemini.decodeContext())).toThrow(NO_TEXT);
    expect(() => gemini.chunksOf([answer])).toThrow(NO_TEXT);
  });
});

it("a text that is null says nothing", async () => {
  const said = (await anthropic.decodedStream(deltas({ text: null }))).map((one) => one.choices[0]?.delta.content);
  expect(said.join("")).toBe("hi");
  const answer = decodeGemini({ candidates: [gemini.candidate([{ text: null }])] }, gemini.decodeContext());
  expect(answer.choices[0]?.message.content).toBeNull();
});

describe("an end that is no word", () => {
  it.each([5, {}, true])("is none of Gemini: %j", (finishReason) => {
    const answer = { candidates: [gemini.candidate([{ text: "hi" }], { finishReason })] };
    expect(() => decodeGemini(answer, gemini.decodeContext())).toThrow(/has no finishReason/);
    expect(gemini.chunksOf([answer]).some((one) => one.choices[0]?.finish_reason)).toBe(false);
  });

  it.each([5, {}, true])("is none of Anthropic's streams: %j", async (stop) => {
    await expect(anthropic.decodedStream(deltas({ text: "" }, stop))).rejects.toThrow(/without a stop_reason/);
  });
});

it("parts that are no list are no answer of Gemini", () => {
  const answer = { candidates: [{ content: { parts: "hi" }, finishReason: "STOP" }] };
  expect(() => decodeGemini(answer, gemini.decodeContext())).toThrow(/parts are no list/);
  expect(() => gemini.chunksOf([answer])).toThrow(/parts are no list/);
});

describe.each(["12", -5, {}, null, Number.POSITIVE_INFINITY])("counts of tokens that are %j", (count) => {
  it("count nothing", () => {
    const compatible = decodeOpenAI(
      {
        choices: [{ message: { content: "hi" }, finish_reason: "stop" }],
        usage: {
          prompt_tokens: count,
          completion_tokens: 3,
          prompt_tokens_details: { cached_tokens: count, cache_write_tokens: count },
          completion_tokens_details: { reasoning_tokens: count },
        },
      },
      { ...gemini.decodeContext(), provider: "openai" },
    );
    const usage = { input_tokens: 3, output_tokens: 3, cache_read_input_tokens: count };
    const claude = decodeAnthropic(message({ usage }), anthropic.decodeContext());
    const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: count, thoughtsTokenCount: count };
    const google = decodeGemini({ candidates: [gemini.candidate([])], usageMetadata }, gemini.decodeContext());
    const rest = { cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
    expect(usageFrom(compatible.usage)).toEqual({ inputTokens: 0, outputTokens: 3, ...rest });
    expect(usageFrom(claude.usage)).toEqual({ inputTokens: 3, outputTokens: 3, ...rest });
    expect(usageFrom(google.usage)).toEqual({ inputTokens: 3, outputTokens: 0, ...rest });
  });
});

it.each([
  [424, "server_error"],
  [423, "conflict"],
  [415, "unsupported"],
  [431, "request_too_large"],
  [451, "permission"],
  [524, "timeout"],
  [598, "timeout"],
  [520, "server_error"],
])("a bare %i means %s", (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind);
});
