type How = "type" | "static" | "dynamic";

/** What a folder of `src` (or a file directly in it) is, and which packages it may import, and how. */
export interface Row {
  readonly floor: number;
  readonly packages?: Readonly<Record<string, readonly How[]>>;
}

/** A part: imports its own folder and the floors below, never a sibling; siblings arrive as parameters. */
const part: Row = { floor: 2 };

const sdk: readonly How[] = ["type", "dynamic"];

/** Every folder has a row; imports point to a lower floor or stay in their folder. */
export const FLOORS: Readonly<Record<string, Row>> = {
  contract: { floor: 0, packages: { openai: ["type"] } },
  data: { floor: 1 },
  lib: { floor: 1 },
  batch: part,
  breaker: { ...part, packages: { opossum: ["static", "type"] } },
  cache: { ...part, packages: { "lru-cache": ["static", "dynamic"] } },
  concurrency: part,
  credentials: part,
  dispatch: { ...part, packages: { "p-retry": ["static"] } },
  guardrails: part,
  health: part,
  idempotency: part,
  middleware: part,
  pricing: part,
  providers: {
    ...part,
    packages: {
      openai: sdk,
      "@anthropic-ai/sdk": sdk,
      "@google/generative-ai": sdk,
      "@google/genai": sdk,
      "lru-cache": ["static"],
    },
  },
  rules: part,
  stores: part,
  strategies: part,
  streams: part,
  transport: { ...part, packages: { undici: sdk } },
  web: { ...part, packages: { "lru-cache": ["static"] } },
  options: { floor: 3, packages: { valibot: ["static", "type"] } },
  simulate: { floor: 3 },
  "pipeline.ts": { floor: 4 },
  router: { floor: 5 },
  cli: { floor: 6 },
  "index.ts": { floor: 6 },
  node: { floor: 6 },
  openai: { floor: 6, packages: { openai: ["static", "type"] } },
  telemetry: { floor: 6 },
  testing: { floor: 6 },
};

/** Floors that see less than all below them: the tools know no llmux word, the facts only their types. */
export const NARROW: Readonly<Record<string, readonly How[]>> = { lib: [], data: ["type"] };

/** Folders that are for Node alone; elsewhere its modules are types, or fetched where they exist. */
export const ON_NODE: readonly string[] = ["cli", "node", "simulate", "testing"];
