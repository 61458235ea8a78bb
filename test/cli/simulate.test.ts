import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "llmux-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function llmux(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const config = file("config.json", { models: { chat: ["openai/gpt-5.5"] }, retry: { maxRetries: 0 } });
const scenario = file("scenario.json", {
  ...{ model: "chat", durationMs: 1000 },
  targets: { openai: { outages: [{ fault: 500, untilMs: 450 }] } },
});

describe("npx llmux simulate", () => {
  it("prints a table, or JSON", async () => {
    expect(await llmux("simulate", config, scenario)).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("calls"),
    });
    const { out } = await llmux("simulate", config, scenario, "--json");
    expect(JSON.parse(out)).toMatchObject({ calls: 10 });
  });

  it("fails below the availability that is asked for", async () => {
    expect(await llmux("simulate", config, scenario, "--min-availability", "99.9")).toMatchObject({
      code: 1,
      err: "availability is below 99.9 %",
    });
  });

  it.each<[string, string[], string]>([
    ["one file", ["simulate", config], "two files are needed"],
    ["a file that is not there", ["simulate", "no.json", scenario], "no.json cannot be read"],
    ["a file that is not JSON", ["simulate", file("yaml.json", "a: b"), scenario], "is not JSON"],
    ["a wrong configuration", ["simulate", file("wrong.json", { model: {} }), scenario], "did you mean models?"],
    ["a wrong scenario", ["simulate", config, file("none.json", {})], "scenario.model: expected a model name"],
    ["an unknown switch", ["simulate", "--yaml"], "--yaml"],
    ["an unknown command", ["play"], 'there is no command "play"'],
  ])("%s: says so and exits with 2", async (_, args, message) => {
    expect(await llmux(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  it("helps", async () => {
    expect(await llmux("--help")).toMatchObject({ code: 0, out: expect.stringContaining("npx llmux simulate") });
  });

  it("says which version it is", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await llmux("--version")).toEqual({ code: 0, out: version, err: "" });
  });
});
