import fc from "fast-check";
import { createRouter } from "llmux";
import { afterAll, describe, expect, it } from "vitest";
import { events, json, type Wire } from "./frames.ts";
import { ODDITIES, type Script, script } from "./oddities.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Two models of Anthropic's and of Google's: what one has thought is nothing to the other. */
const TARGETS: Readonly<Record<string, Wire>> = {
  "anthropic/claude-opus-5-5": "anthropic",
  "anthropic/claude-sonnet-5": "anthropic",
  "gemini/gemini-3.8-flash": "gemini",
  "gemini/gemini-2.5-flash": "gemini",
  "elsewhere/some-model": "openai",
};
const NAMES = Object.keys(TARGETS);
const PLAIN: ReadonlySet<string> = new Set(["signatures"]);
const tools = ["look", "get_weather"].map((name) => ({
  type: "function" as const,
  function: { name, parameters: {} },
}));

let answer: Response;
let sent: Fields = {};
const access = { apiKey: "sk-test", baseURL: "https://upstream.invalid" };
const router = createRouter({
  providers: { anthropic: access, gemini: access, elsewhere: { kind: "openai", ...access } },
  fetch: async (_input, init) => {
    sent = JSON.parse(String(init?.body));
    return answer;
  },
  retry: { maxRetries: 0 },
  breaker: false,
});
afterAll(() => router.close());

const hi = { role: "user" as const, content: "hi" };
const QUIET: Script = {
  reasoning: [],
  words: ["ok"],
  calls: [],
  cut: false,
  usage: { input: 1, cached: 0, output: 1, thought: 0 },
};

function play(target: string, said: Script, streamed: boolean): void {
  const wire = TARGETS[target]!;
  const { stream, complete } = ODDITIES[wire];
  const { body } = streamed ? events(wire, stream(said, PLAIN)) : json(complete(said, PLAIN));
  answer = new Response(String(body), {
    headers: { "content-type": streamed ? "text/event-stream" : "application/json" },
  });
}

/** The answer as the caller gets it, streamed or whole. */
async function answered(target: string, said: Script, streamed: boolean) {
  play(target, said, streamed);
  const body = { model: target, messages: [hi], tools };
  if (!streamed) return (await router.chat.completions.create(body)).choices[0]!.message;
  const deltas = [];
  for await (const { choices } of await router.chat.completions.create({ ...body, stream: true })) {
    deltas.push(...choices.map(({ delta }) => delta));
  }
  const calls: { id: string; type: "function"; function: { name: string; arguments: string } }[] = [];
  for (const { index, id, function: named } of deltas.flatMap(({ tool_calls = [] }) => tool_calls)) {
    if (id) calls[index] = { id, type: "function", function: { name: named!.name!, arguments: "" } };
    calls[index]!.function.arguments += named?.arguments ?? "";
  }
  const text = deltas.map(({ content }) => content ?? "").join("");
  return {
    role: "assistant" as const,
    content: text === "" ? null : text,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...Object.assign({}, ...deltas.map(({ provider_state }) => provider_state && { provider_state })),
  };
}

/** What the assistant's turn says, as it stands in the request, by each provider's own documents. */
const READ: Readonly<Record<Wire, (body: Fields) => { text: string; thought: string; calls: unknown[] }>> = {
  anthropic({ messages }) {
    const blocks = (messages as Fields[])
      .filter(({ role }) => role === "assistant")
      .flatMap(({ content }) => content as Fields[]);
    const of = (type: string) => blocks.filter((block) => block.type === type);
    return {
      text: of("text")
        .map(({ text }) => text)
        .join(""),
      thought: of("thinking")
        .map(({ thinking }) => thinking)
        .join(""),
      calls: of("tool_use").map(({ name, input }) => [name, input]),
    };
  },
  gemini({ contents }) {
    const parts = (contents as Fields[])
      .filter(({ role }) => role === "model")
      .flatMap((content) => content.parts as Fields[]);
    const spoken = (thought: boolean) =>
      parts
        .filter((part) => Boolean(part.thought) === thought)
        .map(({ text = "" }) => text)
        .join("");
    const calls = parts.flatMap(({ functionCall }) => (functionCall ? [functionCall as Fields] : []));
    return { text: spoken(false), thought: spoken(true), calls: calls.map(({ name, args }) => [name, args]) };
  },
  openai({ messages }) {
    const turns = (messages as Fields[]).filter(({ role }) => role === "assistant");
    const calls = turns.flatMap(
      ({ tool_calls = [] }) => tool_calls as { function: { name: string; arguments: string } }[],
    );
    return {
      text: turns.map(({ content }) => content ?? "").join(""),
      thought: "",
      calls: calls.map(({ function: { name, arguments: text } }) => [name, JSON.parse(text)]),
    };
  },
};

describe.each(NAMES)("an answer of %s, sent back", (from) => {
  it.each(NAMES)(
    "to %s says what it said",
    async (to) => {
      await fc.assert(
        fc.asyncProperty(script, fc.boolean(), async (said, streamed) => {
          // What is only white space is no turn to Claude and Gemini.
          fc.pre(said.words.join("").trim() !== "" || said.calls.length > 0);
          const message = await answered(from, said, streamed);
          const calls = "tool_calls" in message ? (message.tool_calls ?? []) : [];
          const results = calls.map(({ id }: { id: string }) => ({
            role: "tool" as const,
            tool_call_id: id,
            content: "done",
          }));
          play(to, QUIET, false);
          const messages = [hi, message, ...results, ...(results.length === 0 ? [hi] : [])];
          await router.chat.completions.create({ model: to, messages: messages as never, tools });
          const { text, thought, calls: called } = READ[TARGETS[to]!](sent);
          expect(text).toBe(said.words.join(""));
          expect(called).toEqual(said.calls.map(({ name, input }) => [name, JSON.parse(JSON.stringify(input))]));
          // Whoever thought it gets it back, and nobody else.
          expect(thought).toBe(from === to && TARGETS[to] !== "openai" ? said.reasoning.join("") : "");
        }),
        { numRuns: 8, seed: 4 },
      );
    },
    30_000,
  );
});
