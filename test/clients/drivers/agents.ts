import {
  Agent,
  type Model,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  run,
  setTracingDisabled,
  tool,
} from "@openai/agents";
import OpenAI from "openai";
import type { Ask, Client, Driver, Tool } from "../client.ts";
import { openaiErrorName, openaiFailure } from "./openai.ts";

setTracingDisabled(true);

const MODELS = { chat: OpenAIChatCompletionsModel, responses: OpenAIResponsesModel } as const;

/** The Agents SDK with one of its OpenAI models: `run`, streamed and not, tools and an output type. */
export function agentsDriver(name: string, kind: keyof typeof MODELS): Driver {
  return {
    name,
    gaps: {
      "finish reason": "a run does not tell it",
      stop: "its settings have no stop sequences",
      embeddings: "it has none",
      "empty answer": "it takes no text for an unfinished turn, and asks again",
    },
    errorName: openaiErrorName,
    over(fetch) {
      const openai = new OpenAI({ apiKey: "-", fetch, maxRetries: 0 });
      return overAgents((id) => new MODELS[kind](openai as never, id));
    },
  };
}

function overAgents(model: (id: string) => Model): Client {
  const agent = (ask: Ask, rest: object = {}) =>
    new Agent({
      name: "one",
      model: model(ask.model),
      ...(ask.system !== undefined && { instructions: ask.system }),
      modelSettings: {
        ...(ask.temperature !== undefined && { temperature: ask.temperature }),
        ...(ask.topP !== undefined && { topP: ask.topP }),
        ...(ask.maxTokens !== undefined && { maxTokens: ask.maxTokens }),
      },
      ...rest,
    });
  return {
    async create(ask) {
      return saidOf(await run(agent(ask), inputOf(ask), signalOf(ask)));
    },
    async *stream(ask) {
      const result = await run(agent(ask), inputOf(ask), { stream: true, ...signalOf(ask) });
      for await (const piece of result.toTextStream()) yield piece;
      await result.completed;
      return saidOf(result);
    },
    async tools(ask, tools) {
      const result = await run(agent(ask, { tools: tools.map(toolOf) }), inputOf(ask));
      return String(result.finalOutput);
    },
    async streamTools(ask, tools) {
      const result = await run(agent(ask, { tools: tools.map(toolOf) }), inputOf(ask), { stream: true });
      await result.completed;
      return String(result.finalOutput);
    },
    async structured(ask, schema) {
      return (await run(agent(ask, { outputType: schema }), inputOf(ask))).finalOutput;
    },
    embed: () => Promise.reject(new Error("it has none")),
    failure: openaiFailure,
  };
}

function toolOf({ name, parameters, run: execute }: Tool) {
  return tool({ name, description: `the tool ${name}`, parameters, execute: async (args: unknown) => execute(args) });
}

const signalOf = ({ signal }: Ask) => (signal ? { signal } : {});

function inputOf(ask: Ask) {
  const text = { type: "input_text" as const, text: ask.prompt };
  const image = ask.image && { type: "input_image" as const, image: ask.image };
  return [
    ...(ask.history ?? []).map((turn) =>
      turn.role === "user"
        ? { role: "user" as const, content: turn.text }
        : {
            role: "assistant" as const,
            status: "completed" as const,
            content: [{ type: "output_text" as const, text: turn.text }],
          },
    ),
    { role: "user" as const, content: image ? [text, image] : ask.prompt },
  ];
}

interface Run {
  readonly finalOutput?: unknown;
  readonly rawResponses: readonly { readonly usage: { readonly inputTokens: number; readonly outputTokens: number } }[];
}

function saidOf({ finalOutput, rawResponses }: Run) {
  const usage = rawResponses.at(-1)?.usage;
  return {
    text: String(finalOutput ?? ""),
    finish: undefined,
    usage: usage && { input: usage.inputTokens, output: usage.outputTokens },
  };
}
