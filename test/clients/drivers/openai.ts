import type OpenAI from "openai";
import type { z } from "zod";
import type { Ask, Client, Driver, Failure, Said, Tool } from "../client.ts";

type OpenAIClass = typeof OpenAI;
type Body = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, "stream">;

/** What the SDK's helpers for zod make; each major has its own. */
export interface ZodHelpers {
  zodResponseFormat(schema: z.ZodObject, name: string): never;
}

const CLASSES: Readonly<Record<number, string>> = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  409: "ConflictError",
  422: "UnprocessableEntityError",
  429: "RateLimitError",
};

export const openaiErrorName = (status: number) =>
  CLASSES[status] ?? (status >= 500 ? "InternalServerError" : "APIError");

/** The error's class, which is not its `name`: the SDK leaves that at "Error". */
export function openaiFailure(thrown: unknown): Failure {
  const error = thrown as Error & { status?: number };
  return { name: error.constructor.name, status: error.status, message: error.message };
}

/** The official client: `create`, the `stream()` helper, `runTools()` and `parse()`. */
export function openaiDriver(name: string, Class: OpenAIClass, helpers: ZodHelpers): Driver {
  return {
    name,
    gaps: {},
    errorName: openaiErrorName,
    over: (fetch) => overOpenAI(new Class({ apiKey: "-", fetch }), helpers),
  };
}

function overOpenAI(openai: OpenAI, helpers: ZodHelpers): Client {
  const { completions } = openai.chat;
  return {
    async create(ask) {
      return said(await completions.create(bodyOf(ask), optionsOf(ask)));
    },
    async *stream(ask) {
      const runner = completions.stream({ ...bodyOf(ask), stream_options: { include_usage: true } }, optionsOf(ask));
      for await (const chunk of runner) yield chunk.choices[0]?.delta.content ?? "";
      return said(await runner.finalChatCompletion());
    },
    async tools(ask, tools) {
      const runner = completions.runTools({ ...bodyOf(ask), tools: tools.map(runnable) });
      return (await runner.finalContent()) ?? "";
    },
    async streamTools(ask, tools) {
      const runner = completions.runTools({ ...bodyOf(ask), stream: true, tools: tools.map(runnable) });
      return (await runner.finalContent()) ?? "";
    },
    async structured(ask, schema) {
      const response_format = helpers.zodResponseFormat(schema, "answer");
      const completion = await completions.parse({ ...bodyOf(ask), response_format });
      return completion.choices[0]?.message.parsed;
    },
    async embed(model, texts) {
      const { data } = await openai.embeddings.create({ model, input: [...texts] });
      return data.map(({ embedding }) => embedding);
    },
    failure: openaiFailure,
  };
}

function bodyOf(ask: Ask): Body {
  const text = { type: "text" as const, text: ask.prompt };
  const image = ask.image && { type: "image_url" as const, image_url: { url: ask.image } };
  const history = (ask.history ?? []).map(({ role, text: content }) => ({ role, content }));
  return {
    model: ask.model,
    messages: [
      ...(ask.system ? [{ role: "system" as const, content: ask.system }] : []),
      ...history,
      { role: "user", content: image ? [text, image] : ask.prompt },
    ],
    ...(ask.temperature !== undefined && { temperature: ask.temperature }),
    ...(ask.topP !== undefined && { top_p: ask.topP }),
    ...(ask.maxTokens !== undefined && { max_completion_tokens: ask.maxTokens }),
    ...(ask.stop && { stop: [...ask.stop] }),
  };
}

const optionsOf = ({ signal }: Ask) => (signal ? { signal } : {});

function said({ choices, usage }: OpenAI.Chat.ChatCompletion): Said {
  return {
    text: choices[0]?.message.content ?? "",
    finish: choices[0]?.finish_reason,
    usage: usage && { input: usage.prompt_tokens, output: usage.completion_tokens },
  };
}

function runnable({ name, parameters, run }: Tool) {
  return {
    type: "function" as const,
    function: {
      name,
      description: `the tool ${name}`,
      parameters: parameters.toJSONSchema() as Record<string, unknown>,
      parse: (text: string) => parameters.parse(JSON.parse(text)),
      function: run,
    },
  };
}
