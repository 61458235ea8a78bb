import { createRouter, type Router } from "llmux";
import { type SimulatedProvider, type Simulation, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Client } from "./client.ts";
import { startVectorServer, type VectorServer } from "./vectors.ts";

/** Provider → a model of it. */
export const MODELS = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-sonnet-5",
  gemini: "gemini/gemini-3.8-flash",
} as const;

const EMBEDDERS = {
  openai: "openai-vectors/text-embedding-3-small",
  anthropic: MODELS.anthropic,
  gemini: "gemini-vectors/gemini-embedding-001",
} as const;

export type ProviderName = keyof typeof MODELS;

export const PROVIDERS = Object.keys(MODELS) as ProviderName[];

const after = (name: ProviderName) => PROVIDERS[(PROVIDERS.indexOf(name) + 1) % PROVIDERS.length]!;

/** One client over one router, and what stands behind it. */
export interface Stand<Made = Client> {
  readonly model: string;
  /** The same target under a name that clients take for one of OpenAI's reasoning models. */
  readonly reasoner: string;
  /** A model that embeds, where the provider has any. */
  readonly embedder: string;
  /** The target, then the next provider's. */
  readonly chain: string;
  readonly upstream: SimulatedProvider;
  /** The next provider. */
  readonly backup: SimulatedProvider;
  readonly client: Made;
  readonly router: Router;
}

/** Starts the simulated providers once for a file, and a router of its own for each test. */
export function stand<Made>(over: (fetch: typeof globalThis.fetch) => Made): (provider: ProviderName) => Stand<Made> {
  let sim: Simulation;
  let vectors: VectorServer;
  let router: Router;
  beforeAll(async () => {
    [sim, vectors] = await Promise.all([simulate(), startVectorServer()]);
  });
  beforeEach(() => {
    sim.reset();
    const models = PROVIDERS.flatMap((name) => [
      [`gpt-5-${name}`, [MODELS[name]]],
      [`${name}-chain`, [MODELS[name], MODELS[after(name)]]],
    ]);
    router = createRouter({
      providers: {
        ...sim.providers,
        "openai-vectors": { kind: "openai", apiKey: "-", baseURL: vectors.baseURL.openai },
        "gemini-vectors": { kind: "gemini", apiKey: "-", baseURL: vectors.baseURL.gemini },
      },
      models: Object.fromEntries(models),
      retry: { maxRetries: 0 },
    });
  });
  afterEach(() => router.close());
  afterAll(() => Promise.all([sim.close(), vectors.close()]));
  return (provider) => ({
    model: MODELS[provider],
    reasoner: `gpt-5-${provider}`,
    embedder: EMBEDDERS[provider],
    chain: `${provider}-chain`,
    upstream: sim[provider],
    backup: sim[after(provider)],
    client: over(router.fetch),
    router,
  });
}
