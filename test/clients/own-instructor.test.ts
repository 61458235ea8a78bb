import Instructor from "@instructor-ai/instructor";
import OpenAI from "openai";
import { expect, it } from "vitest";
import { z } from "zod/v3";
import { runOwn } from "./cases/run.ts";

const PERSON = z.object({ name: z.string(), age: z.number() });
const EVA = { name: "Eva", age: 41 };
const MODES = ["TOOLS", "JSON", "MD_JSON", "JSON_SCHEMA", "FUNCTIONS"] as const;

type Mode = (typeof MODES)[number];

/** It was written for an older major of the SDK, whose classes are not those of this one. */
const instructor = (fetch: typeof globalThis.fetch) => (mode: Mode) =>
  Instructor({ client: new OpenAI({ fetch, apiKey: "-", maxRetries: 0 }) as never, mode });

/** The value as a model gives it in each mode. In a stream the client does not know its own Markdown from JSON. */
function answer(mode: Mode, streamed: boolean) {
  const calls = mode === "TOOLS" || mode === "FUNCTIONS";
  if (calls) return { toolCalls: [{ name: "Person", arguments: EVA }] };
  const text = JSON.stringify(EVA);
  return mode === "MD_JSON" && !streamed ? `\`\`\`json\n${text}\n\`\`\`` : text;
}

runOwn("@instructor-ai/instructor", "its own", instructor, ({ stand }) => {
  it.each(MODES)("an object by %s", async (mode) => {
    const { client, upstream, model } = stand();
    upstream.reply(answer(mode, false));
    const person = await client(mode).chat.completions.create({
      model,
      messages: [{ role: "user", content: "who? JSON" }],
      response_model: { schema: PERSON as never, name: "Person" },
    });
    expect(person).toMatchObject(EVA);
  });

  it.each(MODES)("an object that grows, by %s", async (mode) => {
    const { client, upstream, model } = stand();
    upstream.reply(answer(mode, true));
    const stream = await client(mode).chat.completions.create({
      model,
      messages: [{ role: "user", content: "who? JSON" }],
      response_model: { schema: PERSON as never, name: "Person" },
      stream: true,
    });
    let last: unknown;
    for await (const partial of stream as unknown as AsyncIterable<unknown>) last = partial;
    expect(last).toMatchObject(EVA);
  });
});
