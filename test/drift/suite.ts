import { createRouter, isLlmuxError, type Router } from "../../src/index.ts";
import { type Simulation, simulate } from "../../src/testing/index.ts";
import type { Sdk } from "./releases.ts";

// Run as a process of its own, with one release of each SDK. Prints a line of JSON: SDK → its version, and what failed.

const NAMES = { openai: "openai", anthropic: "anthropic", gemini: "gemini", older: "gemini" } as const;
type Name = keyof typeof NAMES;

const SDK_OF: Readonly<Record<Name, Sdk>> = {
  openai: "openai",
  anthropic: "@anthropic-ai/sdk",
  gemini: "@google/genai",
  older: "@google/generative-ai",
};

/** Models that can be held to a tool call. */
const MODEL_OF: Readonly<Record<Name, string>> = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-haiku-5-5",
  gemini: "gemini/gemini-3.8-flash",
  older: "older/gemini-3.8-flash",
};

/** How Google's SDKs tell their versions. */
const VERSION = /^(?:google-genai-sdk|genai-js)\/([\d.]+)/;

interface Bench {
  readonly sim: Simulation<Name>;
  readonly router: Router;
  readonly name: Name;
  readonly model: string;
}

const messages = [{ role: "user" as const, content: "hello there" }];
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ type: "function" as const, function: { name: "weather", parameters } }];

function equal(found: unknown, wanted: unknown): void {
  const [is, should] = [found, wanted].map((value) => JSON.stringify(value));
  if (is !== should) throw new Error(`${is} where ${should} was expected`);
}

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isLlmuxError(error)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}

async function read({ router, model }: Bench, body: object = {}) {
  let text = "";
  let finish: string | null | undefined;
  let calls = "";
  const stream = await router.chat.completions.create({ model, messages, ...body, stream: true });
  for await (const { choices } of stream) {
    const [choice] = choices;
    text += choice?.delta.content ?? "";
    for (const call of choice?.delta.tool_calls ?? []) calls += call.function?.arguments ?? "";
    finish = choice?.finish_reason ?? finish;
  }
  return { text, finish, calls };
}

/** A plain request of each SDK whose head llmux makes, without llmux. */
const RAW: Readonly<Record<Name, ((init: { apiKey: string; baseURL: string }) => Promise<unknown>) | undefined>> = {
  openai: async ({ apiKey, baseURL }) => {
    const { OpenAI } = await import("openai");
    await new OpenAI({ apiKey, baseURL }).chat.completions.create({ model: "m", messages });
  },
  anthropic: async ({ apiKey, baseURL }) => {
    const { Anthropic } = await import("@anthropic-ai/sdk");
    await new Anthropic({ apiKey, baseURL }).messages.create({ model: "m", messages, max_tokens: 1 });
  },
  gemini: async ({ apiKey, baseURL }) => {
    const { GoogleGenAI } = await import("@google/genai");
    const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: baseURL } });
    await client.models.generateContent({ model: "m", contents: "hello there" });
  },
  older: undefined,
};

/** What says who asks, and in which version; what belongs to one request or to the connection is left out. */
const HEAD = /^(user-agent|authorization|accept|content-type|anthropic-version|x-goog-.*|x-stainless-(?!timeout).*)$/;

function headOf({ headers }: { readonly headers: Readonly<Record<string, string>> }) {
  return Object.entries(headers)
    .filter(([name]) => HEAD.test(name))
    .sort();
}

const CASES: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  async JSON({ router, model }) {
    const { choices, usage } = await router.chat.completions.create({ model, messages });
    equal([choices[0]?.message.content, choices[0]?.finish_reason], ["echo: hello there", "stop"]);
    equal((usage?.completion_tokens ?? 0) > 0, true);
  },
  async head({ sim, router, name, model }) {
    const askRaw = RAW[name];
    if (askRaw === undefined) return;
    await router.chat.completions.create({ model, messages });
    await askRaw(sim.providers[name]);
    const [ours, theirs] = sim[name].requests.map(headOf);
    equal(ours, theirs);
  },
  async stream(bench) {
    equal(await read(bench), { text: "echo: hello there", finish: "stop", calls: "" });
  },
  async tools(bench) {
    const { router, model } = bench;
    const body = { model, messages, tools, tool_choice: "required" as const };
    const [choice] = (await router.chat.completions.create(body)).choices;
    const [call] = choice?.message.tool_calls ?? [];
    if (call?.type !== "function") throw new Error("no tool was called");
    equal(
      [call.function.name, call.function.arguments, choice?.finish_reason],
      ["weather", '{"city":"city"}', "tool_calls"],
    );
    equal((await read(bench, { tools, tool_choice: "required" })).calls, '{"city":"city"}');
    const history = [...messages, choice!.message, { role: "tool" as const, tool_call_id: call.id, content: "sunny" }];
    const { choices } = await router.chat.completions.create({ model, messages: history, tools });
    equal(choices[0]?.message.content?.includes("sunny"), true);
  },
  async errors({ sim, router, name, model }) {
    sim[name].fail("status_429_retry_after");
    const limited = await failure(router.chat.completions.create({ model, messages }));
    equal([limited.kind, limited.status], ["rate_limit", 429]);
    equal(limited.retryAfterMs !== undefined, true);
    sim[name].fail("bad_key");
    router.breaker(model).close();
    equal((await failure(router.chat.completions.create({ model, messages, stream: true }))).kind, "auth");
  },
  async "broken stream"(bench) {
    bench.sim[bench.name].fail("no_terminal_mark");
    equal((await failure(read(bench))).kind, "stream_truncated");
  },
  async abort({ sim, router, name, model }) {
    sim[name].fail("hang_before_headers");
    const signal = AbortSignal.timeout(100);
    equal((await failure(router.chat.completions.create({ model, messages }, { signal }))).kind, "aborted");
    for (let i = 0; i < 100 && sim[name].open > 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    equal(sim[name].open, 0);
  },
};

function versionOf({ headers }: { readonly headers: Readonly<Record<string, string>> }): string {
  const google = VERSION.exec(headers["x-goog-api-client"] ?? "")?.[1];
  return headers["x-stainless-package-version"] ?? google ?? "unknown";
}

async function examine(sim: Simulation<Name>, name: Name) {
  const model = MODEL_OF[name];
  const failed: Record<string, string> = {};
  let version = "unknown";
  for (const [title, run] of Object.entries(CASES)) {
    sim[name].reset();
    const older = { older: { ...sim.providers.older, sdk: "@google/generative-ai" as const } };
    const router = createRouter({ providers: { ...sim.providers, ...older }, retry: { maxRetries: 0 } });
    try {
      await run({ sim, router, name, model });
    } catch (error) {
      failed[title] = String(error);
    }
    version = sim[name].requests[0] ? versionOf(sim[name].requests[0]) : version;
    await router.close({ timeoutMs: 0 });
  }
  return { sdk: SDK_OF[name], version, cases: Object.keys(CASES), failed };
}

export type Examined = Awaited<ReturnType<typeof examine>>;

const sim = await simulate({ providers: NAMES });
const results: Examined[] = [];
for (const name of Object.keys(NAMES) as Name[]) results.push(await examine(sim, name));
await sim.close();
process.stdout.write(JSON.stringify(results));
