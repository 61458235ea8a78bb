import type { Kind } from "./native-server.ts";

const claude = { stop_reason: "end_turn", stop_sequence: null, usage: { input_tokens: 10, output_tokens: 5 } };

/** Of each wire: a body, an answer and a stream, all with members that no codec knows. */
export const WIRES: Readonly<Record<Kind, { model: string; body: object; json: object; events: object[] }>> = {
  openai: {
    model: "gpt-5.5",
    body: { messages: [{ role: "user", content: "hi" }], brand_new: { x: [1] } },
    json: {
      id: "c1",
      object: "chat.completion",
      created: 1,
      model: "gpt-5.5-2026",
      brand_new: "x",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hey", odd: 1 } }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    },
    events: [
      { id: "c1", object: "chunk", choices: [{ index: 0, delta: { role: "assistant", content: "" } }], odd: 1 },
      { id: "c1", object: "chunk", choices: [{ index: 0, delta: { content: "hey" } }] },
      { id: "c1", object: "chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { id: "c1", object: "chunk", choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
      { id: "c1", object: "chunk", choices: [], late: true },
    ],
  },
  anthropic: {
    model: "claude-opus-5",
    body: { max_tokens: 10, messages: [{ role: "user", content: "hi" }], brand_new: { x: [1] } },
    json: {
      id: "m1",
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "hey" }, { type: "odd" }],
      ...claude,
    },
    events: [
      {
        type: "message_start",
        message: { id: "m1", type: "message", content: [], usage: { input_tokens: 10, output_tokens: 1 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hey" } },
      { type: "content_block_stop", index: 0 },
      { type: "brand_new", x: 1 },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
      { type: "message_stop" },
    ],
  },
  gemini: {
    model: "gemini-3.8-flash",
    body: { contents: [{ role: "user", parts: [{ text: "hi" }] }], brandNew: { x: [1] } },
    json: {
      candidates: [{ content: { role: "model", parts: [{ text: "hey" }] }, finishReason: "STOP", odd: 1 }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 },
      brandNew: "x",
    },
    events: [
      { candidates: [{ content: { role: "model", parts: [{ text: "he" }] } }], brandNew: 1 },
      { candidates: [{ content: { role: "model", parts: [{ text: "y" }] }, finishReason: "STOP" }] },
      { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 } },
    ],
  },
};
