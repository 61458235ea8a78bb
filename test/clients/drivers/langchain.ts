import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import type { Ask, Client, Driver, Said, Tool } from "../client.ts";
import { openaiErrorName, openaiFailure } from "./openai.ts";

/** LangChain's `ChatOpenAI`: `invoke`, `stream`, `bindTools`, `withStructuredOutput`. */
export function langchainDriver(name: string, options: { readonly useResponsesApi?: boolean } = {}): Driver {
  return {
    name,
    gaps: options.useResponsesApi ? { stop: "the API has no stop sequences" } : {},
    errorName: (status, fault) => (fault === "context_length" ? "ContextOverflowError" : openaiErrorName(status)),
    over: (fetch) => overLangChain((ask) => modelOf(ask, fetch, options), fetch),
  };
}

function modelOf(ask: Ask, fetch: typeof globalThis.fetch, options: { readonly useResponsesApi?: boolean }) {
  return new ChatOpenAI({
    model: ask.model,
    apiKey: "-",
    maxRetries: 0,
    configuration: { fetch },
    ...options,
    ...(ask.temperature !== undefined && { temperature: ask.temperature }),
    ...(ask.topP !== undefined && { topP: ask.topP }),
    ...(ask.maxTokens !== undefined && { maxTokens: ask.maxTokens }),
    ...(ask.stop && { stop: [...ask.stop] }),
  });
}

function overLangChain(model: (ask: Ask) => ChatOpenAI, fetch: typeof globalThis.fetch): Client {
  return {
    async create(ask) {
      return saidOf(await model(ask).invoke(messagesOf(ask), signalOf(ask)));
    },
    async *stream(ask) {
      let whole: AIMessage | undefined;
      for await (const chunk of await model(ask).stream(messagesOf(ask), signalOf(ask))) {
        whole = whole ? (whole as typeof chunk).concat(chunk) : chunk;
        yield chunk.text;
      }
      return saidOf(whole ?? new AIMessage(""));
    },
    tools: (ask, tools) => loop(tools, messagesOf(ask), (bound, turns) => model(ask).bindTools(bound).invoke(turns)),
    streamTools: (ask, tools) =>
      loop(tools, messagesOf(ask), async (bound, turns) => {
        let whole: AIMessage | undefined;
        for await (const chunk of await model(ask).bindTools(bound).stream(turns)) {
          whole = whole ? (whole as typeof chunk).concat(chunk) : chunk;
        }
        return whole ?? new AIMessage("");
      }),
    structured: (ask, schema) => model(ask).withStructuredOutput(schema).invoke(messagesOf(ask)),
    async embed(id, texts) {
      const embeddings = new OpenAIEmbeddings({ model: id, apiKey: "-", maxRetries: 0, configuration: { fetch } });
      return await embeddings.embedDocuments([...texts]);
    },
    failure(thrown) {
      const { name, cause } = thrown as Error;
      // LangChain's own error stands around the SDK's.
      return name === "ContextOverflowError" ? { ...openaiFailure(cause), name } : openaiFailure(thrown);
    },
  };
}

type Bound = Parameters<ChatOpenAI["bindTools"]>[0];

async function loop(
  tools: readonly Tool[],
  turns: BaseMessage[],
  ask: (bound: Bound, turns: BaseMessage[]) => Promise<AIMessage>,
): Promise<string> {
  const bound = tools.map(({ name, parameters, run }) =>
    tool((args) => run(args), { name, description: `the tool ${name}`, schema: parameters }),
  );
  for (let step = 0; step < 5; step += 1) {
    const answer = await ask(bound, turns);
    turns.push(answer);
    if (!answer.tool_calls?.length) return answer.text;
    for (const call of answer.tool_calls) {
      const content = tools.find(({ name }) => name === call.name)?.run(call.args) ?? "";
      turns.push(new ToolMessage({ content, tool_call_id: call.id ?? "" }));
    }
  }
  throw new Error("no end of tool calls");
}

const signalOf = ({ signal }: Ask) => (signal ? { signal } : {});

function messagesOf(ask: Ask): BaseMessage[] {
  const image = ask.image && { type: "image_url" as const, image_url: { url: ask.image } };
  return [
    ...(ask.system ? [new SystemMessage(ask.system)] : []),
    ...(ask.history ?? []).map(({ role, text }) => (role === "user" ? new HumanMessage(text) : new AIMessage(text))),
    new HumanMessage(image ? { content: [{ type: "text", text: ask.prompt }, image] } : ask.prompt),
  ];
}

/** From the Responses API it hands on how that says it. */
function finishOf(response: Record<string, unknown> = {}): string | undefined {
  const { finish_reason, status, incomplete_details } = response;
  if (typeof finish_reason === "string" || status === undefined) return finish_reason as string | undefined;
  const { reason } = (incomplete_details ?? {}) as { reason?: string };
  return reason === "max_output_tokens" ? "length" : (reason ?? "stop");
}

function saidOf(message: AIMessage): Said {
  const { response_metadata: response } = message;
  const usage = message.usage_metadata as UsageMetadata | undefined;
  return {
    text: message.text,
    finish: finishOf(response),
    usage: usage && { input: usage.input_tokens, output: usage.output_tokens },
  };
}
