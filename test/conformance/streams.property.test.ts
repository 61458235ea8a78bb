import fc from "fast-check";
import { type ChatCompletionChunk, createRouter } from "llmux";
import { afterAll, describe, expect, it } from "vitest";
import { events, type Wire } from "./frames.ts";
import { anthropicEvents, geminiResponse, openaiChunk } from "./healthy.ts";

const TARGETS: Readonly<Record<Wire, string>> = {
  anthropic: "anthropic/claude-opus-5-5",
  gemini: "gemini/gemini-3.8-flash",
  openai: "openai/gpt-4.1",
};
const WIRES = Object.keys(TARGETS) as Wire[];
const tools = [{ type: "function" as const, function: { name: "look", parameters: {} } }];

/** What an answer says: reasoning, words and one call, in characters of every width. */
interface Answer {
  readonly reasoning: string;
  readonly words: readonly string[];
  readonly input: Readonly<Record<string, string>>;
}

const text = fc.string({
  unit: fc.constantFrom("a", "é", "☕", "𝒳", " ", "\n", '"', "\\", "👩‍👩‍👧"),
  minLength: 1,
  maxLength: 12,
});
const answer: fc.Arbitrary<Answer> = fc.record({
  reasoning: text,
  words: fc.array(text, { minLength: 1, maxLength: 4 }),
  input: fc.dictionary(fc.constantFrom("a", "ü", "☕"), text, { maxKeys: 2 }),
});

/** The answer as each provider streams it. */
const STREAMS: Readonly<Record<Wire, (answer: Answer) => object[]>> = {
  anthropic({ reasoning, words, input }) {
    const block = (index: number, content_block: object, deltas: object[]) => [
      { type: "content_block_start", index, content_block },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ];
    const json = JSON.stringify(input);
    const pieces = [json.slice(0, 3), json.slice(3)].map((partial_json) => ({
      type: "input_json_delta",
      partial_json,
    }));
    const blocks = [
      ...block(0, { type: "thinking", thinking: "" }, [{ type: "thinking_delta", thinking: reasoning }]),
      ...block(
        1,
        { type: "text", text: "" },
        words.map((word) => ({ type: "text_delta", text: word })),
      ),
      ...block(2, { type: "tool_use", id: "call_1", name: "look", input: {} }, pieces),
    ];
    return anthropicEvents(blocks, "tool_use");
  },
  gemini({ reasoning, words, input }) {
    const said = [{ text: reasoning, thought: true }, ...words.map((word) => ({ text: word }))];
    const open = said.map((part) => geminiResponse([part], {}, { finishReason: undefined }));
    return [...open, geminiResponse([{ functionCall: { id: "call_1", name: "look", args: input } }])];
  },
  openai({ reasoning, words, input }) {
    const json = JSON.stringify(input);
    const call = { index: 0, id: "call_1", type: "function", function: { name: "look", arguments: json.slice(0, 3) } };
    return [
      openaiChunk({ role: "assistant", content: "", reasoning_content: reasoning }),
      ...words.map((content) => openaiChunk({ content })),
      openaiChunk({ tool_calls: [call] }),
      openaiChunk({ tool_calls: [{ index: 0, function: { arguments: json.slice(3) } }] }),
      openaiChunk({}, "tool_calls"),
      openaiChunk(null, null, { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 }),
    ];
  },
};

let pieces: readonly Uint8Array[] = [];
const router = createRouter({
  providers: Object.fromEntries(
    WIRES.map((wire) => [wire, { apiKey: "sk-test", baseURL: "https://upstream.invalid" }]),
  ),
  fetch: async () => {
    const left = [...pieces];
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = left.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  },
});
afterAll(() => router.close());

/** The chunks of a stream whose bytes come cut at these places. */
async function read(wire: Wire, list: readonly object[], cuts: readonly number[]): Promise<ChatCompletionChunk[]> {
  const bytes = new TextEncoder().encode(String(events(wire, list).body));
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  pieces = [0, ...places].map((place, at) => bytes.slice(place, places[at] ?? bytes.length));
  const messages = [{ role: "user" as const, content: "hi" }];
  const stream = await router.chat.completions.create({ model: TARGETS[wire], messages, tools, stream: true });
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function saidBy(chunks: readonly ChatCompletionChunk[]) {
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  const calls = deltas.flatMap(({ tool_calls }) => tool_calls ?? []);
  return {
    reasoning: deltas.map(({ reasoning_content }) => reasoning_content ?? "").join(""),
    words: deltas.map(({ content }) => content ?? "").join(""),
    ids: calls.flatMap(({ id }) => id ?? []),
    input: JSON.parse(calls.map((call) => call.function?.arguments ?? "").join("")),
    finish: chunks.flatMap(({ choices }) => choices.flatMap(({ finish_reason }) => finish_reason ?? [])),
  };
}

const meant = ({ reasoning, words, input }: Answer) => ({
  reasoning,
  words: words.join(""),
  ids: ["call_1"],
  input,
  finish: ["tool_calls"],
});

const odd = fc.record({
  at: fc.nat(),
  key: fc.constantFrom("made_up", "x_new", "später"),
  value: fc.jsonValue({ maxDepth: 1 }),
});

/** Puts unknown fields into events, and where the wire has such, unknown events and blocks between them. */
function oddly(wire: Wire, list: readonly object[], oddities: readonly { at: number; key: string; value: unknown }[]) {
  const out = list.map((event) => ({ ...event }) as Record<string, unknown>);
  for (const { at, key, value } of oddities) {
    out[at % out.length]![key] = value;
    if (wire !== "anthropic") continue;
    const place = 1 + (at % (out.length - 2));
    const block = { type: "content_block_start", index: 100 + at, content_block: { type: key, [key]: value } };
    out.splice(place, 0, { type: `${key}_event`, [key]: value }, block, { type: "ping" });
  }
  return out;
}

describe.each(WIRES)("a stream of %s", (wire) => {
  it("says the same wherever its bytes are cut, inside a character too", async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.array(fc.nat(), { maxLength: 40 }), async (said, cuts) => {
        expect(saidBy(await read(wire, STREAMS[wire](said), cuts))).toEqual(meant(said));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("says the same with fields, events and blocks that nobody knows", async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.array(odd, { minLength: 1, maxLength: 6 }), async (said, oddities) => {
        expect(saidBy(await read(wire, oddly(wire, STREAMS[wire](said), oddities), []))).toEqual(meant(said));
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
