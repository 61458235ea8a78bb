import type { Usage } from "../../contract/usage.ts";
import { list, object, text } from "../json.ts";
import { parsed } from "../parsed.ts";
import { vectorOf } from "../vectors.ts";
import type { Answer, Frame } from "./answer.ts";
import type { Ask, Turn } from "./ask.ts";
import { geminiError } from "./gemini-errors.ts";
import { refuseSchemas } from "./gemini-schema.ts";
import { callSignature, refuseSignatures } from "./gemini-signatures.ts";
import type { Route, Wire } from "./wire.ts";

const MODELS = ["gemini-3.8-flash", "gemini-3.8-pro"];

/** OpenAI's finish reasons in Gemini's words; any other word is sent as it is. */
const FINISH_REASONS: Readonly<Record<string, string>> = {
  stop: "STOP",
  length: "MAX_TOKENS",
  tool_calls: "STOP",
  content_filter: "SAFETY",
};

/** Gemini generateContent: https://ai.google.dev/api/generate-content */
export const geminiWire: Wire = {
  kind: "gemini",
  basePath: "",
  requestIdHeader: "x-goog-request-id",
  required: ["contents"],
  idPrefix: { answer: "", call: "" },
  route,
  ask,
  refuse: (asked, at) => refuseSignatures(asked, at.model ?? "") ?? refuseSchemas(asked),
  json: (answer) => body(answer, parts(answer), answer.finish),
  hollow: (answer) => ({ ...body(answer, [], answer.finish), candidates: [] }),
  frames,
  models: () => ({
    models: MODELS.map((id) => ({
      name: `models/${id}`,
      displayName: id,
      supportedGenerationMethods: ["generateContent"],
    })),
  }),
  embeddings: { required: ["requests"], answer: vectors },
  error: geminiError,
  event: (json) => `data: ${json}\r\n\r\n`,
  ping: ": keepalive\r\n\r\n",
};

const ROUTE = /\/v1(?:beta|alpha)?\/(?:models|tunedModels)\/([^:/]+):(generateContent|streamGenerateContent)$/;

const EMBEDS = /\/v1(?:beta|alpha)?\/models\/([^:/]+):batchEmbedContents$/;

function vectors(body: unknown, { model = "" }: Route): unknown {
  const requests = list(object(body).requests).map(object);
  const embeddings = requests.map(({ content, outputDimensionality }) => {
    const parts = list(object(content).parts).map((part) => text(object(part).text));
    return { values: vectorOf(parts.join(""), model, Number(outputDimensionality) || undefined) };
  });
  return { embeddings };
}

function route(method: string, url: URL): Route | undefined {
  if (method === "GET" && /\/v1(?:beta|alpha)?\/models$/.test(url.pathname)) return { operation: "models" };
  const embeds = method === "POST" ? EMBEDS.exec(url.pathname) : null;
  if (embeds) return { operation: "embeddings", model: decodeURIComponent(embeds[1] ?? "") };
  const match = method === "POST" ? ROUTE.exec(url.pathname) : null;
  if (!match) return undefined;
  const stream = match[2] === "streamGenerateContent";
  const array = stream && url.searchParams.get("alt") !== "sse";
  return { operation: "chat", model: decodeURIComponent(match[1] ?? ""), stream, array };
}

function ask(asked: unknown, at: Route): Ask {
  const request = object(asked);
  const config = object(request.generationConfig);
  const calling = object(object(request.toolConfig).functionCallingConfig);
  const offered = list(calling.mode === "NONE" ? [] : request.tools);
  const tools = offered.flatMap((tool) => list(object(tool).functionDeclarations).map(object));
  const names = list(calling.allowedFunctionNames).map(text);
  const wantsJson = config.responseMimeType === "application/json";
  const system = turn(request.systemInstruction).text || text(request.systemInstruction);
  return {
    model: at.model ?? "",
    stream: at.stream === true,
    includeUsage: true,
    turns: [...(system ? [{ role: "system" as const, text: system }] : []), ...list(request.contents).map(turn)],
    tools: tools.map((tool) => ({ name: text(tool.name), schema: tool.parametersJsonSchema ?? tool.parameters })),
    forced: calling.mode === "ANY" ? names[0] || true : undefined,
    schema: wantsJson ? (config.responseJsonSchema ?? config.responseSchema ?? {}) : undefined,
    maxTokens: Number(config.maxOutputTokens) || undefined,
  };
}

function turn(content: unknown): Turn {
  const pieces = list(object(content).parts).map(object);
  const isResult = pieces.some((part) => part.functionResponse !== undefined);
  const said = pieces.map((part) => text(part.text) || result(part.functionResponse)).join("");
  return { role: isResult ? "tool" : object(content).role === "model" ? "assistant" : "user", text: said };
}

function result(response: unknown): string {
  return response === undefined ? "" : JSON.stringify(object(response).response ?? {});
}

type Part = Readonly<Record<string, unknown>>;

function parts(answer: Answer): readonly Part[] {
  const content = answer.chunks.join("");
  return [
    ...(answer.reasoning ? [{ text: answer.reasoning, thought: true }] : []),
    ...(content ? [{ text: content }] : []),
    ...calls(answer),
  ];
}

/** Gemini 3 signs the first call of a step, and wants the signature back. */
function calls(answer: Answer): readonly Part[] {
  return answer.toolCalls.map((call, index) => {
    const functionCall = { name: call.name, args: parsed(call.arguments, {}) };
    const signature = index === 0 ? callSignature(answer.model, functionCall) : undefined;
    return { functionCall, ...(signature === undefined ? {} : { thoughtSignature: signature }) };
  });
}

function body(answer: Answer, content: readonly Part[], finish: string | undefined): Readonly<Record<string, unknown>> {
  const finishReason = finish === undefined ? undefined : (FINISH_REASONS[finish] ?? finish);
  return {
    candidates: [
      { content: { role: "model", parts: content }, index: 0, ...(finishReason === undefined ? {} : { finishReason }) },
    ],
    ...(answer.usage ? { usageMetadata: usage(answer.usage) } : {}),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

function frames(answer: Answer): readonly Frame[] {
  const sent: Part[] = [
    ...(answer.reasoning ? [{ text: answer.reasoning, thought: true }] : []),
    ...answer.chunks.map((one) => ({ text: one })),
    ...calls(answer),
  ];
  const event = (part: Frame["part"], value: unknown): Frame => ({
    part,
    text: geminiWire.event(JSON.stringify(value)),
  });
  return [
    ...sent.map((one, index) => event("content", body(soFar(answer, (index + 1) / sent.length), [one], undefined))),
    event("mark", body(answer, [{ text: "" }], answer.finish)),
  ];
}

function soFar(answer: Answer, share: number): Answer {
  const { usage: used } = answer;
  if (used === null) return answer;
  const reasoningTokens = answer.reasoning ? used.reasoningTokens : 0;
  const outputTokens = reasoningTokens + Math.ceil((used.outputTokens - reasoningTokens) * share);
  return { ...answer, usage: { ...used, outputTokens, reasoningTokens } };
}

/** Gemini counts thoughts beside the candidates, not within them; every chunk repeats the running total. */
function usage(used: Usage): unknown {
  return {
    promptTokenCount: used.inputTokens,
    ...(used.cacheReadTokens > 0 ? { cachedContentTokenCount: used.cacheReadTokens } : {}),
    candidatesTokenCount: used.outputTokens - used.reasoningTokens,
    ...(used.reasoningTokens > 0 ? { thoughtsTokenCount: used.reasoningTokens } : {}),
    totalTokenCount: used.inputTokens + used.outputTokens,
  };
}
