import { createRouter } from "llmux";
import { afterAll, describe, expect, it } from "vitest";
import { dialects } from "../../src/data/dialects.ts";
import { PARAMETERS as anthropic } from "../../src/providers/anthropic/parameters.ts";
import { PARAMETERS as gemini } from "../../src/providers/gemini/parameters.ts";
import { SAMPLES } from "../providers/parameter-samples.ts";

const HI = [{ role: "user", content: "hi" }];
const tools = [{ type: "function", function: { name: "look", parameters: {} } }];
const late = { messages: [...HI, { role: "assistant", content: "a" }, { role: "system", content: "late" }, ...HI] };
const named = { messages: [{ role: "user", content: "hi", name: "Ada" }] };
const audio = { messages: [...HI, { role: "assistant", content: "a", audio: { id: "x" } }, ...HI] };
const grammar = { type: "grammar", grammar: { syntax: "lark", definition: "start: A" } };
const custom = { tools: [{ type: "custom", custom: { name: "w", format: grammar } }] };
const marked = (marks: object[]) => ({
  messages: [
    { role: "user", content: marks.map((mark) => ({ type: "text", text: "x", prompt_cache_breakpoint: mark })) },
  ],
});
const schema = (schema: object) => ({ response_format: { type: "json_schema", json_schema: { name: "it", schema } } });
const strictTool = {
  type: "function",
  function: { name: "f", strict: true, parameters: { type: "object", minProperties: 1 } },
};
const CLAUDE = "anthropic/claude-opus-5-5";
const OLDER = "anthropic/claude-haiku-4-5";
const GEMINI = "gemini/gemini-3.8-flash";

/** What only some models, or some values, lose. */
const LOSSES: readonly (readonly [target: string, request: object])[] = [
  [CLAUDE, late],
  [CLAUDE, named],
  [CLAUDE, audio],
  [CLAUDE, custom],
  [CLAUDE, marked(Array(5).fill({ mode: "explicit" }))],
  [CLAUDE, marked([{ mode: "explicit", ttl: "12h" }])],
  [CLAUDE, { tools, tool_choice: "required" }],
  [CLAUDE, { tool_choice: "required" }],
  [CLAUDE, { tools: [strictTool] }],
  [CLAUDE, { stop: [" "] }],
  [CLAUDE, { service_tier: "flex" }],
  [CLAUDE, { temperature: 0.5 }],
  [CLAUDE, { reasoning_effort: "none" }],
  [CLAUDE, { response_format: { type: "json_object" } }],
  [CLAUDE, schema({ type: "object", properties: { a: { type: "integer", minimum: 1 } } })],
  [OLDER, { temperature: 1.5 }],
  [OLDER, { temperature: 0.5, top_p: 0.5 }],
  [OLDER, { reasoning_effort: "max" }],
  [OLDER, { reasoning_effort: "high", top_k: 5 }],
  [OLDER, { reasoning_effort: "high", max_tokens: 3_000 }],
  [OLDER, { reasoning_effort: "high", tools, tool_choice: "required" }],
  [GEMINI, late],
  [GEMINI, named],
  [GEMINI, audio],
  [GEMINI, custom],
  [GEMINI, { messages: [...HI, { role: "assistant", content: "a" }] }],
  [GEMINI, { stop: ["1", "2", "3", "4", "5", "6"] }],
  [GEMINI, { seed: 2 ** 40 }],
  [GEMINI, { service_tier: "scale" }],
  [GEMINI, { tool_choice: "required" }],
  [GEMINI, { web_search_options: { search_context_size: "low" } }],
  [GEMINI, { reasoning_effort: "none" }],
  ["gemini/gemini-4-argon", { temperature: 0.5 }],
  ["gemini/gemini-2.5-flash", { tools, response_format: { type: "json_object" } }],
  ["gemini/gemma-3-27b-it", { reasoning_effort: "high" }],
  ["openai/gpt-5.5", { temperature: 0.5 }],
  ["openai/gpt-5.6-sol", { tools }],
  ["openai/o4-mini", { stop: "x" }],
  ["mistral/mistral-large", { made_up: 1 }],
  ["mistral/mistral-large", { reasoning_effort: "low" }],
  ["moonshotai/kimi-k2", { temperature: 1.5 }],
  ["deepseek/deepseek-v4", schema({ type: "object" })],
  ["alibaba/qwen3-8b", { reasoning_effort: "low" }],
  ["groq/llama-4", { messages: [...HI, { role: "assistant", content: "a", made_up: 1 }, ...HI] }],
];

/** One row for each parameter that a table leaves out, may not be heeded, or brings into range. */
function fromTables(): (readonly [string, object])[] {
  const rows: (readonly [string, object])[] = [];
  const add = (target: string, param: string) => {
    const { value, beside = {} } = SAMPLES[param]!;
    rows.push([target, { ...beside, [param]: value }]);
  };
  for (const [param, row] of Object.entries(anthropic)) if (row.treatment === "warn") add(OLDER, param);
  for (const [param, row] of Object.entries(gemini)) if (row.treatment === "warn") add(GEMINI, param);
  for (const [vendor, { params = {} }] of Object.entries(dialects)) {
    if (vendor === "openai" || vendor === "gemini-compatible") continue;
    for (const [param, rule] of Object.entries(params)) {
      const neutral = param === "service_tier" || param === "tool_choice";
      if ((rule === "drop" || rule === "unsure") && !neutral) add(`${vendor}/some-model`, param);
    }
  }
  return rows;
}

const ROWS = [...LOSSES, ...fromTables()];
let requests = 0;
const providers = Object.fromEntries(
  [...new Set(ROWS.map(([target]) => target.split("/")[0]!))].map((name) => [
    name,
    { apiKey: "sk-test", baseURL: "http://upstream.invalid" },
  ]),
);
const fetch = () => {
  requests += 1;
  return Promise.reject(new TypeError("fetch failed"));
};
const lenient = createRouter({ providers, fetch });
const strict = createRouter({ providers, fetch, strict: true });
afterAll(() => Promise.all([lenient.close(), strict.close()]));

describe("strict", () => {
  it.each(ROWS)("makes an error of every warning: %s %j", async (model, request) => {
    const body = { model, messages: HI, ...request } as unknown as Parameters<typeof strict.explain>[0];
    const { warnings, skipped } = await lenient.explain(body);
    expect(skipped).toEqual([]);
    expect(warnings.length).toBeGreaterThan(0);
    requests = 0;
    await expect(strict.chat.completions.create(body as never)).rejects.toMatchObject({ kind: "unsupported" });
    expect(requests).toBe(0);
  });
});
