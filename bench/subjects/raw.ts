import { MODELS } from "../scenarios.ts";
import { conversation, type MakeSubject, MESSAGES, PROMPT, type Subject } from "./subject.ts";

interface OpenAIOptions {
  readonly fetch?: typeof fetch;
  readonly model?: string;
  readonly messages?: ReturnType<typeof conversation>;
}

/** The OpenAI SDK, used as its README says; over another fetch, if one is given. */
export async function openaiSubject(
  root: string,
  { fetch, model = MODELS.openai, messages = MESSAGES }: OpenAIOptions = {},
): Promise<Subject> {
  const { default: OpenAI } = await import("openai");
  const { completions } = new OpenAI({ apiKey: "bench", baseURL: `${root}/v1`, ...(fetch && { fetch }) }).chat;
  const body = { model, messages };
  return async (isStream, onFirst) => {
    if (!isStream) return (await completions.create(body)).choices[0]?.message.content ?? "";
    let text = "";
    const stream = await completions.create({ ...body, stream: true, stream_options: { include_usage: true } });
    for await (const { choices } of stream) {
      onFirst();
      text += choices[0]?.delta.content ?? "";
    }
    return text;
  };
}

const anthropic: MakeSubject = async (root) => {
  const { default: Anthropic } = await import("@anthropic-ai/sdk");
  const client = new Anthropic({ apiKey: "bench", baseURL: root });
  const body = { model: MODELS.anthropic, messages: MESSAGES, max_tokens: 1_000 };
  return async (isStream, onFirst) => {
    let text = "";
    if (!isStream) {
      for (const block of (await client.messages.create(body)).content) if (block.type === "text") text += block.text;
      return text;
    }
    for await (const event of await client.messages.create({ ...body, stream: true })) {
      if (event.type !== "content_block_delta" || event.delta.type !== "text_delta") continue;
      onFirst();
      text += event.delta.text;
    }
    return text;
  };
};

const generativeAi: MakeSubject = async (root) => {
  const { GoogleGenerativeAI } = await import("@google/generative-ai");
  const model = new GoogleGenerativeAI("bench").getGenerativeModel({ model: MODELS.gemini }, { baseUrl: root });
  return async (isStream, onFirst) => {
    if (!isStream) return (await model.generateContent(PROMPT)).response.text();
    let text = "";
    for await (const piece of (await model.generateContentStream(PROMPT)).stream) {
      onFirst();
      text += piece.text();
    }
    return text;
  };
};

const genai: MakeSubject = async (root) => {
  const { GoogleGenAI } = await import("@google/genai");
  const { models } = new GoogleGenAI({ apiKey: "bench", httpOptions: { baseUrl: root } });
  const request = { model: MODELS.gemini, contents: PROMPT };
  return async (isStream, onFirst) => {
    if (!isStream) return (await models.generateContent(request)).text ?? "";
    let text = "";
    for await (const piece of await models.generateContentStream(request)) {
      onFirst();
      text += piece.text ?? "";
    }
    return text;
  };
};

/** The providers' own SDKs, each used as its README says. */
export const RAW: Readonly<Record<string, MakeSubject>> = {
  openai: openaiSubject,
  "openai, 100 messages": (root) => openaiSubject(root, { messages: conversation(100) }),
  "openai, 1,000 messages": (root) => openaiSubject(root, { messages: conversation(1000) }),
  "@anthropic-ai/sdk": anthropic,
  "@google/generative-ai": generativeAi,
  "@google/genai": genai,
};
