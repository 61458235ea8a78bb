import { cpSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { simulate } from "llmux/testing";
import { afterAll, describe, expect, it } from "vitest";
import { BUNDLERS } from "./build.ts";
import { BARE, environmentOf, run, serve } from "./run.ts";
import { makeTrees, SDKS, type Sdks } from "./trees.ts";

const trees = makeTrees();
const sim = await simulate();
const env = environmentOf(sim);

afterAll(async () => {
  await sim.close();
  trees.remove();
});

const ANSWER = "echo: hello";
const hint = (name: string) => expect.stringMatching(new RegExp(`^config: .*npm install ${name}`)) as string;

/** What each provider is to answer. */
function expected(sdks: Sdks): object {
  const installed: readonly string[] = SDKS[sdks];
  return {
    openai: ANSWER,
    anthropic: installed.includes("@anthropic-ai/sdk") ? ANSWER : hint("@anthropic-ai/sdk"),
    gemini: installed.includes("@google/genai") ? ANSWER : hint("@google/genai"),
  };
}

/** What is said of our code. That an SDK is not there is webpack's to say, and true. */
function ofOurs(warnings: readonly string[], sdks: Sdks): string[] {
  const missing = SDKS.all.filter((name) => !(SDKS[sdks] as readonly string[]).includes(name));
  const isTrue = (warning: string) => missing.some((name) => warning.includes(`Can't resolve '${name}'`));
  return warnings.filter((warning) => /\bllmux\b/.test(warning) && !isTrue(warning));
}

describe.each(Object.keys(SDKS) as Sdks[])("with %s optional SDK", (sdks) => {
  it.each(Object.keys(BUNDLERS))("%s builds it without a warning of ours, and it runs by itself", async (name) => {
    const out = trees.output(`${sdks} ${name}`);
    const { file, warnings } = await BUNDLERS[name]!(trees.project(sdks), out);
    expect(ofOurs(warnings, sdks)).toEqual([]);
    if (file.endsWith(".js")) writeFileSync(join(dirname(file), "package.json"), '{ "type": "module" }');
    expect(JSON.parse(await run(process.execPath, [file], out, env))).toEqual(expected(sdks));
  });

  it("Turbopack (Next.js) builds it without a warning and without a key, and it runs", async () => {
    const project = trees.project(sdks);
    const next = join(project, "node_modules/next/dist/bin/next");
    const said = await run(process.execPath, [next, "build"], project, BARE);
    expect(said).toContain("/api/ask");
    expect(said).not.toMatch(/warn|llmux/i);
    const server = await serve((port) => [next, "start", "-p", String(port)], project, env);
    const answers = await fetch(`${server.address}/api/ask`, { method: "POST" }).then((response) => response.json());
    await server.stop();
    expect(answers).toEqual(expected(sdks));
  });
});

it("is one file for a function platform, which answers an event", async () => {
  const out = trees.output("lambda");
  await esbuild.build({
    absWorkingDir: trees.project("one"),
    entryPoints: ["lambda.mjs"],
    outfile: join(out, "function.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    minify: true,
    logLevel: "silent",
  });
  cpSync(join(trees.project("one"), "invoke.mjs"), join(out, "invoke.mjs"));
  const said = await run(process.execPath, ["invoke.mjs"], out, env);
  expect(JSON.parse(said)).toEqual({ statusCode: 200, text: ANSWER });
});
