import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decode } from "../../../src/providers/gemini/decode.ts";
import { chunksOf, decodeContext } from "./kit.ts";

const FOLDER = join(import.meta.dirname, "../../../../shared/wire-samples/gemini");
const present = existsSync(FOLDER);
if (!present) console.warn("recorded Gemini answers are absent: their tests are skipped");
const files = present ? readdirSync(FOLDER).sort() : [];
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");

describe.skipIf(!present)("recorded answers", () => {
  it.each(files.filter((file) => file.endsWith(".json")))("%s decodes", (file) => {
    const completion = decode(JSON.parse(read(file)), decodeContext());
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe("stop");
    expect(choice?.message.content).toContain("strawberry");
    expect(choice?.message.provider_state?.blocks).toEqual(JSON.parse(read(file)).candidates[0].content.parts);
    expect(completion.usage?.total_tokens).toBe(JSON.parse(read(file)).usageMetadata.totalTokenCount);
  });

  it.each(files.filter((file) => file.endsWith(".chunks.txt")))("%s keeps the chunk rules", (file) => {
    const events = read(file)
      .split("\n")
      .filter((line) => line.trim())
      .map((line) => JSON.parse(line));
    const chunks = chunksOf(events);
    const choices = chunks.flatMap((chunk) => chunk.choices);
    expect(new Set(chunks.map(({ id, created, model }) => `${id}${created}${model}`)).size).toBe(1);
    expect(choices[0]?.delta).toMatchObject({ role: "assistant" });
    expect(choices.filter(({ delta }) => delta.role)).toHaveLength(1);
    expect(choices.filter(({ finish_reason }) => finish_reason)).toHaveLength(1);
    expect(choices.at(-1)?.finish_reason).toBe(choices.some(({ delta }) => delta.tool_calls) ? "tool_calls" : "stop");
    expect(chunks.at(-1)?.usage?.total_tokens).toBe(events.at(-1).usageMetadata.totalTokenCount);
    const calls = choices.flatMap(({ delta }) => delta.tool_calls ?? []);
    expect(calls.map(({ index }) => index)).toEqual(calls.map((_, index) => index));
    for (const call of calls) {
      expect(call).toMatchObject({ type: "function", id: expect.any(String), function: { name: expect.any(String) } });
      expect(Object.keys(JSON.parse(call.function?.arguments ?? "")).length).toBeGreaterThan(0);
    }
  });

  it.skipIf(!files.includes("google-stream-tool-call-arguments.chunks.txt"))("arguments in pieces become whole", () => {
    const lines = read("google-stream-tool-call-arguments.chunks.txt").trim().split("\n");
    const choices = chunksOf(lines.map((line) => JSON.parse(line))).flatMap((chunk) => chunk.choices);
    expect(choices.flatMap(({ delta }) => delta.tool_calls ?? []).map((call) => call.function?.arguments)).toEqual([
      '{"location":"Boston"}',
      '{"location":"San Francisco"}',
    ]);
  });
});
