import type { BaseTool, ChatMessage, MessageContent } from "@llamaindex/core/llms";
import { tool } from "@llamaindex/core/tools";
import { OpenAI, OpenAIEmbedding } from "@llamaindex/openai";
import type { Ask, Client, Driver, Tool } from "../client.ts";
import { openaiErrorName, openaiFailure } from "./openai.ts";

/** LlamaIndex's `OpenAI`: `chat` and `exec`, streamed and not. */
export const llamaindexDriver: Driver = {
  name: "@llamaindex/openai",
  gaps: {
    abort: "chat() takes no signal",
    "streamed usage": "it does not ask for it",
    "text before a streamed call": "it takes the first piece for all there is",
    "break closes upstream": "it never cancels what it reads",
  },
  errorName: openaiErrorName,
  over(fetch) {
    const session = { additionalSessionOptions: { fetch }, apiKey: "-", maxRetries: 0 };
    const model = (ask: Ask) =>
      new OpenAI({
        ...session,
        model: ask.model,
        ...(ask.temperature !== undefined && { temperature: ask.temperature }),
        ...(ask.topP !== undefined && { topP: ask.topP }),
        ...(ask.maxTokens !== undefined && { maxTokens: ask.maxTokens }),
        ...(ask.stop && { additionalChatOptions: { stop: [...ask.stop] } }),
      });
    return overLlamaIndex(model, (id) => new OpenAIEmbedding({ ...session, model: id }));
  },
};

interface Raw {
  readonly choices?: readonly { readonly finish_reason?: string | null }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

function overLlamaIndex(model: (ask: Ask) => OpenAI, embedding: (id: string) => OpenAIEmbedding): Client {
  return {
    async create(ask) {
      const { message, raw } = await model(ask).chat({ messages: messagesOf(ask) });
      return { text: textOf(message.content), ...endOf([raw as Raw]) };
    },
    async *stream(ask) {
      let text = "";
      const raws: Raw[] = [];
      for await (const { delta, raw } of await model(ask).chat({ messages: messagesOf(ask), stream: true })) {
        raws.push(raw as Raw);
        text += delta;
        yield delta;
      }
      return { text, ...endOf(raws) };
    },
    async tools(ask, tools) {
      const messages = messagesOf(ask);
      for (let step = 0; step < 5; step += 1) {
        const { newMessages, toolCalls } = await model(ask).exec({ messages, tools: tools.map(toolOf), stream: false });
        messages.push(...newMessages);
        if (toolCalls.length === 0) return textOf(newMessages.at(-1)!.content);
      }
      throw new Error("no end of tool calls");
    },
    async streamTools(ask, tools) {
      const messages = messagesOf(ask);
      for (let step = 0; step < 5; step += 1) {
        const answer = await model(ask).exec({ messages, tools: tools.map(toolOf), stream: true });
        for await (const _ of answer.stream);
        messages.push(...answer.newMessages());
        if (answer.toolCalls.length === 0) return textOf(messages.at(-1)!.content);
      }
      throw new Error("no end of tool calls");
    },
    async structured(ask, schema) {
      const responseFormat = schema as never;
      const { message } = await model(ask).chat({ messages: messagesOf(ask), responseFormat });
      return schema.parse(JSON.parse(textOf(message.content)));
    },
    embed: async (id, texts) => await embedding(id).getTextEmbeddings([...texts]),
    failure: openaiFailure,
  };
}

function endOf(raws: readonly Raw[]) {
  const usage = raws.findLast((raw) => raw.usage)?.usage;
  return {
    finish: raws.flatMap((raw) => raw.choices?.[0]?.finish_reason ?? []).at(-1),
    usage: usage ? { input: usage.prompt_tokens, output: usage.completion_tokens } : undefined,
  };
}

function textOf(content: MessageContent): string {
  return typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function messagesOf(ask: Ask): ChatMessage[] {
  const text = { type: "text" as const, text: ask.prompt };
  const image = ask.image && { type: "image_url" as const, image_url: { url: ask.image } };
  return [
    ...(ask.system ? [{ role: "system" as const, content: ask.system }] : []),
    ...(ask.history ?? []).map(({ role, text: content }) => ({ role, content })),
    { role: "user", content: image ? [text, image] : ask.prompt },
  ];
}

function toolOf({ name, parameters, run }: Tool): BaseTool {
  const description = `the tool ${name}`;
  return tool({ name, description, parameters, execute: (args: Record<string, unknown>) => run(args) }) as BaseTool;
}
