import type { EmbeddingRequest } from "../contract/embedding.ts";
import { nearest } from "../lib/nearest.ts";
import { fail, is, listOf } from "./field.ts";

type Check = readonly [test: (value: unknown) => boolean, expected: string];

const FIELDS: Readonly<Record<string, Check>> = {
  model: [is.name, 'an alias or "provider/model"'],
  models: [(value) => listOf(is.text)(value) && value.length > 0, "a list of at least one model name"],
  dimensions: [(value) => is.count(value) && value > 0, "a whole number, 1 or more"],
  encoding_format: [(value) => value === "float" || value === "base64", '"float" or "base64"'],
  user: [is.text, "a string"],
  provider_options: [is.object, "an object"],
};

/** Refuses, before anything is sent, a request for vectors that no target could answer. */
export function checkEmbedding(body: EmbeddingRequest): void {
  const fields: unknown = body;
  if (!is.object(fields)) fail("body", "expected an object with `model` and `input`");
  for (const [name, [test, expected]] of Object.entries(FIELDS)) {
    if (!is.absent(fields[name]) && !test(fields[name])) fail(name, `expected ${expected}`);
  }
  if (fields.stream) fail("stream", "vectors are not streamed; leave it out");
  if (!fields.model && !fields.models) fail("model", 'missing: an alias or "provider/model"');
  checkInput(fields);
}

const INPUT = "expected a text, a list of texts, a list of tokens, or a list of those";

function checkInput(fields: Record<string, unknown>): void {
  const { input } = fields;
  if (is.absent(input)) {
    const [near] = nearest("input", Object.keys(fields));
    fail("input", near ? `missing; did you mean it by \`${near}\`?` : `missing: ${INPUT}`);
  }
  if (is.text(input)) {
    if (input === "") fail("input", "expected a text that is not empty");
    return;
  }
  if (!Array.isArray(input)) fail("input", INPUT);
  if (input.length === 0) fail("input", "expected at least one input");
  if (is.count(input[0])) checkTokens(input, "input");
  else checkList(input);
}

function checkList(input: readonly unknown[]): void {
  const texts = is.text(input[0]);
  for (const [i, one] of input.entries()) {
    if (texts !== is.text(one))
      fail(`input[${i}]`, `expected ${texts ? "a text" : "a list of tokens"}, as input[0] is`);
    if (one === "") fail(`input[${i}]`, "expected a text that is not empty");
    if (!texts) checkTokens(one, `input[${i}]`);
  }
}

function checkTokens(tokens: unknown, place: string): void {
  if (!listOf(is.count)(tokens) || tokens.length === 0)
    fail(place, "expected a list of tokens: whole numbers, 0 or more");
}
