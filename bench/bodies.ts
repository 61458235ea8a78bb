import { MODELS, PIECES, TEXT, type Wire } from "./scenarios.ts";

/** One provider's answer on its wire: the JSON body, and a stream's events. */
export interface Body {
  readonly json: string;
  readonly events: readonly string[];
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const named = (value: { type: string }) => `event: ${value.type}\n${data(value)}`;

const openaiHead = { id: "chatcmpl-bench", created: 1_780_000_000, model: MODELS.openai };
const openaiUsage = { prompt_tokens: 20, completion_tokens: 100, total_tokens: 120 };
const openaiChunk = (delta: object, finish_reason: string | null) =>
  data({ ...openaiHead, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] });

const message = { id: "msg_bench", type: "message", role: "assistant", model: MODELS.anthropic, stop_sequence: null };
const usage = { input_tokens: 20, output_tokens: 100 };

const candidate = (text: string, finishReason?: string) => ({
  candidates: [{ index: 0, content: { role: "model", parts: [{ text }] }, ...(finishReason && { finishReason }) }],
  usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 100, totalTokenCount: 120 },
  modelVersion: MODELS.gemini,
});

export const BODIES: Readonly<Record<Wire, Body>> = {
  openai: {
    json: JSON.stringify({
      ...openaiHead,
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: TEXT, refusal: null }, finish_reason: "stop" }],
      usage: openaiUsage,
    }),
    events: [
      ...PIECES.map((content) => openaiChunk({ content }, null)),
      openaiChunk({}, "stop"),
      data({ ...openaiHead, object: "chat.completion.chunk", choices: [], usage: openaiUsage }),
      "data: [DONE]\n\n",
    ],
  },
  anthropic: {
    json: JSON.stringify({ ...message, content: [{ type: "text", text: TEXT }], stop_reason: "end_turn", usage }),
    events: [
      { type: "message_start", message: { ...message, content: [], stop_reason: null, usage } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      ...PIECES.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage },
      { type: "message_stop" },
    ].map(named),
  },
  gemini: {
    json: JSON.stringify(candidate(TEXT, "STOP")),
    events: PIECES.map((text, index) => data(candidate(text, index === PIECES.length - 1 ? "STOP" : undefined))),
  },
};
