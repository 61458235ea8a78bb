import type * as AI from "ai";
import type { EmbeddingModel, LanguageModel } from "ai";
import type { Ask, Client, Driver, Tool } from "../client.ts";

/** What of the package is driven; the same in both majors. */
export type Sdk = Pick<typeof AI, "generateText" | "streamText" | "embedMany" | "tool" | "stepCountIs" | "Output">;

/** How a provider package names its models over one fetch. */
export interface Models {
  chat(id: string): LanguageModel;
  embedding(id: string): EmbeddingModel;
}

const FINISH: Readonly<Record<string, string>> = { "tool-calls": "tool_calls", "content-filter": "content_filter" };

/** The AI SDK over one of its provider packages: `generateText`, `streamText`, `Output.object`, `embedMany`. */
export function aiSdkDriver(
  name: string,
  sdk: Sdk,
  models: (fetch: typeof globalThis.fetch) => Models,
  gaps: Driver["gaps"] = {},
): Driver {
  return {
    name,
    gaps: {
      "break closes upstream": "streamText reads on behind a reader who left; it takes a signal for that",
      ...gaps,
    },
    errorName: () => "AI_APICallError",
    over: (fetch) => overAiSdk(sdk, models(fetch)),
  };
}

function overAiSdk(sdk: Sdk, models: Models): Client {
  const settings = (ask: Ask) => ({ ...settingsOf(ask), model: models.chat(ask.model), maxRetries: 0 });
  const withTools = (ask: Ask, tools: readonly Tool[]) => ({
    ...settings(ask),
    tools: Object.fromEntries(tools.map((one) => [one.name, toolOf(sdk, one)])),
    stopWhen: sdk.stepCountIs(5),
  });
  return {
    async create(ask) {
      const { text, finishReason, usage } = await sdk.generateText(settings(ask));
      return { text, finish: finish(finishReason), usage: { input: usage.inputTokens, output: usage.outputTokens } };
    },
    async *stream(ask) {
      let text = "";
      // Without onError the SDK prints what it hands on as a part of the stream.
      const result = sdk.streamText({ ...settings(ask), onError: () => {} });
      for await (const part of result.fullStream) {
        if (part.type === "error") throw part.error;
        if (part.type === "abort") return { text, finish: undefined, usage: undefined };
        if (part.type !== "text-delta") continue;
        text += part.text;
        yield part.text;
      }
      const usage = await result.usage;
      return {
        text,
        finish: finish(await result.finishReason),
        usage: { input: usage.inputTokens, output: usage.outputTokens },
      };
    },
    async tools(ask, tools) {
      return (await sdk.generateText(withTools(ask, tools))).text;
    },
    async streamTools(ask, tools) {
      const result = sdk.streamText({ ...withTools(ask, tools), onError: () => {} });
      for await (const part of result.fullStream) if (part.type === "error") throw part.error;
      return await result.text;
    },
    async structured(ask, schema) {
      return (await sdk.generateText({ ...settings(ask), output: sdk.Output.object({ schema }) })).output;
    },
    async embed(model, texts) {
      const { embeddings } = await sdk.embedMany({ model: models.embedding(model), values: [...texts], maxRetries: 0 });
      return embeddings;
    },
    failure(thrown) {
      const { name, statusCode, message } = thrown as Error & { statusCode?: number };
      return { name, status: statusCode, message };
    },
  };
}

const finish = (reason: string) => FINISH[reason] ?? reason;

function settingsOf(ask: Ask) {
  const text = { type: "text" as const, text: ask.prompt };
  const image = ask.image && { type: "image" as const, image: ask.image };
  return {
    ...(ask.system !== undefined && { system: ask.system }),
    messages: [
      ...(ask.history ?? []).map(({ role, text: content }) => ({ role, content })),
      { role: "user" as const, content: image ? [text, image] : ask.prompt },
    ],
    ...(ask.temperature !== undefined && { temperature: ask.temperature }),
    ...(ask.topP !== undefined && { topP: ask.topP }),
    ...(ask.maxTokens !== undefined && { maxOutputTokens: ask.maxTokens }),
    ...(ask.stop && { stopSequences: [...ask.stop] }),
    ...(ask.signal && { abortSignal: ask.signal }),
  };
}

function toolOf(sdk: Sdk, { name, parameters, run }: Tool) {
  return sdk.tool({
    description: `the tool ${name}`,
    inputSchema: parameters,
    execute: async (args: unknown) => run(args),
  });
}
