import fc from "fast-check";
import { createRouter } from "llmux";
import { expect, it } from "vitest";
import { endThinking, splitThinking, thinkTags } from "../../../src/providers/openai/think-tags.ts";

/** The text in pieces, read. */
function read(pieces: readonly string[]) {
  const tags = thinkTags();
  const parts = [...pieces.map((piece) => splitThinking(tags, piece)), endThinking(tags)];
  return {
    content: parts.map(({ content }) => content).join(""),
    reasoning: parts.map(({ reasoning }) => reasoning).join(""),
  };
}

it.each([
  ["<think>\nHm\n</think>\n\nYes.", "Hm\n", "Yes."],
  ["\n <think>Hm</think>Yes.", "Hm", "Yes."],
  ["<think></think>Yes.", "", "Yes."],
  ["<think>Hm", "Hm", ""],
  ["<think>a < b </thin", "a < b </thin", ""],
  ["Yes.", "", "Yes."],
  ["", "", ""],
  ["<thi", "", "<thi"],
  ["<thing>", "", "<thing>"],
  ["The tag is <think>…</think>.", "", "The tag is <think>…</think>."],
  ["<think>Hm</think>It is <think>.", "Hm", "It is <think>."],
])("%j", (text, reasoning, content) => {
  expect(read([text])).toEqual({ reasoning, content });
});

it("says the same wherever the text is cut", () => {
  const piece = fc.constantFrom("<think>", "</think>", "<", "/", "think", ">", " ", "\n", "x", "</thi", "é");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), (list, cuts) => {
      const text = list.join("");
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
      const cut = places.slice(1).map((end, at) => text.slice(places[at], end));
      expect(read(cut)).toEqual(read([text]));
    }),
    { numRuns: 500, seed: 3 },
  );
});

const TEXT = "<think>Hm</think>\nYes.";
const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const STREAM = [...TEXT].map((content) => chunk({ content })).join("") + chunk({}, "stop");
const WHOLE = {
  id: "c",
  choices: [{ index: 0, message: { role: "assistant", content: TEXT }, finish_reason: "stop" }],
};

it.each([
  [true, "Yes.", "Hm"],
  [undefined, TEXT, ""],
])("compat.thinkTags %s", async (thinkTags, content, reasoning) => {
  let stream = false;
  const router = createRouter({
    providers: { server: { kind: "openai", apiKey: "k", baseURL: "https://upstream.invalid/v1" } },
    models: { it: [{ target: "server/m", ...(thinkTags && { compat: { thinkTags } }) }] },
    fetch: async () =>
      stream ? new Response(STREAM, { headers: { "content-type": "text/event-stream" } }) : Response.json(WHOLE),
  });
  const body = { model: "it", messages: [{ role: "user" as const, content: "hi" }] };
  const { message } = (await router.chat.completions.create(body)).choices[0]!;
  expect([message.content, message.reasoning_content ?? ""]).toEqual([content, reasoning]);
  stream = true;
  const deltas: { content?: string | null; reasoning_content?: string | null }[] = [];
  for await (const { choices } of await router.chat.completions.create({ ...body, stream }))
    deltas.push(choices[0]!.delta);
  const said = (key: "content" | "reasoning_content") => deltas.map((delta) => delta[key] ?? "").join("");
  expect([said("content"), said("reasoning_content")]).toEqual([content, reasoning]);
  await router.close();
});
