import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Chunk } from "../../../src/contract/chat.ts";
import { decode } from "../../../src/providers/anthropic/decode.ts";
import { decodeContext, decodedStream } from "./support.ts";

const FOLDER = "../shared/wire-samples/anthropic";
const absent = !existsSync(FOLDER);
if (absent) console.warn(`${FOLDER} is absent: the recorded Anthropic answers are not tested`);
const files = absent ? [] : readdirSync(FOLDER);
const read = (file: string) => readFileSync(`${FOLDER}/${file}`, "utf8");

/** One file may hold several answers, one after another. */
function answersIn(file: string): object[][] {
  const events: { type: string }[] = read(file)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ends = events.flatMap((event, at) => (event.type === "message_stop" ? [at + 1] : []));
  expect(ends.at(-1), `${file} ends with an answer's end`).toBe(events.length);
  return ends.map((end, at) => events.slice(ends[at - 1] ?? 0, end));
}

function expectSaneUsage(usage: Chunk["usage"]): void {
  expect(usage!.prompt_tokens).toBeGreaterThan(0);
  expect(usage!.completion_tokens).toBeGreaterThan(0);
  expect(usage!.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
}

function expectChunkRules(chunks: readonly Chunk[]): void {
  expect(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.model}`)).size).toBe(1);
  expect(chunks[0]!.choices[0]!.delta).toEqual({ role: "assistant", content: "" });
  expect(chunks.filter((chunk) => chunk.choices[0]?.finish_reason)).toEqual([chunks.at(-2)]);
  expect(chunks.at(-1)!.choices).toEqual([]);
  expectSaneUsage(chunks.at(-1)!.usage);
  const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
  const starts = calls.filter((call) => call.id !== undefined);
  expect(starts.map((call) => call.index)).toEqual(starts.map((_call, at) => at));
  for (const { index } of starts) {
    const parts = calls.filter((call) => call.index === index);
    expect(parts.filter((part) => part.function?.name !== undefined || part.type !== undefined)).toHaveLength(1);
    expect(() => JSON.parse(parts.map((part) => part.function?.arguments).join(""))).not.toThrow();
  }
}

describe.skipIf(absent)("recorded anthropic answers", () => {
  it.each(files.filter((file) => file.endsWith(".json")))("%s", (file) => {
    const native = JSON.parse(read(file));
    const completion = decode(native, decodeContext());
    const { message, finish_reason } = completion.choices[0]!;
    expect(finish_reason).toMatch(/^(stop|length|tool_calls|content_filter)$/);
    expectSaneUsage(completion.usage);
    expect(message.content ?? message.refusal ?? message.tool_calls ?? message.provider_state).toBeTruthy();
    if (native.content.length > 0) expect(message.provider_state!.blocks).toEqual(native.content);
  });

  it.each(files.filter((file) => file.endsWith(".chunks.txt")))("%s", async (file) => {
    for (const events of answersIn(file)) expectChunkRules(await decodedStream(events));
  });
});
