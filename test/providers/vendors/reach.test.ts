import { createRouter, type RouterOptions } from "llmux";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { vendors } from "../../../src/data/vendors.ts";
import { ordinary } from "./ordinary-wires.ts";
import { openStage } from "./stage.ts";
import { peculiar } from "./strict-wires.ts";
import { thinking } from "./thinking-wires.ts";

const messages = [{ role: "user" as const, content: "hi" }];
let stage: Awaited<ReturnType<typeof openStage>>;

beforeAll(async () => {
  stage = await openStage({ ...peculiar, ...thinking, ...ordinary });
});
afterAll(() => stage.close());
beforeEach(() => {
  const variables = Object.values(vendors).flatMap(({ env, endpoints = [] }) => [
    ...env,
    ...endpoints.map((one) => one.env),
  ]);
  for (const name of variables) vi.stubEnv(name, undefined);
  stage.seen.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

async function ask(model: string, options: RouterOptions = {}) {
  await using router = stage.router(options);
  return await router.chat.completions.create({ model, messages });
}

describe("a vendor's name", () => {
  it.each([
    ["together", "togetherai"],
    ["together_ai", "togetherai"],
    ["qwen", "alibaba"],
    ["dashscope", "alibaba"],
    ["kimi", "moonshotai"],
    ["x-ai", "xai"],
    ["google", "gemini"],
    ["hf", "huggingface"],
    ["Groq", "groq"],
    ["lm_studio", "lmstudio"],
    ["llama.cpp", "llamacpp"],
  ])("%s stands for %s", async (written, name) => {
    const { plan, skipped } = await createRouter().explain({ model: `${written}/m/1`, messages });
    expect([...plan, ...skipped.map(({ target }) => target)]).toContain(`${name}/m/1`);
  });

  it("is the caller's own where it is configured so", async () => {
    const providers = {
      together: { apiKey: "k-1" },
      kimi: { kind: "openai", baseURL: "https://api.x.ai/v1", apiKey: "k-1" },
    } as const;
    expect((await ask("together/m", { providers })).x_llmux.provider).toBe("together");
    expect((await ask("kimi/m", { providers })).x_llmux.provider).toBe("kimi");
    expect(stage.seen.map(({ url }) => url)).toEqual([ordinary.togetherai!.url, thinking.xai!.url]);
  });

  it("that is none gets the nearest", async () => {
    await expect(ask("grok1/m")).rejects.toThrow("did you mean groq/m?");
    await expect(ask("misttral/m")).rejects.toThrow("did you mean mistral/m?");
  });

  it("needs a key, and says which variables were looked into", async () => {
    await expect(ask("togetherai/m")).rejects.toMatchObject({
      kind: "config",
      message: expect.stringContaining("TOGETHER_API_KEY or TOGETHER_AI_API_KEY"),
    });
    expect(stage.seen).toEqual([]);
  });

  it("finds prices, whatever its spelling", async () => {
    const priceOf = async (model: string, options: RouterOptions = {}) => (await ask(model, options)).x_llmux.cost.usd;
    for (const key of ["XAI_API_KEY", "MISTRAL_API_KEY", "MOONSHOT_API_KEY", "TOGETHER_API_KEY"])
      vi.stubEnv(key, "k-1");
    expect(await priceOf("xai/grok-4")).toBeGreaterThan(0);
    expect(await priceOf("x-ai/grok-4")).toBeGreaterThan(0);
    expect(await priceOf("mistral/mistral-large-latest")).toBeGreaterThan(0);
    expect(await priceOf("moonshotai/kimi-k2-thinking")).toBeGreaterThan(0);
    expect(await priceOf("togetherai/meta-llama/Llama-3.3-70B-Instruct-Turbo")).toBeGreaterThan(0);
    const providers = { kimi: { apiKey: "k-1" } };
    expect(await priceOf("kimi/kimi-k2-thinking", { providers })).toBeGreaterThan(0);
    expect(await priceOf("xai/no-such-model")).toBeNull();
  });
});

describe("azure", () => {
  const { url } = peculiar.azure!;
  beforeEach(() => vi.stubEnv("AZURE_OPENAI_API_KEY", "k-1"));

  it.each([
    ["AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com"],
    ["AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com/openai/v1/"],
    ["AZURE_RESOURCE_NAME", "res"],
  ])("is where %s=%s says", async (variable, value) => {
    vi.stubEnv(variable, value);
    await ask("azure/gpt-4.1");
    expect(stage.seen[0]?.url).toBe(url);
  });

  it("is where its base URL says; a deployment under a name of one's own is treated alike", async () => {
    const baseURL = "https://res.openai.azure.com/openai/v1";
    await ask("azure/gpt-4.1", { providers: { azure: { baseURL } } });
    await ask("azure-eu/gpt-4.1", { providers: { "azure-eu": { kind: "openai", baseURL, apiKey: "k-1" } } });
    expect(stage.seen.map(({ headers }) => headers["api-key"])).toEqual(["k-1", "k-1"]);
  });

  it("without an address is passed over, and says what to set", async () => {
    await expect(ask("azure/gpt-4.1")).rejects.toMatchObject({
      kind: "config",
      message: expect.stringMatching(/AZURE_OPENAI_ENDPOINT or AZURE_RESOURCE_NAME, or give providers\.azure\.baseURL/),
    });
    expect(stage.seen).toEqual([]);
  });

  it("takes an Entra token as a bearer", async () => {
    vi.stubEnv("AZURE_RESOURCE_NAME", "res");
    const token = "eyJhbGciOi.eyJhdWQi.c2ln";
    await ask("azure/gpt-4.1", { providers: { azure: { apiKey: () => token } } }).catch(() => {});
    expect(stage.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${token}` });
    expect(stage.seen[0]?.headers).not.toHaveProperty("api-key");
  });
});

describe("a local server", () => {
  it("is asked without a key, and with one where it has one", async () => {
    await ask("vllm/Qwen/Qwen3-32B");
    expect(stage.seen[0]?.headers).not.toHaveProperty("authorization");
    vi.stubEnv("VLLM_API_KEY", "k-2");
    await ask("vllm/Qwen/Qwen3-32B").catch(() => {});
    expect(stage.seen[1]?.headers.authorization).toBe("Bearer k-2");
  });
});

describe("minimax", () => {
  it("is reached over Anthropic's wire, in the older version, with sampling", async () => {
    vi.stubEnv("MINIMAX_API_KEY", "k-1");
    const sent: { url: string; headers: Headers; body: Record<string, unknown> }[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent.push({ url: String(input), headers: new Headers(init?.headers), body: JSON.parse(String(init?.body)) });
      return Response.json({
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "MiniMax-M2.5",
        content: [
          { type: "thinking", thinking: "hm", signature: "s" },
          { type: "text", text: "hello" },
        ],
        stop_reason: "end_turn",
        usage: { input_tokens: 10, output_tokens: 5 },
      });
    };
    await using router = createRouter({ fetch });
    for (const temperature of [undefined, 0.5]) {
      const body = { model: "minimax/MiniMax-M2.5", messages, ...(temperature && { temperature }) };
      const { choices, x_llmux } = await router.chat.completions.create(body);
      expect(choices[0]?.message).toMatchObject({ content: "hello", reasoning_content: "hm" });
      expect(x_llmux.warnings.filter(({ code }) => code !== "unknown_price")).toEqual([]);
    }
    expect(sent.map(({ url }) => url)).toEqual(Array(2).fill("https://api.minimax.io/anthropic/v1/messages"));
    expect(sent.map(({ headers }) => headers.get("x-api-key"))).toEqual(["k-1", "k-1"]);
    expect(sent.map(({ headers }) => headers.get("anthropic-version"))).toEqual(["2023-06-01", "2023-06-01"]);
    expect(sent[1]?.body).toMatchObject({ model: "MiniMax-M2.5", temperature: 0.5 });
  });
});

describe("one body, many targets", () => {
  const targets = [
    "openai",
    "azure",
    "mistral",
    "groq",
    "xai",
    "deepseek",
    "cerebras",
    "moonshotai",
    "openrouter",
    "ollama",
  ];

  it("gives the same shape from each", async () => {
    const wires = { ...peculiar, ...thinking, ...ordinary };
    const tools = [{ type: "function" as const, function: { name: "get_weather", parameters: {} } }];
    const shapes = new Map<string, string>();
    for (const name of targets) {
      for (const [variable, value] of Object.entries(wires[name]!.env)) vi.stubEnv(variable, value);
      await using router = stage.router({ models: { chat: `${name}/${wires[name]!.model}` } });
      const body = { model: "chat", messages, tools, max_completion_tokens: 99, temperature: 0.5, user: "u" };
      const { choices, usage, object, x_llmux } = await router.chat.completions.create(body);
      const [choice] = choices;
      const { reasoning_content, tool_calls, ...message } = choice!.message;
      const calls = tool_calls?.map((call) => ({ ...call, id: typeof call.id }));
      const { prompt_tokens, completion_tokens, total_tokens } = usage!;
      const counts = { prompt_tokens, completion_tokens, total_tokens };
      shapes.set(x_llmux.provider, JSON.stringify({ object, ...choice, message: { ...message, calls }, counts }));
    }
    expect([...shapes.keys()]).toEqual(targets);
    expect(new Set(shapes.values()).size, [...shapes.values()].join("\n")).toBe(1);
  });
});
