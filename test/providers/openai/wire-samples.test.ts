import { existsSync, readdirSync, readFileSync } from "node:fs";
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { describe, expect, it } from "vitest";
import type { Chunk } from "../../../src/contract/chat.ts";
import { decode } from "../../../src/providers/openai/decode.ts";
import { decoding, expectChunkRules, run } from "./support.ts";

const ROOT = "../shared/wire-samples";
const VENDORS = [
  ...["openai", "groq", "deepseek", "mistral", "xai", "cerebras", "alibaba", "moonshotai", "perplexity", "compatible"],
];
const present = existsSync(ROOT);
if (!present) console.warn(`recorded answers are not here (${ROOT}): their tests are skipped`);

const files = VENDORS.flatMap((vendor) => {
  const folder = `${ROOT}/${vendor}`;
  return existsSync(folder) ? readdirSync(folder).map((file) => `${vendor}/${file}`) : [];
});

/** The answers of a recorded stream: a new id after a finish begins another. */
function answersIn(file: string): object[][] {
  const answers: Partial<Chunk>[][] = [[]];
  let finished = false;
  let id: string | undefined;
  for (const line of readFileSync(`${ROOT}/${file}`, "utf8").split("\n")) {
    if (!line.trim()) continue;
    const event = JSON.parse(line) as Partial<Chunk>;
    if (finished && event.id !== id) {
      answers.push([]);
      finished = false;
    }
    answers.at(-1)?.push(event);
    id = event.id;
    finished ||= Boolean(event.choices?.[0]?.finish_reason);
  }
  return answers;
}

function recorded(file: string) {
  return decode(JSON.parse(readFileSync(`${ROOT}/${file}`, "utf8")), decoding);
}

/** Put together by the official SDK's own accumulator, which is strict. */
function assembled(chunks: readonly Chunk[]) {
  const lines = chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join("");
  return ChatCompletionStream.fromReadableStream(new Blob([lines]).stream()).finalChatCompletion();
}

const textOf = (chunks: readonly Chunk[]) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
const thoughtsOf = (chunks: readonly Chunk[]) =>
  chunks.map((chunk) => chunk.choices[0]?.delta.reasoning_content ?? "").join("");

describe.skipIf(!present)("recorded answers of the OpenAI dialect", () => {
  it.each(files.filter((file) => file.endsWith(".json")))("%s is read whole", (file) => {
    const { choices, usage, id, model } = recorded(file);
    expect(id && model).toBeTruthy();
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
    for (const { index, message, finish_reason } of choices) {
      expect(index).toBe(0);
      expect(message.role).toBe("assistant");
      expect(message.content === null || typeof message.content === "string").toBe(true);
      expect(message.content || message.tool_calls).toBeTruthy();
      expect(finish_reason).toBe(message.tool_calls ? "tool_calls" : "stop");
      for (const call of message.tool_calls ?? []) {
        expect(call).toMatchObject({ type: "function", id: expect.stringMatching(/./) });
        if (call.type === "function") expect(JSON.parse(call.function.arguments)).toBeTypeOf("object");
      }
    }
  });

  it.each(files.filter((file) => file.endsWith(".chunks.txt")))("%s keeps the rules for chunks", async (file) => {
    for (const events of answersIn(file)) {
      const chunks = run(...events);
      expectChunkRules(chunks);
      const usage = chunks.findLast((chunk) => chunk.usage)?.usage;
      if (usage) expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
      const whole = await assembled(chunks);
      expect(whole.choices[0]?.message.content ?? "").toBe(textOf(chunks));
      expect(textOf(chunks) || whole.choices[0]?.message.tool_calls).toBeTruthy();
    }
  });

  it.each(files.filter((file) => /reasoning/.test(file)))("%s has its reasoning under one name", (file) => {
    if (file.endsWith(".json")) {
      expect(recorded(file).choices[0]?.message.reasoning_content).toMatch(/\w/);
      return;
    }
    for (const events of answersIn(file)) expect(thoughtsOf(run(...events))).toMatch(/\w/);
  });

  it("counts xAI's reasoning among its completion, and no more cached tokens than there were", () => {
    const { usage } = recorded("xai/openai-compatible-xai-text.json");
    expect(usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 322, total_tokens: 334 });
    const [events = []] = answersIn("xai/openai-compatible-xai-text.chunks.txt");
    expect(run(...events).at(-1)?.usage).toMatchObject({ completion_tokens: 342, total_tokens: 354 });
  });

  it("finds Moonshot's cached tokens", () => {
    const { usage } = recorded("moonshotai/moonshotai-reasoning.json");
    expect(usage?.prompt_tokens_details?.cached_tokens).toBe(10);
  });

  it("drops nothing but Azure's first chunk", () => {
    const [events = []] = answersIn("compatible/azure-model-router.1.chunks.txt");
    expect(run(...events)).toHaveLength(events.length - 1);
  });
});
