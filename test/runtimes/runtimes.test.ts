import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { execute } from "../package/consumer.ts";
import { RUNTIMES } from "./installed.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const consumers = inject("consumers");
const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1" };

let sim: Simulation;
beforeAll(async () => {
  symlinkSync(at("../../node_modules/@google"), join(consumers, "node_modules/@google"));
  sim = await simulate();
});
beforeEach(() => sim.reset());
afterAll(() => sim.close());

describe.each(Object.keys(RUNTIMES))("on %s", (name) => {
  const [program, ...args] = RUNTIMES[name]!;
  const run = async <T>(project: string, script: string, more: object = {}): Promise<T> => {
    const said = await execute(program, [...args, script], {
      cwd: join(consumers, project),
      env: { ...env, ...more },
    });
    return JSON.parse(said) as T;
  };

  it("the package answers by every provider, falls back, caches and serves, and its process ends", async () => {
    sim.openai.reply(({ text }) => {
      if (text === "first fails") return { fault: "status_503" };
      return text === "slow" ? { chunks: ["a", "b"], chunkDelayMs: 30_000 } : `echo: ${text}`;
    });
    const environment = {
      ...{ OPENAI_API_KEY: "-", OPENAI_BASE_URL: sim.openai.baseURL },
      ...{ ANTHROPIC_API_KEY: "-", ANTHROPIC_BASE_URL: sim.anthropic.baseURL },
      ...{ GEMINI_API_KEY: "-", GOOGLE_GEMINI_BASE_URL: sim.gemini.baseURL },
    };
    expect(await run("esm", "smoke.js", environment)).toEqual({
      whole: Array(3).fill("echo: hello"),
      streamed: Array(3).fill("echo: stream"),
      attempts: ["openai/gpt-5.5 failed", "anthropic/claude-opus-5-5 ok"],
      cache: "hit",
      served: expect.arrayContaining(["echo: serveNode"]),
      flushed: true,
    });
    expect(sim.openai.aborted).toBe(1);
  });

  it.each(["esm", "cjs"])("the simulated providers run too, from %s", async (project) => {
    const { answers, streamed } = await run<{ answers: unknown[]; streamed: string }>(project, "call.js");
    expect(answers).toHaveLength(2);
    expect(streamed).toBe("echo: hello");
  });
});

describe.each(["typescript-oldest", "typescript-newest"])("%s", (name) => {
  it("compiles a strict project with the libraries checked", async () => {
    const tsc = at(`node_modules/${name}/bin/tsc`);
    await execute(process.execPath, [tsc, "-p", "strict", "--noEmit"], { cwd: consumers });
  });
});
