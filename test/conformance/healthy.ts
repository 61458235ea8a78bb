import { events, json, type Wire } from "./frames.ts";
import type { Answer } from "./upstream.ts";

/** The wire a target speaks. */
export function wireOf(target: string): Wire {
  const [provider] = target.split("/");
  return provider === "anthropic" || provider === "gemini" ? provider : "openai";
}

const HEAD = { id: "msg_1", type: "message", role: "assistant", model: "claude-x" };
const MESSAGE = {
  ...HEAD,
  content: [{ type: "text", text: "ok" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 20 },
};
const RESPONSE = {
  candidates: [{ index: 0, content: { role: "model", parts: [{ text: "ok" }] }, finishReason: "STOP" }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 20, totalTokenCount: 30 },
  responseId: "resp-1",
};
const USAGE = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
const COMPLETION = { id: "chatcmpl-1", object: "chat.completion", created: 1_700_000_000, model: "m" };

/** A plain answer of two letters, as the target's wire gives it. */
export function healthy(target: string, request: object): Answer {
  const wire = wireOf(target);
  return (request as { stream?: boolean }).stream ? events(wire, STREAMS[wire]) : json(ANSWERS[wire]);
}

const ANSWERS: Readonly<Record<Wire, unknown>> = {
  anthropic: MESSAGE,
  gemini: RESPONSE,
  openai: {
    ...COMPLETION,
    choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop", logprobs: null }],
    usage: USAGE,
  },
};

const STREAMS: Readonly<Record<Wire, readonly unknown[]>> = {
  anthropic: anthropicEvents([
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "ok" } },
    { type: "content_block_stop", index: 0 },
  ]),
  gemini: [RESPONSE],
  openai: [openaiChunk({ role: "assistant", content: "ok" }), openaiChunk({}, "stop"), openaiChunk(null, null, USAGE)],
};

/** A message's events around those of its blocks. */
export function anthropicEvents(blocks: readonly object[], stop_reason = "end_turn"): object[] {
  const usage = { input_tokens: 10, output_tokens: 1 };
  return [
    { type: "message_start", message: { ...HEAD, content: [], stop_reason: null, usage } },
    ...blocks,
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } },
    { type: "message_stop" },
  ];
}

/** A whole message with these blocks. */
export function anthropicMessage(content: readonly object[], more: object = {}): object {
  return { ...MESSAGE, content, ...more };
}

/** A whole response with these parts. */
export function geminiResponse(parts: readonly object[], more: object = {}, candidate: object = {}): object {
  const content = { role: "model", parts };
  return { ...RESPONSE, candidates: [{ index: 0, content, finishReason: "STOP", ...candidate }], ...more };
}

/** A chunk as OpenAI sends it; without a delta, the one that has the usage alone. */
export function openaiChunk(delta: object | null, finish_reason: string | null = null, usage?: object): object {
  const choices = delta === null ? [] : [{ index: 0, delta, finish_reason, logprobs: null }];
  return { ...COMPLETION, object: "chat.completion.chunk", choices, ...(usage && { usage }) };
}
