import type { Chunk, Router, RouterOptions } from "llmux";
import { EVENTS, PIECES, TEXT } from "../scenarios.ts";

const head = { id: "bench", created: 1_780_000_000, model: "m" };
const usage = { prompt_tokens: 20, completion_tokens: EVENTS, total_tokens: 20 + EVENTS };
const message = { role: "assistant", content: TEXT, refusal: null } as const;
const choice = { index: 0, message, logprobs: null, finish_reason: "stop" } as const;

/** Written out: with the head spread into it, a chunk costs its provider 4 µs, more than the router takes for it. */
function chunk(delta: Chunk["choices"][number]["delta"], finish_reason: "stop" | null): Chunk {
  const { id, created, model } = head;
  return { id, object: "chat.completion.chunk", created, model, choices: [{ index: 0, delta, finish_reason }] };
}

/** The answer as a stream. */
export async function* chunks(): AsyncGenerator<Chunk> {
  for (const content of PIECES) yield chunk({ content }, null);
  yield { ...chunk({}, "stop"), usage };
}

/** A router over a provider in memory; every `failEvery`-th call fails, if that is given. */
export async function memoryRouter(options: RouterOptions, failEvery = Infinity): Promise<Router> {
  const { createRouter } = await import("llmux");
  let calls = 0;
  const complete = async () => {
    calls += 1;
    if (calls % failEvery === 0) throw Object.assign(new Error("overloaded"), { status: 503 });
    return { ...head, object: "chat.completion" as const, choices: [choice], usage };
  };
  const memory = { name: "memory", complete, stream: chunks };
  return createRouter({ providers: { memory }, prices: { "memory/m": { input: 1, output: 1 } }, ...options });
}
