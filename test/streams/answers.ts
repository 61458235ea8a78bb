import fc from "fast-check";
import type { Completion, CompletionChoice } from "../../src/contract/chat.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.lorem({ maxCount: 60 }),
  fc.string({ unit: "binary", maxLength: 200 }),
);
const words = text.filter((value) => value.length > 0);

const call = fc.oneof(
  fc.record({
    id: words,
    type: fc.constant("function" as const),
    function: fc.record({ name: words, arguments: text }),
  }),
  fc.record({ id: words, type: fc.constant("custom" as const), custom: fc.record({ name: words, input: text }) }),
);

const token = fc.record({
  token: text,
  bytes: fc.constant(null),
  logprob: fc.double({ max: 0, noNaN: true, noDefaultInfinity: true }),
  top_logprobs: fc.constant([]),
});

const message = fc.record(
  {
    role: fc.constant("assistant" as const),
    content: fc.option(text),
    refusal: fc.option(text),
    reasoning_content: text,
    tool_calls: fc.array(call, { minLength: 1, maxLength: 4 }),
    annotations: fc.array(
      fc.record({
        type: fc.constant("url_citation" as const),
        url_citation: fc.record({ start_index: fc.nat(), end_index: fc.nat(), title: text, url: text }),
      }),
      { maxLength: 3 },
    ),
    audio: fc.record({ id: words, data: text, expires_at: fc.nat(), transcript: text }),
    provider_state: fc.record({
      v: fc.constant(1 as const),
      provider: words,
      model: words,
      blocks: fc.array(fc.jsonValue()),
      text_hash: words,
    }),
  },
  { requiredKeys: ["role", "content", "refusal"] },
);

function choice(index: number): fc.Arbitrary<CompletionChoice> {
  const any = fc.record({
    index: fc.constant(index),
    message: message.map((one) => (one.content === "" && speaksOtherwise(one) ? { ...one, content: null } : one)),
    finish_reason: fc.constantFrom("stop", "length", "tool_calls", "content_filter"),
    logprobs: fc.option(fc.record({ content: fc.option(fc.array(token)), refusal: fc.option(fc.array(token)) })),
  });
  return any as fc.Arbitrary<unknown> as fc.Arbitrary<CompletionChoice>;
}

function speaksOtherwise(one: { tool_calls?: unknown; refusal: string | null; audio?: unknown }): boolean {
  return Boolean(one.tool_calls || one.refusal || one.audio);
}

/** Answers as a provider may give them, one to three choices with anything a message can hold. */
export const completions: fc.Arbitrary<Completion> = fc
  .record(
    {
      id: words,
      object: fc.constant("chat.completion" as const),
      created: fc.nat(),
      model: words,
      choices: fc.integer({ min: 1, max: 3 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => choice(i)))),
      usage: fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat(), total_tokens: fc.nat() }),
      service_tier: fc.constantFrom("default", "priority"),
      system_fingerprint: words,
      citations: fc.array(words, { minLength: 1 }),
    },
    { requiredKeys: ["id", "object", "created", "model", "choices"] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Completion);
