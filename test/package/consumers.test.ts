import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { execute, runConsumer } from "./consumer.ts";

interface Calls {
  answers: [string, string, string][];
  streamed: string;
  missing: { kind: string; message: string };
  classes: Record<string, boolean>;
}

interface Loads {
  before: string[];
  after: string[];
  loaded: string[];
}

/** Nothing of these may be loaded before a call needs it. */
const LAZY =
  /node_modules\/(openai|@anthropic-ai|@google)\/|\/(openai|anthropic|gemini|call|parts|runtime|surface)-[\w-]+\.c?js$/;

describe.each(["esm", "cjs"])("the installed tarball in a bare %s project", (project) => {
  it("answers calls, names a missing SDK, and has one copy of its classes", async () => {
    const { answers, streamed, missing, classes } = await runConsumer<Calls>(project, "call.js");
    expect(answers).toEqual([
      ["echo: hello", "openai/gpt-5.5", "number"],
      ["echo: hello", "anthropic/claude-opus-5-5", "number"],
    ]);
    expect(streamed).toBe("echo: hello");
    expect(missing).toEqual({
      kind: "config",
      message: expect.stringContaining("npm install @google/genai") as string,
    });
    expect(classes).toEqual({ openai: true, llmux: true, marked: true });
  });

  it("loads no SDK, codec, ring or HTTP surface, and starts nothing, until it is called", async () => {
    const { before, after, loaded } = await runConsumer<Loads>(project, "loads.js");
    expect(loaded.filter((file) => /node_modules\/llmux\/dist\/index\.c?js$/.test(file))).toHaveLength(1);
    expect(loaded.filter((file) => LAZY.test(file))).toEqual([]);
    expect(after.filter((resource) => !before.includes(resource))).toEqual([]);
  });
});

it("loads for a first answer the SDK it needs and no other, and not Node's fetch", async () => {
  expect(await runConsumer("esm", "first.js")).toEqual([
    { status: "ok", sdks: ["openai"], fetch: false },
    { status: "ok", sdks: ["openai", "@anthropic-ai/sdk"], fetch: false },
  ]);
});

it("keeps one router of a name over fifty edits, in the ES module and the CommonJS copy", async () => {
  expect(await runConsumer("esm", "named.js")).toEqual({
    copies: 2,
    routers: 1,
    circuit: "open",
    refused: 1,
    answered: 25,
    hits: 25,
    grown: 0,
    listenersGrown: 0,
    // One listener at a time: the one of the last edit.
    told: 50,
  });
});

it("loads where the globals of Node are missing", async () => {
  expect(await runConsumer("esm", "bare.js")).toEqual({ createRouter: "function" });
});

describe("the installed tarball in a strict TypeScript project", () => {
  it("compiles with its libraries checked, from ES modules and from CommonJS, and runs", async () => {
    const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
    await execute(process.execPath, [tsc, "-p", "strict"], { cwd: inject("consumers") });
    expect(await runConsumer("strict", "out/index.js")).toEqual({
      answers: ["echo: hello", "echo: again"],
      target: "openai/gpt-5.5",
      refused: "invalid_request",
    });
    expect(await runConsumer("strict", "out/common.cjs")).toEqual({ answer: "echo: hello" });
  });
});
