import fc from "fast-check";
import { createRouter, isLlmuxError } from "llmux";
import { describe, expect, it } from "vitest";

/** How many bodies are tried: all of them by `npm run conformance`. */
const BODIES = process.env.CONFORMANCE === "full" ? 10_000 : 1_000;

const scrap = fc.oneof(
  fc.constantFrom(null, undefined, "", "x", 0, -1, 1.5, 2 ** 60, true, [], {}, [null], [{}], { type: "function" }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Mostly what it should be, now and then anything. */
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 40, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: scrap });
const some = (model: Record<string, fc.Arbitrary<unknown>>) => fc.record(model, { requiredKeys: [] });

const part = fc.oneof(
  some({ type: fc.constant("text"), text: mostly(fc.string({ unit: "grapheme" })) }),
  some({
    type: fc.constantFrom("image_url", "input_audio", "file", "refusal", "thinking", "odd"),
    image_url: mostly(
      fc.record({ url: fc.constantFrom("https://a.example/x.png", "data:image/png;base64,AA==", "data:,", "x") }),
    ),
    input_audio: mostly(fc.record({ data: fc.constant("AA=="), format: fc.constantFrom("wav", "odd") })),
    file: mostly(
      fc.record({ file_data: fc.constantFrom("data:application/pdf;base64,AA==", "data:text/plain;base64,?") }),
    ),
  }),
);
const call = some({
  id: mostly(fc.constantFrom("a", "b", "c:1", "")),
  type: mostly(fc.constantFrom("function", "custom")),
  function: mostly(
    some({ name: mostly(fc.constant("look")), arguments: mostly(fc.constantFrom("{}", "", "[1]", '{"a":')) }),
  ),
  custom: mostly(some({ name: mostly(fc.constant("write")), input: mostly(fc.string()) })),
});
const state = some({
  v: mostly(fc.constant(1)),
  provider: fc.constant("anthropic"),
  model: scrap,
  blocks: scrap,
  text_hash: scrap,
});
const message = some({
  role: mostly(fc.constantFrom("user", "assistant", "tool", "system", "developer", "function")),
  content: mostly(fc.oneof(fc.string(), fc.array(mostly(part), { maxLength: 3 }))),
  tool_calls: mostly(fc.array(mostly(call), { maxLength: 2 })),
  tool_call_id: mostly(fc.constantFrom("a", "b")),
  provider_state: mostly(state),
  reasoning_content: mostly(fc.string()),
  refusal: mostly(fc.constant(null)),
  name: mostly(fc.constant("Ada")),
});
const turn = fc.oneof(
  { weight: 8, arbitrary: fc.record({ role: fc.constant("user"), content: fc.string({ minLength: 1 }) }) },
  { weight: 1, arbitrary: message },
);
const schema = fc.constantFrom(
  {},
  { type: "object" },
  { $ref: "#" },
  { type: ["object", "null"], properties: null },
  { anyOf: 3 },
);
const tool = some({
  type: mostly(fc.constantFrom("function", "custom", "web_search")),
  function: mostly(some({ name: mostly(fc.constant("look")), parameters: mostly(schema), strict: scrap })),
  custom: mostly(some({ name: mostly(fc.constant("write")), format: scrap })),
});
const FIELDS = [
  ...[
    "temperature",
    "top_p",
    "top_k",
    "n",
    "seed",
    "stop",
    "user",
    "metadata",
    "logit_bias",
    "logprobs",
    "top_logprobs",
  ],
  ...["frequency_penalty", "presence_penalty", "max_tokens", "max_completion_tokens", "reasoning_effort", "verbosity"],
  ...["response_format", "tool_choice", "parallel_tool_calls", "functions", "function_call", "modalities", "audio"],
  ...[
    "prediction",
    "service_tier",
    "store",
    "stream_options",
    "web_search_options",
    "provider_options",
    "models",
    "odd",
  ],
];
const body = fc
  .tuple(
    some({
      messages: mostly(fc.array(mostly(turn), { minLength: 1, maxLength: 4 })),
      tools: fc.option(fc.array(tool, { maxLength: 2 }), { freq: 3, nil: undefined }),
      response_format: mostly(
        fc.record({
          type: fc.constant("json_schema"),
          json_schema: mostly(fc.record({ name: fc.constant("it"), schema })),
        }),
      ),
      stream: fc.constantFrom(false, false, undefined, null, "yes"),
    }),
    fc.dictionary(fc.constantFrom(...FIELDS), scrap, { maxKeys: 2 }),
  )
  .map(([right, odd]) => ({ ...right, ...odd }));

const ANSWERS: readonly (readonly [RegExp, object])[] = [
  [/messages$/, { id: "m", type: "message", content: [{ type: "text", text: "ok" }], stop_reason: "end_turn" }],
  [/generateContent/, { candidates: [{ content: { parts: [{ text: "ok" }] }, finishReason: "STOP" }] }],
  [/completions$/, { id: "c", choices: [{ index: 0, message: { content: "ok" }, finish_reason: "stop" }] }],
];
const MODELS = ["anthropic/claude-haiku-4-5", "gemini/gemini-3.8-flash", "openai/gpt-5.5", "mistral/mistral-large"];

describe("the body of a request", () => {
  it(`may be anything: of ${BODIES.toLocaleString("en")} bodies each has an answer or an error of ours, before long`, async () => {
    const access = { apiKey: "sk-test", baseURL: "https://upstream.invalid" };
    const router = createRouter({
      providers: Object.fromEntries(MODELS.map((model) => [model.split("/")[0]!, access])),
      fetch: async (input) => Response.json(ANSWERS.find(([path]) => path.test(String(input)))?.[1]),
      retry: { maxRetries: 0 },
      breaker: false,
    });
    const seen = { answered: 0, refused: 0 };
    let at = 0;
    await fc.assert(
      fc.asyncProperty(body, async (fields) => {
        const model = MODELS[at++ % MODELS.length]!;
        try {
          const { choices } = await router.chat.completions.create({ model, ...fields } as never, { timeout: 5_000 });
          expect(choices[0]?.message.content).toBe("ok");
          seen.answered += 1;
        } catch (error) {
          if (!isLlmuxError(error)) throw error;
          expect(error).toMatchObject({
            kind: expect.stringMatching(/^(invalid_request|unsupported|model_not_found)$/),
          });
          expect(error.message).not.toBe("");
          if (error.kind === "invalid_request") expect(error.param).toMatch(/\w/);
          seen.refused += 1;
        }
      }),
      { numRuns: BODIES, seed: 20_261_121 },
    );
    await router.close();
    expect(seen.answered).toBeGreaterThan(BODIES / 20);
    expect(seen.refused).toBeGreaterThan(BODIES / 20);
  }, 120_000);
});
