import { readFileSync } from "node:fs";
import * as aiOpenai from "@ai-sdk/openai";
import * as compatible from "@ai-sdk/openai-compatible";
import * as langchain from "@langchain/openai";
import * as llamaindex from "@llamaindex/openai";
import * as agents from "@openai/agents";
import * as ai from "ai";
import { createRouter, type Router } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import * as openai from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MODULES: Readonly<Record<string, object>> = {
  ...{ ai, openai, "@ai-sdk/openai": aiOpenai, "@ai-sdk/openai-compatible": compatible },
  "@langchain/openai": langchain,
  ...{ "@llamaindex/openai": llamaindex, "@openai/agents": agents },
};

/** The blocks of a page in plain JavaScript, each with the heading above it. */
function blocksOf(page: string): (readonly [title: string, code: string])[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/^## (.+)$[^#]*?^```js\n([\s\S]*?)^```$/gm)].map(([, title, code]) => [title!, code!]);
}

const blocks = blocksOf("clients.md");

/** Runs a block whose imports are ours; what it makes of an answer is whatever it named last. */
async function run(code: string, router: Router): Promise<unknown> {
  const imported = code
    .replace(/^import (\w+) from ("[^"]+");$/gm, "const $1 = MODULES[$2].default;")
    .replace(/^import (\{[^}]+\}) from ("[^"]+");$/gm, "const $1 = MODULES[$2];");
  const names = [...imported.matchAll(/^const (?:\{ (\w+) \}|(\w+)) = /gm)].at(-1)!;
  const AsyncFunction = Object.getPrototypeOf(run).constructor as new (...code: string[]) => typeof run;
  const body = new AsyncFunction("MODULES", "router", `${imported}\nreturn ${names[1] ?? names[2]};`);
  return await (body as unknown as (modules: object, router: Router) => Promise<unknown>)(MODULES, router);
}

describe("docs/clients.md and docs/migrating.md", () => {
  let sim: Simulation;
  let router: Router;
  beforeAll(async () => {
    sim = await simulate();
    router = createRouter({ providers: sim.providers, models: { chat: ["anthropic/claude-sonnet-5"] } });
    agents.setTracingDisabled(true);
  });
  afterAll(async () => {
    await router.close();
    await sim.close();
  });

  it("shows every client but the official one, which the main tests run", () => {
    expect(blocks.map(([title]) => title)).toEqual(["AI SDK", "LangChain", "LlamaIndex", "Agents SDK"]);
  });

  it.each([...blocks, ...blocksOf("migrating.md")])("%s: the code answers", async (_, code) => {
    expect(JSON.stringify(await run(code, router))).toContain("echo: hello");
  });
});
