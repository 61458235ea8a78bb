import { describe, expect, it } from "vitest";
import { events, json } from "./frames.ts";
import { anthropicEvents, anthropicMessage, geminiResponse, openaiChunk } from "./healthy.ts";
import { type Asked, GOOGLE_SDKS, HI, openStage } from "./stage.ts";

const { ask } = openStage();
const CLAUDE = "anthropic/claude-opus-5-5";
const GEMINI = "gemini/gemini-3.8-flash";
const look = { type: "function", function: { name: "look", parameters: {} } };
const streaming = { stream: true, stream_options: { include_usage: true } };

const block = (index: number, content_block: object, ...deltas: object[]) => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
];
const text = (index: number, words: string) =>
  block(index, { type: "text", text: "" }, { type: "text_delta", text: words });
const use = (index: number, id: string, ...pieces: string[]) =>
  block(
    index,
    { type: "tool_use", id, name: "look", input: {} },
    ...pieces.map((partial_json) => ({ type: "input_json_delta", partial_json })),
  );

const deltas = ({ chunks }: Asked) => chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
const finishes = ({ chunks }: Asked) =>
  chunks.flatMap(({ choices }) => choices.flatMap((one) => one.finish_reason ?? []));
const contentOf = (asked: Asked) =>
  deltas(asked)
    .map(({ content }) => content ?? "")
    .join("");
const usageOf = ({ chunks }: Asked) => chunks.findLast(({ usage }) => usage)?.usage;
const callsOf = (asked: Asked) => {
  const calls: { id?: string; name?: string; arguments: string }[] = [];
  for (const { index, id, function: named } of deltas(asked).flatMap(({ tool_calls }) => tool_calls ?? [])) {
    calls[index] ??= { arguments: "" };
    if (id !== undefined) expect(calls[index]).not.toHaveProperty("id");
    Object.assign(calls[index], id !== undefined && { id }, named?.name !== undefined && { name: named.name });
    calls[index].arguments += named?.arguments ?? "";
  }
  return calls;
};
const anthropic = (blocks: readonly object[], stopReason?: string) => [
  events("anthropic", anthropicEvents(blocks, stopReason)),
];

describe("anthropic · streams", () => {
  it("case 41: tool indices are dense beside thinking and text; id and name come once; arguments are JSON", async () => {
    const thinking = block(0, { type: "thinking", thinking: "" }, { type: "thinking_delta", thinking: "hm" });
    const blocks = [...thinking, ...text(1, "so"), ...use(2, "a", '{"at"', ": 1}"), ...use(3, "b", "{}")];
    const asked = await ask(CLAUDE, { tools: [look], ...streaming }, { answers: anthropic(blocks, "tool_use") });
    expect(callsOf(asked)).toEqual([
      { id: "a", name: "look", arguments: '{"at": 1}' },
      { id: "b", name: "look", arguments: "{}" },
    ]);
    expect(finishes(asked)).toEqual(["tool_calls"]);
  });

  it("case 42: a call without arguments has an empty object", async () => {
    const asked = await ask(
      CLAUDE,
      { tools: [look], ...streaming },
      { answers: anthropic(use(0, "a", ""), "tool_use") },
    );
    expect(callsOf(asked)).toEqual([{ id: "a", name: "look", arguments: "{}" }]);
  });

  it("case 43: pings, unknown events and unknown blocks say nothing, and an unknown block is kept", async () => {
    const odd = [{ type: "ping" }, { type: "weather_report", sun: true }];
    const unknown = { type: "hologram", beam: 1 };
    const blocks = [...odd, ...block(0, unknown, { type: "beam_delta", beam: 2 }), ...odd, ...text(1, "ok"), ...odd];
    const asked = await ask(CLAUDE, streaming, { answers: anthropic(blocks) });
    expect(contentOf(asked)).toBe("ok");
    expect(deltas(asked).length).toBe(3);
    const kept = deltas(asked).find((delta) => delta.provider_state)?.provider_state?.blocks;
    expect(kept).toEqual([unknown, { type: "text", text: "ok" }]);
  });

  it("case 46: an end without message_stop is truncation; an abort is no finish, no usage and a closed connection", async () => {
    const whole = anthropicEvents(text(0, "ok"));
    const cut = await ask(CLAUDE, streaming, { answers: [events("anthropic", whole.slice(0, -1))] });
    expect(cut.error).toMatchObject({ name: "StreamInterruptedError", kind: "stream_truncated" });
    expect(cut.error).toMatchObject({ partial: { content: "ok" } });
    const controller = new AbortController();
    const aborted = await ask(CLAUDE, streaming, {
      answers: [events("anthropic", whole.slice(0, 3), { hang: true })],
      call: { signal: controller.signal },
      onChunk: ({ choices }) => choices[0]?.delta.content && controller.abort(),
    });
    expect(aborted.error).toBeUndefined();
    expect(finishes(aborted)).toEqual([]);
    expect(usageOf(aborted)).toBeUndefined();
    expect(await aborted.sent[0]?.over).toBe("cut");
  });

  it("case 49: overload before the first word goes on to the next target, after it the stream is broken", async () => {
    const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const whole = anthropicEvents(text(0, "half"));
    const next = events("openai", [openaiChunk({ role: "assistant", content: "ok" }), openaiChunk({}, "stop")]);
    const chain = [CLAUDE, "openai/gpt-4.1"];
    const early = [events("anthropic", [whole[0], overloaded]), next];
    const moved = await ask(chain, streaming, { answers: early });
    expect([contentOf(moved), finishes(moved), moved.error]).toEqual(["ok", ["stop"], undefined]);
    expect(deltas(moved).filter(({ role }) => role)).toHaveLength(1);
    const late = [events("anthropic", [...whole.slice(0, 3), overloaded]), next];
    const broken = await ask(chain, streaming, { answers: late });
    expect(broken.error).toMatchObject({ kind: "overloaded", name: "StreamInterruptedError" });
    expect(broken.sent).toHaveLength(1);
  });
});

describe("anthropic · usage and finish", () => {
  it("case 44: the prompt has both cache numbers in it, the completion has the thinking", async () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 5,
      cache_read_input_tokens: 85,
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 12 },
    };
    const answers = [json(anthropicMessage([{ type: "text", text: "ok" }], { usage }))];
    const { completion } = await ask(CLAUDE, {}, { answers });
    expect(completion.usage).toEqual({
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 85, cache_write_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 12 },
    });
  });

  it("case 45: a later usage corrects an earlier one, and null corrects nothing", async () => {
    const list = anthropicEvents(text(0, "ok")) as Record<string, unknown>[];
    const start = { input_tokens: 10, cache_read_input_tokens: 7, output_tokens: 1 };
    list[0] = { ...list[0], message: { ...(list[0]?.message as object), usage: start } };
    const later = { input_tokens: 30, cache_read_input_tokens: null, output_tokens: 20 };
    list[list.length - 2] = { ...list.at(-2), usage: later };
    const asked = await ask(CLAUDE, streaming, { answers: [events("anthropic", list)] });
    expect(usageOf(asked)).toMatchObject({
      prompt_tokens: 37,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 7 },
    });
  });

  it("case 47: a paused turn is sent back as it is and goes on; text and usage are of all turns", async () => {
    const server = { type: "server_tool_use", id: "srv", name: "web_search", input: { query: "x" } };
    const first = [{ type: "text", text: "one " }, server];
    const answers = [
      json(anthropicMessage(first, { id: "msg_a", stop_reason: "pause_turn" })),
      json(anthropicMessage([{ type: "text", text: "two" }], { id: "msg_b" })),
    ];
    const { completion, sent } = await ask(CLAUDE, {}, { answers });
    expect(sent).toHaveLength(2);
    expect((sent[1]!.body.messages as unknown[]).at(-1)).toEqual({ role: "assistant", content: first });
    expect(completion).toMatchObject({ id: "msg_a", usage: { prompt_tokens: 20, completion_tokens: 40 } });
    expect(completion.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "one two" } });
  });

  it("case 48: a refusal is an answer, not a failure", async () => {
    const stop_details = { type: "refusal", category: "cyber", explanation: "No." };
    const answers = [json(anthropicMessage([], { stop_reason: "refusal", stop_details }))];
    const { completion, sent } = await ask([CLAUDE, "openai/gpt-4.1"], {}, { answers });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "content_filter",
      message: { content: null, refusal: "No." },
    });
    expect(sent).toHaveLength(1);
  });
});

describe("gemini · streams", () => {
  it("case 50: a late finish after a call is `tool_calls`, once, when the usage is known", async () => {
    const call = { functionCall: { name: "look", args: { at: 1 } } };
    const answers = [
      events("gemini", [
        geminiResponse([call], { usageMetadata: undefined }, { finishReason: undefined }),
        geminiResponse([], { usageMetadata: undefined }),
        { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 } },
      ]),
    ];
    const asked = await ask(GEMINI, { tools: [look], ...streaming }, { answers });
    expect(finishes(asked)).toEqual(["tool_calls"]);
    expect(callsOf(asked)).toMatchObject([{ name: "look", arguments: '{"at":1}' }]);
    expect(asked.chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } });
    expect(asked.chunks.at(-1)?.x_llmux?.usage).toMatchObject({ inputTokens: 3, outputTokens: 4 });
  });

  it("case 53: an error within a stream is an error, over either SDK", async () => {
    const error = { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } };
    for (const sdk of GOOGLE_SDKS) {
      const { error: thrown } = await ask(GEMINI, streaming, { answers: [events("gemini", [error])], sdk });
      expect(thrown).toMatchObject({ kind: "overloaded" });
    }
  });
});

describe("gemini · usage and finish", () => {
  it("case 51: counts are running totals, and thoughts are part of the completion", async () => {
    const counted = (candidatesTokenCount: number, finishReason?: string) =>
      geminiResponse(
        [{ text: "x" }],
        { usageMetadata: { promptTokenCount: 5, candidatesTokenCount, thoughtsTokenCount: 30 } },
        { finishReason },
      );
    const answers = [events("gemini", [counted(10), counted(12), counted(15, "STOP")])];
    const asked = await ask(GEMINI, streaming, { answers });
    expect(usageOf(asked)).toMatchObject({
      completion_tokens: 45,
      total_tokens: 50,
      completion_tokens_details: { reasoning_tokens: 30 },
    });
  });

  it("case 52: a blocked prompt is a refusal, with its usage", async () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 8 } };
    const { completion } = await ask(GEMINI, {}, { answers: [json(blocked)] });
    expect(completion.choices[0]).toMatchObject({ finish_reason: "content_filter", message: { content: null } });
    expect(completion.usage?.prompt_tokens).toBe(8);
    const asked = await ask(GEMINI, streaming, { answers: [events("gemini", [blocked])] });
    expect(finishes(asked)).toEqual(["content_filter"]);
    expect(usageOf(asked)?.prompt_tokens).toBe(8);
  });

  it("case 55: places of sources count UTF-16 units of the answer", async () => {
    const words = "naïve café ☕ and 𝒳 tea";
    const bytes = (part: string) => new TextEncoder().encode(words.slice(0, words.indexOf(part))).length;
    const segment = { startIndex: bytes("and"), endIndex: bytes(" tea"), text: "and 𝒳" };
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: "https://a.example", title: "A" } }],
      groundingSupports: [{ segment, groundingChunkIndices: [0] }],
    };
    const answers = [json(geminiResponse([{ text: words }], {}, { groundingMetadata }))];
    const { completion } = await ask(GEMINI, {}, { answers });
    const [annotation] = completion.choices[0]?.message.annotations ?? [];
    const { start_index = 0, end_index = 0 } = annotation?.url_citation ?? {};
    expect(words.slice(start_index, end_index)).toBe("and 𝒳");
    const streamed = await ask(GEMINI, streaming, {
      answers: [events("gemini", [geminiResponse([{ text: words }], {}, { groundingMetadata })])],
    });
    expect(deltas(streamed).flatMap((delta) => ("annotations" in delta ? delta.annotations : []))).toEqual([
      annotation,
    ]);
  });

  it("case 56: an answer that could be continued was cut, not ended", async () => {
    const answers = [
      json(geminiResponse([{ text: "a" }], {}, { finishReason: "CONTINUATION", continuationToken: "t" })),
    ];
    const { completion } = await ask(GEMINI, {}, { answers });
    expect(completion.choices[0]?.finish_reason).toBe("length");
  });
});

describe("compatible · streams", () => {
  it("case 57: calls without an index, reasoning beside the completion, and a first chunk without a name are put right", async () => {
    const call = (id: string, more: object = {}) => ({ id, function: { name: "look", arguments: "{}" }, ...more });
    for (const calls of [
      [call("abcDEF123"), call("abcDEF124")],
      [call("abcDEF123", { index: 0 }), call("abcDEF124", { index: 0 })],
    ]) {
      const answers = [
        events("openai", [openaiChunk({ role: "assistant", tool_calls: calls }), openaiChunk({}, "stop")]),
      ];
      const asked = await ask("mistral/mistral-large", { messages: HI, ...streaming }, { answers });
      expect(callsOf(asked).map(({ id }) => id)).toEqual(["abcDEF123", "abcDEF124"]);
      expect(finishes(asked)).toEqual(["tool_calls"]);
    }
    const completion_tokens_details = { reasoning_tokens: 80 };
    const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 110, completion_tokens_details };
    const words = [openaiChunk({ role: "assistant", content: "ok" }), openaiChunk({}, "stop")];
    const xai = await ask("xai/grok-4", streaming, {
      answers: [events("openai", [...words, openaiChunk(null, null, usage)])],
    });
    expect(usageOf(xai)).toMatchObject({ completion_tokens: 100, total_tokens: 110 });
    const first = { id: "", object: "", created: 0, model: "", choices: [], prompt_filter_results: [] };
    const azure = await ask("azure/gpt-4.1", streaming, { answers: [events("openai", [first, ...words])] });
    expect(new Set(azure.chunks.map(({ id }) => id))).toEqual(new Set(["chatcmpl-1"]));
  });
});
