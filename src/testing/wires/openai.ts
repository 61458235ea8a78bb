import type { Usage } from "../../contract/usage.ts";
import { list, object, text } from "../json.ts";
import { packed, tokensOf, vectorOf } from "../vectors.ts";
import type { Answer, Frame } from "./answer.ts";
import type { Ask, Turn } from "./ask.ts";
import { openaiError } from "./openai-errors.ts";
import { refuseSchemas } from "./openai-schema.ts";
import type { Route, Wire } from "./wire.ts";

const MODELS = ["gpt-5.5", "gpt-5.5-mini"];

const ROLES: Readonly<Record<string, Turn["role"]>> = {
  developer: "system",
  system: "system",
  assistant: "assistant",
  tool: "tool",
  function: "tool",
};

/** OpenAI Chat Completions: https://platform.openai.com/docs/api-reference/chat */
export const openaiWire: Wire = {
  kind: "openai",
  basePath: "/v1",
  requestIdHeader: "x-request-id",
  required: ["model", "messages"],
  idPrefix: { answer: "chatcmpl-", call: "call_" },
  route,
  ask,
  refuse: refuseSchemas,
  json,
  hollow: (answer) => ({ ...json(answer), choices: [] }),
  frames,
  models: () => ({
    object: "list",
    data: MODELS.map((id) => ({ id, object: "model", created: 1_767_225_600, owned_by: "simulated" })),
  }),
  embeddings: { required: ["model", "input"], answer: vectors },
  error: openaiError,
  event: (body) => `data: ${body}\n\n`,
  ping: ": keepalive\n\n",
};

function route(method: string, url: URL): Route | undefined {
  if (method === "POST" && url.pathname.endsWith("/v1/chat/completions")) return { operation: "chat" };
  if (method === "POST" && url.pathname.endsWith("/v1/embeddings")) return { operation: "embeddings" };
  return method === "GET" && url.pathname.endsWith("/models") ? { operation: "models" } : undefined;
}

function vectors(body: unknown): unknown {
  const { input, dimensions, encoding_format, model } = object(body);
  const texts = [input].flat().map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  const data = texts.map((one, index) => {
    const vector = vectorOf(one, text(model), Number(dimensions) || undefined);
    return { object: "embedding", index, embedding: encoding_format === "base64" ? packed(vector) : vector };
  });
  const prompt_tokens = tokensOf(texts);
  return { object: "list", data, model, usage: { prompt_tokens, total_tokens: prompt_tokens } };
}

function ask(body: unknown): Ask {
  const asked = object(body);
  const format = object(asked.response_format);
  const tools = list(asked.tool_choice === "none" ? [] : asked.tools).map((tool) => object(object(tool).function));
  return {
    model: text(asked.model),
    stream: asked.stream === true,
    includeUsage: object(asked.stream_options).include_usage === true,
    turns: list(asked.messages).map(turn),
    tools: tools.map((tool) => ({ name: text(tool.name), schema: tool.parameters })),
    forced: forced(asked.tool_choice),
    schema:
      format.type === "json_schema"
        ? object(format.json_schema).schema
        : format.type === "json_object"
          ? {}
          : undefined,
    maxTokens: Number(asked.max_completion_tokens ?? asked.max_tokens) || undefined,
  };
}

function turn(message: unknown): Turn {
  const { role, content } = object(message);
  const parts = list(content).map((part) => text(object(part).text));
  return { role: ROLES[text(role)] ?? "user", text: text(content) || parts.join("") };
}

function forced(choice: unknown): Ask["forced"] {
  const named = text(object(object(choice).function).name);
  return named || (choice === "required" ? true : undefined);
}

function json(answer: Answer): Readonly<Record<string, unknown>> {
  const calls = answer.toolCalls.map((call) => ({
    id: call.id,
    type: "function",
    function: { name: call.name, arguments: call.arguments },
  }));
  const content = answer.chunks.join("");
  const message = {
    role: "assistant",
    content: content || calls.length === 0 ? content : null,
    refusal: null,
    ...(answer.reasoning ? { reasoning_content: answer.reasoning } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...head(answer, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finish }],
    ...(answer.usage ? { usage: usage(answer.usage) } : {}),
  };
}

function frames(answer: Answer, asked: Ask): readonly Frame[] {
  const chunk = (part: Frame["part"], delta: unknown, finish: string | null = null): Frame =>
    frame(part, answer, { choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  const first = answer.toolCalls.length > 0 && answer.chunks.length === 0 ? null : "";
  const all: Frame[] = [chunk("opening", { role: "assistant", content: first, refusal: null })];
  if (answer.reasoning) all.push(chunk("content", { reasoning_content: answer.reasoning }));
  for (const content of answer.chunks) all.push(chunk("content", { content }));
  for (const [index, call] of answer.toolCalls.entries()) {
    const named = { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } };
    all.push(chunk("content", { tool_calls: [named] }));
    const half = Math.ceil(call.arguments.length / 2);
    for (const part of [call.arguments.slice(0, half), call.arguments.slice(half)]) {
      if (part) all.push(chunk("content", { tool_calls: [{ index, function: { arguments: part } }] }));
    }
  }
  all.push(chunk("mark", {}, answer.finish));
  if (asked.includeUsage && answer.usage) all.push(frame("usage", answer, { choices: [], usage: usage(answer.usage) }));
  all.push({ part: "closing", text: "data: [DONE]\n\n" });
  return all;
}

function frame(part: Frame["part"], answer: Answer, rest: Readonly<Record<string, unknown>>): Frame {
  return { part, text: `data: ${JSON.stringify({ ...head(answer, "chat.completion.chunk"), ...rest })}\n\n` };
}

function head(answer: Answer, kind: string): Readonly<Record<string, unknown>> {
  return { id: answer.id, object: kind, created: answer.created, model: answer.model, service_tier: "default" };
}

function usage(used: Usage): unknown {
  return {
    prompt_tokens: used.inputTokens,
    completion_tokens: used.outputTokens,
    total_tokens: used.inputTokens + used.outputTokens,
    prompt_tokens_details: { cached_tokens: used.cacheReadTokens, cache_write_tokens: used.cacheWriteTokens },
    completion_tokens_details: { reasoning_tokens: used.reasoningTokens },
  };
}
