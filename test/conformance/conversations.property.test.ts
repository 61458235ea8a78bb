import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../src/contract/chat.ts";
import { PERMISSIVE } from "../../src/data/dialects.ts";
import { encode as encodeAnthropic } from "../../src/providers/anthropic/encode.ts";
import { encode as encodeGemini } from "../../src/providers/gemini/encode.ts";
import { encode as encodeOpenAI } from "../../src/providers/openai/encode.ts";

/** What was said, by whom; calls and results bear the number of the call. */
type Said =
  | readonly ["system" | "user" | "assistant", text: string]
  | readonly ["call", name: string, input: unknown]
  | readonly ["result", call: number, text: string];

type Fields = Readonly<Record<string, unknown>>;

const context = (target: string, model: string) => ({ target, model, settings: {}, stream: false });

/** The native body of a conversation, and what it says, read by the providers' own documents. */
const PROVIDERS: Readonly<Record<string, (request: ChatRequest) => Said[]>> = {
  anthropic(request) {
    const { native } = encodeAnthropic(request, context("a/m", "claude-opus-5-5"), "a");
    const { system = [], messages } = (native as { body: Fields }).body as { system?: Fields[]; messages: Fields[] };
    const number = numbering();
    return [
      ...system.map(({ text }): Said => ["system", String(text)]),
      ...messages.flatMap(({ role, content }) =>
        (content as Fields[]).map((block): Said => {
          if (block.type === "tool_use") {
            number(block.id);
            return ["call", String(block.name), block.input];
          }
          if (block.type === "tool_result") return ["result", number(block.tool_use_id), String(block.content)];
          return [role as "user", String(block.text)];
        }),
      ),
    ];
  },
  gemini(request) {
    const { native } = encodeGemini(request, context("g/m", "gemini-3.8-flash"), "g");
    const { systemInstruction, contents } = native.body;
    let results = 0;
    return [
      ...(systemInstruction?.parts ?? []).map(({ text }): Said => ["system", String(text)]),
      ...contents.flatMap(({ role, parts }) =>
        parts.map(({ text, functionCall, functionResponse }): Said => {
          if (functionCall) return ["call", String(functionCall.name), functionCall.args];
          // They belong together by their order: what is not sent cannot be told apart.
          if (functionResponse) return ["result", results++, String(functionResponse.response.output)];
          return [role === "model" ? "assistant" : "user", String(text)];
        }),
      ),
    ];
  },
  openai(request) {
    const { native } = encodeOpenAI(request, context("o/m", "m"), { name: "o", dialect: PERMISSIVE });
    const number = numbering();
    return (native as { messages: Fields[] }).messages.flatMap(
      ({ role, content, tool_calls, tool_call_id }): Said[] => {
        const texts = Array.isArray(content) ? content.map(({ text }) => text) : content ? [content] : [];
        if (role === "tool") return [["result", number(tool_call_id), texts.join("")]];
        const calls = ((tool_calls ?? []) as { id: string; function: { name: string; arguments: string } }[]).map(
          ({ id, function: named }): Said => {
            number(id);
            return ["call", named.name, JSON.parse(named.arguments)];
          },
        );
        return [...texts.map((text): Said => [role as "user", String(text)]), ...calls];
      },
    );
  },
};

/** Numbers ids in the order in which they come up first. */
function numbering(): (id: unknown) => number {
  const known = new Map<unknown, number>();
  return (id) => {
    if (!known.has(id)) known.set(id, known.size);
    return known.get(id)!;
  };
}

const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom("é", "☕", "𝒳", "\n", " ", "{", '"', "\u2028", "👩‍👩‍👧"),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
  })
  .filter((words) => words.trim() !== "");
const input = fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });
const id = fc.oneof(
  fc.uuid(),
  fc.constantFrom("toolu_01", "call:1/x", "chatcmpl-tool-0123456789abcdef0123456789abcdef", "é☕"),
);
const call = fc.record({
  name: fc.constantFrom("look", "count_all"),
  input,
  result: text.map((words) => `= ${words}`),
});
const exchange = fc.record({
  user: fc.array(text, { minLength: 1, maxLength: 2 }),
  asParts: fc.boolean(),
  calls: fc.array(call, { maxLength: 3 }),
  backwards: fc.boolean(),
  assistant: fc.option(text),
});
const conversation = fc.record({
  system: fc.option(text),
  exchanges: fc.array(exchange, { minLength: 1, maxLength: 4 }),
  last: text,
  ids: fc.uniqueArray(id, { minLength: 12, maxLength: 12 }),
});

type Conversation = typeof conversation extends fc.Arbitrary<infer Value> ? Value : never;

/** The conversation in OpenAI's shape, and what it says. */
function written({ system, exchanges, last, ids }: Conversation): { messages: object[]; said: Said[] } {
  const messages: object[] = [];
  const said: Said[] = [];
  let calls = 0;
  const say = (role: "system" | "user" | "assistant", words: string) => {
    messages.push({ role, content: words });
    said.push([role, words]);
  };
  if (system !== null) say("system", system);
  for (const one of exchanges) {
    if (one.asParts) {
      messages.push({ role: "user", content: one.user.map((words) => ({ type: "text", text: words })) });
      said.push(...one.user.map((words): Said => ["user", words]));
    } else for (const words of one.user) say("user", words);
    const first = calls;
    const tool_calls = one.calls.map(({ name, input: args }) => {
      const named = { name, arguments: JSON.stringify(args) };
      said.push(["call", name, JSON.parse(named.arguments)]);
      return { id: ids[calls++], type: "function", function: named };
    });
    if (tool_calls.length > 0) messages.push({ role: "assistant", content: null, tool_calls });
    const results = one.calls.map(({ result }, at) => ({
      role: "tool",
      tool_call_id: ids[first + at],
      content: result,
    }));
    messages.push(...(one.backwards ? results.reverse() : results));
    said.push(...one.calls.map(({ result }, at): Said => ["result", first + at, result]));
    if (one.assistant !== null) say("assistant", one.assistant);
  }
  say("user", last);
  return { messages, said };
}

/** Results of one turn may be sent in any order: each says which call it is of. */
function inOrder(said: readonly Said[]): Said[] {
  const out = [...said];
  for (let start = 0; start < out.length; start += 1) {
    let end = start;
    while (out[end]?.[0] === "result") end += 1;
    if (end > start)
      out.splice(start, end - start, ...out.slice(start, end).sort((a, b) => Number(a[1]) - Number(b[1])));
    start = Math.max(start, end - 1);
  }
  return out;
}

describe("a conversation as it is sent", () => {
  it.each(Object.entries(PROVIDERS))("to %s says what it said: roles, words, calls, results", (_name, read) => {
    fc.assert(
      fc.property(conversation, (random) => {
        const { messages, said } = written(random);
        const before = JSON.stringify(messages);
        expect(inOrder(read({ messages } as ChatRequest))).toEqual(said);
        expect(JSON.stringify(messages)).toBe(before);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
