import type { ChatCompletionTool } from "openai/resources/chat/completions";
import { column } from "./stage.ts";
import type { World } from "./world.ts";

const TOOL: ChatCompletionTool = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather forecast for a city.",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, days: { type: "integer" } },
      required: ["city", "days"],
      additionalProperties: false,
    },
  },
};

/** A tool call put together from a stream's chunks. */
interface Streamed {
  name: string;
  json: string;
  chunks: number;
  finish: string | null;
}

/** (c) A tool call from every provider, streamed. */
export async function toolStreams(world: World): Promise<void> {
  const { stage, targets } = world;
  stage.title("3  A streamed tool call from every provider", "create({ stream: true, tools })");
  let whole = 0;
  for (const model of targets) {
    try {
      const call = await streamCall(world, model);
      if (isWhole(call)) whole += 1;
      stage.line(
        `   ${column(model, 29)}${column(`${call.name}(${call.json})`, 39)}${`${call.chunks} chunks`.padStart(9)}`,
      );
    } catch (error) {
      stage.line(`   ${column(model, 29)}${column(String(error), 48)}`);
    }
  }
  stage.check(`${targets.length} of ${targets.length} streams gave the tool, whole JSON`, whole === targets.length);
}

async function streamCall({ router, ledger }: World, model: string): Promise<Streamed> {
  const messages = [{ role: "user" as const, content: "What will the weather be in Prague, the next 3 days?" }];
  const stream = await router.chat.completions.create(
    { model, messages, stream: true, tools: [TOOL], tool_choice: "required", max_completion_tokens: 1_000 },
    { tags: { step: "tool call" } },
  );
  const call: Streamed = { name: "", json: "", chunks: 0, finish: null };
  for await (const chunk of stream) {
    call.chunks += 1;
    const [choice] = chunk.choices;
    for (const piece of choice?.delta.tool_calls ?? []) {
      call.name += piece.function?.name ?? "";
      call.json += piece.function?.arguments ?? "";
    }
    call.finish = choice?.finish_reason ?? call.finish;
    if (chunk.x_llmux) ledger.add(chunk.x_llmux);
  }
  return call;
}

function isWhole({ name, json, chunks, finish }: Streamed): boolean {
  const { city, days } = JSON.parse(json) as { city?: unknown; days?: unknown };
  const asked = typeof city === "string" && city.includes("Prague") && days === 3;
  return name === "get_weather" && asked && chunks > 1 && finish === "tool_calls";
}
