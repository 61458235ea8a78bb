import type OpenAI from "openai";
import type { z } from "zod";
import type { Ask, Client, Driver, Said, Tool } from "../client.ts";
import { openaiErrorName, openaiFailure } from "./openai.ts";

type Params = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, "stream" | "input">;
type Item = OpenAI.Responses.ResponseInputItem;

/** What the SDK's helpers for zod make; each major has its own. */
export interface TextHelpers {
  zodTextFormat(schema: z.ZodObject, name: string): never;
}

/** The official client's `responses`: `create`, the `stream()` helper and `parse()`. */
export function openaiResponsesDriver(name: string, Class: typeof OpenAI, helpers: TextHelpers): Driver {
  return {
    name,
    gaps: { stop: "the API has no stop sequences" },
    errorName: openaiErrorName,
    over: (fetch) => overResponses(new Class({ apiKey: "-", fetch }), helpers),
  };
}

function overResponses(openai: OpenAI, helpers: TextHelpers): Client {
  const { responses } = openai;
  return {
    async create(ask) {
      return said(await responses.create({ ...paramsOf(ask), input: inputOf(ask) }, optionsOf(ask)));
    },
    async *stream(ask) {
      const stream = responses.stream({ ...paramsOf(ask), input: inputOf(ask) }, optionsOf(ask));
      for await (const event of stream) if (event.type === "response.output_text.delta") yield event.delta;
      return said(await stream.finalResponse());
    },
    tools: (ask, tools) =>
      loop(ask, tools, (input, given) => responses.create({ ...paramsOf(ask), input, tools: given })),
    streamTools: (ask, tools) =>
      loop(ask, tools, (input, given) => responses.stream({ ...paramsOf(ask), input, tools: given }).finalResponse()),
    async structured(ask, schema) {
      const text = { format: helpers.zodTextFormat(schema, "answer") };
      return (await responses.parse({ ...paramsOf(ask), input: inputOf(ask), text })).output_parsed;
    },
    async embed(model, texts) {
      const { data } = await openai.embeddings.create({ model, input: [...texts] });
      return data.map(({ embedding }) => embedding);
    },
    failure: openaiFailure,
  };
}

type Send = (input: Item[], tools: OpenAI.Responses.FunctionTool[]) => Promise<OpenAI.Responses.Response>;

/** The loop that a user of the API writes: the whole output goes back, then the results. */
async function loop(ask: Ask, tools: readonly Tool[], send: Send): Promise<string> {
  const input = inputOf(ask);
  for (let step = 0; step < 5; step += 1) {
    const { output, output_text } = await send(input, tools.map(toolOf));
    const calls = output.filter((item) => item.type === "function_call");
    if (calls.length === 0) return output_text;
    input.push(...(output as Item[]));
    for (const { call_id, name, arguments: text } of calls) {
      const result = tools.find((tool) => tool.name === name)?.run(JSON.parse(text)) ?? "";
      input.push({ type: "function_call_output", call_id, output: result });
    }
  }
  throw new Error("no end of tool calls");
}

function paramsOf(ask: Ask): Params {
  return {
    model: ask.model,
    ...(ask.system !== undefined && { instructions: ask.system }),
    ...(ask.temperature !== undefined && { temperature: ask.temperature }),
    ...(ask.topP !== undefined && { top_p: ask.topP }),
    ...(ask.maxTokens !== undefined && { max_output_tokens: ask.maxTokens }),
  };
}

function inputOf(ask: Ask): Item[] {
  const text = { type: "input_text" as const, text: ask.prompt };
  const image = ask.image && { type: "input_image" as const, image_url: ask.image, detail: "auto" as const };
  return [
    ...(ask.history ?? []).map(({ role, text: content }) => ({ role, content })),
    { role: "user", content: image ? [text, image] : ask.prompt },
  ];
}

const optionsOf = ({ signal }: Ask) => (signal ? { signal } : {});

const ENDINGS: Readonly<Record<string, string>> = { max_output_tokens: "length", content_filter: "content_filter" };

function said({ output_text, status, incomplete_details, usage }: OpenAI.Responses.Response): Said {
  return {
    text: output_text,
    finish: status === "completed" ? "stop" : ENDINGS[incomplete_details?.reason ?? ""],
    usage: usage && { input: usage.input_tokens, output: usage.output_tokens },
  };
}

function toolOf({ name, parameters }: Tool): OpenAI.Responses.FunctionTool {
  const schema = parameters.toJSONSchema() as Record<string, unknown>;
  return { type: "function", name, description: `the tool ${name}`, parameters: schema, strict: true };
}
