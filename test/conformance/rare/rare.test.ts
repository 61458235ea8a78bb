import { type ChatCompletionChunk, createRouter, type Router } from "llmux";
import { afterEach, beforeEach, expect, it } from "vitest";
import { accumulator } from "../../../src/streams/accumulate.ts";
import { events, json } from "../frames.ts";
import { wireOf } from "../healthy.ts";
import { observed, observedChunks } from "../samples/observed.ts";
import { brokenRules } from "../samples/shape.ts";
import { anthropic } from "./anthropic.ts";
import { errors } from "./errors.ts";
import { gemini } from "./gemini.ts";
import { openai } from "./openai.ts";
import type { Rare, Want } from "./rare.ts";
import { vendors } from "./vendors.ts";

const TABLES: Readonly<Record<string, readonly Rare[]>> = {
  "openai/gpt-4.1": openai,
  "anthropic/claude-opus-5-5": anthropic,
  "gemini/gemini-3.8-flash": gemini,
  "elsewhere/some-model": vendors,
  "openai/gpt-4o": errors,
};
const ROWS = Object.entries(TABLES).flatMap(([target, table]) => table.map((row) => ({ target, ...row })));
const tools = [{ type: "function" as const, function: { name: "look", parameters: {} } }];

const access = { apiKey: "sk-test-0123456789", baseURL: "https://upstream.invalid/v1" };
/** Endpoints that are known by their address alone, or not at all. */
const OTHERS: Readonly<Record<string, { kind: "openai"; baseURL?: string }>> = {
  elsewhere: { kind: "openai" },
  googles: { kind: "openai", baseURL: "https://generativelanguage.googleapis.com/v1beta/openai" },
};
const names = [...new Set(ROWS.map(({ target }) => target.split("/")[0]!))];
let answer: () => Response;
let router: Router;
beforeEach(() => {
  router = createRouter({
    providers: Object.fromEntries(names.map((name) => [name, { ...access, ...OTHERS[name] }])),
    fetch: async () => answer(),
    retry: { maxRetries: 0 },
    breaker: false,
  });
});
afterEach(() => router.close());

function play({ target, whole, stream, raw }: Rare & { target: string }): void {
  const wire = wireOf(target);
  const made = raw ?? (stream ? events(wire, stream) : json(whole));
  const type = raw
    ? (raw.type ?? "application/json")
    : String((made as { headers?: object }).headers?.["content-type" as never]);
  answer = () => new Response(String(made.body), { status: made.status ?? 200, headers: { "content-type": type } });
}

async function asked(row: Rare & { target: string }) {
  play(row);
  const { target, request } = row;
  const body = {
    model: target,
    messages: [{ role: "user" as const, content: "hi" }],
    ...(!target.startsWith("perplexity/") && { tools }),
    ...request,
  };
  if (!row.stream && !(request as { stream?: boolean } | undefined)?.stream) {
    const completion = await router.chat.completions.create(body);
    return { saw: () => observed(completion), completion, broken: [] };
  }
  const chunks: ChatCompletionChunk[] = [];
  const sum = accumulator();
  const options = { stream: true as const, stream_options: { include_usage: true } };
  for await (const chunk of await router.chat.completions.create({ ...body, ...options })) {
    chunks.push(chunk);
    sum.add(chunk);
  }
  const one = !(row.request as { n?: number } | undefined)?.n;
  return {
    saw: () => observedChunks(chunks),
    completion: sum.completion(),
    broken: one && row.want.finish !== "length" ? brokenRules(chunks, true) : [],
  };
}

const NOTHING = { text: "", reasoning: "", finish: "stop" } satisfies Want;

it.each(ROWS.map((row) => [`${row.target.split("/")[0]} · ${row.name}`, row] as const))("%s", async (_name, row) => {
  const { kind, message, answer: whole, usage, calls, ...want } = row.want;
  if (kind !== undefined) {
    await expect(asked(row)).rejects.toMatchObject({ kind });
    return;
  }
  const { saw, completion, broken } = await asked(row);
  if (message) expect(completion.choices[0]?.message).toMatchObject(message);
  if (whole) expect(completion).toMatchObject(whole);
  expect(
    broken.filter((rule) => !(calls?.some(({ input }) => typeof input === "string") && rule.startsWith("tool calls"))),
  ).toEqual([]);
  // Arguments that were cut off are no JSON: the row's `message` has them.
  if (want.finish === "length" && completion.choices[0]?.message.tool_calls) {
    expect(completion.choices[0].finish_reason).toBe(want.finish);
    return;
  }
  const seen = saw();
  expect({ text: seen.text, reasoning: seen.reasoning, finish: seen.finish, calls: seen.calls }).toEqual({
    ...NOTHING,
    calls: calls ?? [],
    ...want,
  });
  if (usage) expect(seen.usage).toMatchObject(usage);
});
