import { createRouter } from "llmux";
import type { Simulation } from "llmux/testing";
import ts from "typescript";
import type { Block } from "./blocks.ts";

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

const chain = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"];

async function modules(): Promise<Readonly<Record<string, unknown>>> {
  return {
    llmux: await import("llmux"),
    "llmux/node": await import("llmux/node"),
    "llmux/openai": await import("llmux/openai"),
    "llmux/testing": await import("llmux/testing"),
    openai: await import("openai"),
  };
}

/** Executes a block over simulated providers, which the environment names too; resolves with the lines it printed. */
export async function runBlock(block: Block, sim: Simulation): Promise<string[]> {
  const { printed, close } = await loadBlock(block, sim);
  await close();
  return printed.flatMap((text) => text.split("\n"));
}

export interface Loaded {
  /** What the block exports. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly printed: readonly string[];
  close(): Promise<void>;
}

/** The same as a module whose exports are to be used; `globals` are what its platform brings. */
export async function loadBlock(block: Block, sim: Simulation, globals: object = {}): Promise<Loaded> {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(block.code, { compilerOptions });
  const known = await modules();
  const printed: string[] = [];
  const router = createRouter({ providers: sim.providers, models: { chat: chain } });
  const exports: Record<string, unknown> = {};
  const close = () => router.close({ timeoutMs: 0 });
  const preamble = {
    require: (name: string) => known[name] ?? fail(`${block.page}:${block.line} imports ${name}`),
    exports,
    console: { log: (...values: unknown[]) => printed.push(values.map(show).join(" ")) },
    router,
    sim,
    messages: [{ role: "user", content: "hello" }],
    ...globals,
  };
  const body = `"use strict"; await (async () => {\n${outputText}\n})();`;
  try {
    await new AsyncFunction(...Object.keys(preamble), body)(...Object.values(preamble));
  } catch (error) {
    await close();
    throw error;
  }
  return { exports, printed, close };
}

/** What the block's `// →` comments say it prints. */
export function expectedOf(block: Block): string[] {
  return [...block.code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text!.trimEnd());
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fail(message: string): never {
  throw new Error(message);
}
