import type { ChatRequest, Router, RouterOptions } from "llmux";
import type { Wire } from "../scenarios.ts";
import { memoryRouter } from "./memory-router.ts";
import { openaiSubject } from "./raw.ts";
import { addressOf, conversation, LONG, type MakeSubject, MESSAGES, modelOf, type Subject } from "./subject.ts";

/** Two targets that are never reached: the alias has a chain of three, as most have. */
const REST = ["groq/llama-3.3-70b-versatile", "mistral/mistral-large-latest"];

async function routerOver(root: string, wire: Wire, options: RouterOptions = {}): Promise<Router> {
  const { createRouter } = await import("llmux");
  const { providers, ...rest } = options;
  return createRouter({
    providers: { [wire]: { apiKey: "bench", baseURL: addressOf(root, wire), ...providers?.[wire] } },
    models: { chat: [modelOf(wire), ...REST] },
    ...rest,
  });
}

/** Asks the alias. `fill` makes each body its own, where a cache would know it again. */
function ask({ chat: { completions } }: Router, fill: () => Partial<ChatRequest> = () => ({}), options = {}): Subject {
  const body = { model: "chat", messages: MESSAGES, max_tokens: 1_000 };
  return async (isStream, onFirst) => {
    if (!isStream) {
      const completion = await completions.create({ ...body, ...fill(), stream: false }, options);
      return completion.choices[0]?.message.content ?? "";
    }
    let text = "";
    for await (const { choices } of await completions.create({ ...body, ...fill(), stream: true }, options)) {
      onFirst();
      text += choices[0]?.delta.content ?? "";
    }
    return text;
  };
}

const defaults =
  (wire: Wire, options: RouterOptions = {}): MakeSubject =>
  async (root) => {
    const router = await routerOver(root, wire, options);
    router.on("cost.recorded", () => {});
    return ask(router);
  };

/** Cache, deadline, a layer in each ring, tags, and a listener of every event that a good call has. */
const everything: MakeSubject = async (root) => {
  const pass = {
    call: [(context, next) => next(context)],
    attempt: [(context, next) => next(context)],
  } satisfies NonNullable<RouterOptions["layers"]>;
  const router = await routerOver(root, "openai", { cache: true, deadlineMs: 60_000, layers: pass });
  for (const name of ["call.start", "attempt.start", "attempt.end", "cost.recorded", "call.end", "cache.miss"] as const)
    router.on(name, () => {});
  let seed = 0;
  return ask(router, () => ({ seed: seed++ }), { tags: { team: "bench" }, tenant: "bench", user: "bench" });
};

function long(count: number): MakeSubject {
  const messages = conversation(count);
  return async (root) => ask(await routerOver(root, "openai"), () => ({ messages }));
}

const cacheHit: MakeSubject = async (root) => ask(await routerOver(root, "openai", { cache: true }));

const routerFetch: MakeSubject = async (root) => {
  const router = await routerOver(root, "openai");
  return openaiSubject("http://router", { fetch: router.fetch as typeof fetch, model: "chat" });
};

/** llmux's own share: a provider in memory, without SDK, codec and HTTP. */
const inMemory: MakeSubject = async () => ask(await memoryRouter({ models: { chat: ["memory/m", ...REST] } }));

const longChain: MakeSubject = async () =>
  ask(await memoryRouter({ models: { chat: Array.from({ length: 1000 }, (_, index) => `memory/m${index || ""}`) } }));

const longHit: MakeSubject = async () =>
  ask(await memoryRouter({ models: { chat: ["memory/m"] }, cache: true }), () => ({ messages: LONG }));

/** llmux with nothing configured but the address, unless its name says so. */
export const LLMUX: Readonly<Record<string, MakeSubject>> = {
  "llmux to OpenAI": defaults("openai"),
  "llmux, all on": everything,
  "llmux, 100 messages": long(100),
  "llmux, 1,000 messages": long(1000),
  "llmux, cache hit": cacheHit,
  "llmux's own share": inMemory,
  "own share, 1,000 targets": longChain,
  "own share, cache hit of 100 kB": longHit,
  "openai over router.fetch": routerFetch,
  "llmux to Anthropic": defaults("anthropic"),
  "llmux to Gemini by genai": defaults("gemini"),
  "llmux to Gemini by generative-ai": defaults("gemini", { providers: { gemini: { sdk: "@google/generative-ai" } } }),
};
