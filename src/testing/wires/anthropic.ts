import type { Usage } from "../../contract/usage.ts";
import { list, object, text } from "../json.ts";
import { parsed } from "../parsed.ts";
import type { Answer, Frame } from "./answer.ts";
import { anthropicError } from "./anthropic-errors.ts";
import { refuseSchemas } from "./anthropic-schema.ts";
import { redactedBlock, refuseThinking, thinkingBlock } from "./anthropic-thinking.ts";
import type { Ask, Turn } from "./ask.ts";
import type { Route, Wire } from "./wire.ts";

const MODELS = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];

/** OpenAI's finish reasons in Anthropic's words; any other word is sent as it is. */
const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

/** Anthropic Messages: https://docs.claude.com/en/api/messages and …/streaming */
export const anthropicWire: Wire = {
  kind: "anthropic",
  basePath: "",
  requestIdHeader: "request-id",
  required: ["model", "max_tokens", "messages"],
  idPrefix: { answer: "msg_", call: "toolu_" },
  route,
  ask,
  refuse: (asked) => refuseThinking(asked) ?? refuseSchemas(asked),
  json: (answer) => message(answer, blocks(answer), { stop: answer.finish, usage: usage(answer.usage) }),
  hollow: (answer) => message(answer, [], { stop: answer.finish, usage: usage(answer.usage) }),
  frames,
  models: () => ({
    data: MODELS.map((id) => ({ type: "model", id, display_name: id, created_at: "2026-01-01T00:00:00Z" })),
    has_more: false,
    first_id: MODELS[0],
    last_id: MODELS.at(-1),
  }),
  error: anthropicError,
  event,
  ping: event('{"type":"ping"}', "ping"),
};

function event(body: string, type?: string): string {
  return type === undefined ? `data: ${body}\n\n` : `event: ${type}\ndata: ${body}\n\n`;
}

function route(method: string, url: URL): Route | undefined {
  if (method === "POST" && url.pathname.endsWith("/v1/messages")) return { operation: "chat" };
  return method === "GET" && url.pathname.endsWith("/v1/models") ? { operation: "models" } : undefined;
}

function ask(body: unknown): Ask {
  const asked = object(body);
  const format = object(object(asked.output_config).format);
  const choice = object(asked.tool_choice);
  const system = said(asked.system);
  return {
    model: text(asked.model),
    stream: asked.stream === true,
    includeUsage: true,
    turns: [...(system ? [{ role: "system" as const, text: system }] : []), ...list(asked.messages).map(turn)],
    tools: list(choice.type === "none" ? [] : asked.tools).map((tool) => ({
      name: text(object(tool).name),
      schema: object(tool).input_schema,
    })),
    forced: choice.type === "any" ? true : choice.type === "tool" ? text(choice.name) : undefined,
    schema: format.type === "json_schema" ? format.schema : undefined,
    maxTokens: Number(asked.max_tokens) || undefined,
  };
}

function turn(one: unknown): Turn {
  const { role, content } = object(one);
  const isResult = list(content).some((block) => object(block).type === "tool_result");
  const speaker = role === "assistant" || role === "system" ? role : "user";
  return { role: isResult ? "tool" : speaker, text: said(content) };
}

function said(content: unknown): string {
  const parts = list(content).map((block) => text(object(block).text) || said(object(block).content));
  return text(content) || parts.join("");
}

type Block = Readonly<Record<string, unknown>>;

function blocks(answer: Answer): readonly Block[] {
  const thinking = (answer.redacted ? redactedBlock : thinkingBlock)(answer.model, answer.reasoning);
  const content = answer.chunks.join("");
  return [
    ...(answer.reasoning ? [thinking] : []),
    ...(content ? [{ type: "text", text: content, citations: null }] : []),
    ...answer.toolCalls.map((call) => ({
      type: "tool_use",
      id: call.id,
      name: call.name,
      input: parsed(call.arguments, {}),
    })),
  ];
}

function message(answer: Answer, content: readonly Block[], end: { stop: string | null; usage: unknown }): unknown {
  return {
    id: answer.id,
    type: "message",
    role: "assistant",
    model: answer.model,
    content,
    stop_reason: end.stop === null ? null : (STOP_REASONS[end.stop] ?? end.stop),
    stop_sequence: null,
    stop_details: null,
    ...(end.usage === undefined ? {} : { usage: end.usage }),
  };
}

function frames(answer: Answer): readonly Frame[] {
  const opened = usage(answer.usage, 1);
  const all = [frame("opening", "message_start", { message: message(answer, [], { stop: null, usage: opened }) })];
  all.push({ part: "opening", text: anthropicWire.ping });
  for (const [index, block] of blocks(answer).entries()) {
    all.push(frame("between", "content_block_start", { index, content_block: emptied(block) }));
    const deltas =
      block.type === "text" ? answer.chunks.map((one) => ({ type: "text_delta", text: one })) : rest(block, answer);
    for (const delta of deltas) all.push(frame("content", "content_block_delta", { index, delta }));
    all.push(frame("between", "content_block_stop", { index }));
  }
  const stop = STOP_REASONS[answer.finish] ?? answer.finish;
  const delta = { stop_reason: stop, stop_sequence: null, stop_details: null, container: null };
  all.push(frame("mark", "message_delta", { delta, ...(answer.usage ? { usage: usage(answer.usage) } : {}) }));
  all.push(frame("closing", "message_stop", {}));
  return all;
}

function frame(part: Frame["part"], type: string, rest: Readonly<Record<string, unknown>>): Frame {
  return { part, text: event(JSON.stringify({ type, ...rest }), type) };
}

function emptied(block: Block): Block {
  if (block.type === "text") return { type: "text", text: "", citations: null };
  // Comes whole, and no delta follows.
  if (block.type === "redacted_thinking") return block;
  return block.type === "thinking" ? { ...block, thinking: "", signature: "" } : { ...block, input: {} };
}

function rest(block: Block, answer: Answer): readonly unknown[] {
  if (block.type === "thinking") {
    return [
      { type: "thinking_delta", thinking: block.thinking },
      { type: "signature_delta", signature: block.signature },
    ];
  }
  if (block.type === "redacted_thinking") return [];
  const json = answer.toolCalls.find((call) => call.id === block.id)?.arguments ?? "";
  const half = Math.ceil(json.length / 2);
  const parts = json === "{}" ? [""] : ["", json.slice(0, half), json.slice(half)];
  return parts.map((partial_json) => ({ type: "input_json_delta", partial_json }));
}

/** Anthropic's `input_tokens` leaves out what was read from or written to the cache. */
function usage(used: Usage | null, output = used?.outputTokens): unknown {
  if (used === null) return undefined;
  return {
    input_tokens: used.inputTokens - used.cacheReadTokens - used.cacheWriteTokens,
    cache_creation_input_tokens: used.cacheWriteTokens,
    cache_read_input_tokens: used.cacheReadTokens,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: used.reasoningTokens },
    service_tier: "standard",
  };
}
