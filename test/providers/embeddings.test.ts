import type { EmbeddingRequest, RouterOptions } from "llmux";
import { afterEach, describe, expect, it } from "vitest";
import { nativeServer, routerAt, type Said } from "../support/native-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const vectors = (count: number) => Array.from({ length: count }, (_, i) => ({ values: [i, 0.5] }));
const openai = (count: number): Said => ({
  json: {
    object: "list",
    model: "m",
    data: vectors(count).map(({ values }, index) => ({ object: "embedding", index, embedding: values })),
    usage: { prompt_tokens: count, total_tokens: count },
  },
});

async function asked(
  model: string,
  body: Partial<EmbeddingRequest>,
  said: Parameters<typeof nativeServer>,
  options: RouterOptions = {},
) {
  const server = await nativeServer(...said);
  const at = { apiKey: "sk-test-0123456789", baseURL: `${server.url}/v1` };
  const router = routerAt(server, {
    retry: { maxRetries: 0 },
    ...options,
    providers: { mistral: at, cohere: at, alibaba: at, mine: { ...at, kind: "openai" }, ...options.providers },
  });
  open.push({ close: () => router.close().then(() => server.close()) });
  const answer = await router.embeddings.create({ model, input: "a", ...body });
  return { answer, heard: server.heard };
}

describe("over OpenAI's wire", () => {
  it("sends the caller's body, with the encoding always named", async () => {
    const body = { input: ["a", "b"], dimensions: 2, user: "u", provider_options: { openai: { extra: 1 } } };
    const { answer, heard } = await asked("openai/text-embedding-3-small", body, [openai(2)]);
    expect(heard[0]?.url).toBe("/v1/embeddings");
    expect(heard[0]?.body).toEqual({
      ...{ model: "text-embedding-3-small", input: ["a", "b"], dimensions: 2, user: "u" },
      ...{ encoding_format: "float", extra: 1 },
    });
    expect(heard[0]?.headers).toMatchObject({ authorization: "Bearer sk-test-0123456789" });
    expect(answer.data.map(({ embedding }) => embedding)).toEqual([
      [0, 0.5],
      [1, 0.5],
    ]);
    expect(answer.x_llmux.cost.usd).toBeCloseTo((2 * 0.02) / 1e6, 12);
  });

  it("hands lists of tokens on", async () => {
    const { heard } = await asked("openai/text-embedding-3-small", { input: [[1, 2], [3]] }, [openai(2)]);
    expect(heard[0]?.body.input).toEqual([[1, 2], [3]]);
    const { heard: one } = await asked("openai/text-embedding-3-small", { input: [1, 2] }, [openai(1)]);
    expect(one[0]?.body.input).toEqual([1, 2]);
  });

  it("splits by tokens, too", async () => {
    const long = "x".repeat(4 * 100_000);
    const { heard } = await asked("openai/text-embedding-3-small", { input: [long, long, long, long] }, [
      ({ body }) => openai((body.input as string[]).length),
    ]);
    expect(heard.map(({ body }) => (body.input as string[]).length).sort()).toEqual([1, 3]);
  });

  it("spells fields as the vendor does, and refuses what it has not", async () => {
    const { heard } = await asked("mistral/codestral-embed", { dimensions: 2, user: "u" }, [openai(1)]);
    expect(heard[0]?.body).toEqual({
      model: "codestral-embed",
      input: "a",
      encoding_format: "float",
      output_dimension: 2,
    });
    const base64 = { encoding_format: "base64" } as const;
    const { heard: floats, answer } = await asked("alibaba/text-embedding-v4", base64, [openai(1)]);
    expect(floats[0]?.body.encoding_format).toBe("float");
    expect(answer.data[0]?.embedding).toBe("AAAAAAAAAD8=");
    await expect(asked("cohere/embed-v4.0", { dimensions: 2 }, [openai(1)])).rejects.toMatchObject({
      kind: "unsupported",
      param: "dimensions",
    });
    const { heard: parts } = await asked("cohere/embed-v4.0", { input: Array(100).fill("a") }, [
      ({ body }) => openai((body.input as string[]).length),
    ]);
    expect(parts.map(({ body }) => (body.input as string[]).length).sort()).toEqual([4, 96]);
  });

  it.each<[string, Said, string]>([
    ["an error under 200", { json: { error: { message: "broken", code: 400 } } }, "invalid_request"],
    ["a page", { json: "<html>" }, "server_error"],
    ["404", { status: 404, json: { error: { message: "no such model" } } }, "model_not_found"],
  ])("classifies %s", async (_, said, kind) => {
    await expect(asked("mine/m", {}, [said])).rejects.toMatchObject({ kind });
  });

  it("asks the caller's own client, which must have embeddings", async () => {
    const client = { chat: { completions: { create() {} } } };
    await expect(asked("mine/m", {}, [openai(1)], { providers: { mine: { kind: "openai", client } } })).rejects.toThrow(
      /has no embeddings\.create/,
    );
  });
});

describe.each(["@google/genai", "@google/generative-ai"] as const)("over %s", (sdk) => {
  const model = "gemini/gemini-embedding-001";
  const ask = async (body: Partial<EmbeddingRequest>, said: Parameters<typeof nativeServer>) => {
    const server = await nativeServer(...said);
    const gemini = { apiKey: "sk-test-0123456789", baseURL: server.url, sdk };
    const router = routerAt(server, { providers: { gemini }, retry: { maxRetries: 0 } });
    open.push({ close: () => router.close().then(() => server.close()) });
    return {
      heard: server.heard,
      answer: await router.embeddings.create({ model, input: "a", ...body }, { raw: true }),
    };
  };

  it("sends a batch, with dimensions and native extras in each request", async () => {
    const { heard, answer } = await ask(
      { input: ["a", "b"], dimensions: 2, provider_options: { google: { taskType: "RETRIEVAL_QUERY" } } },
      [{ json: { embeddings: vectors(2) } }],
    );
    const request = (text: string) => ({
      model: "models/gemini-embedding-001",
      content: { parts: [{ text }] },
      outputDimensionality: 2,
      taskType: "RETRIEVAL_QUERY",
    });
    expect(heard[0]?.url).toBe("/v1beta/models/gemini-embedding-001:batchEmbedContents");
    expect(heard[0]?.headers).toMatchObject({ "x-goog-api-key": "sk-test-0123456789" });
    expect(heard[0]?.body).toEqual({ requests: [request("a"), request("b")] });
    expect(answer).toMatchObject({
      data: [{ embedding: [0, 0.5] }, { embedding: [1, 0.5] }],
      usage: { prompt_tokens: 0 },
      x_llmux: { cost: { estimated: true }, warnings: [{ code: "no_usage" }], raw: [{ embeddings: vectors(2) }] },
    });
    expect(answer.x_llmux.cost.usd).toBeGreaterThan(0);
  });

  it("packs base64 itself, and takes usage where there is some", async () => {
    const json = { embeddings: vectors(1), usageMetadata: { promptTokenCount: 7 } };
    const { answer } = await ask({ encoding_format: "base64" }, [{ json }]);
    expect(answer.data[0]?.embedding).toBe("AAAAAAAAAD8=");
    expect(answer.usage).toEqual({ prompt_tokens: 7, total_tokens: 7 });
    expect(answer.x_llmux.warnings).toEqual([]);
  });

  it("takes a hundred texts a request, and no tokens", async () => {
    const { heard, answer } = await ask({ input: Array(250).fill("a") }, [
      ({ body }) => ({ json: { embeddings: vectors((body.requests as []).length) } }),
    ]);
    expect(heard.map(({ body }) => (body.requests as []).length).sort()).toEqual([100, 100, 50]);
    expect(answer.data.length).toBe(250);
    expect(answer.x_llmux.warnings).toHaveLength(1);
    await expect(ask({ input: [1, 2] }, [])).rejects.toMatchObject({ kind: "unsupported", param: "input" });
  });

  it("refuses a model id that would change the address, and tells of fields it cannot say", async () => {
    await expect(ask({ model: "gemini/../secrets" }, [])).rejects.toMatchObject({ param: "model" });
    const more = { odd: 1, user: "u", provider_options: { gemini: { model: "other" } } };
    const { answer, heard } = await ask(more as object, [{ json: { embeddings: vectors(1) } }]);
    expect(heard[0]?.body.requests).toEqual([
      { model: "models/gemini-embedding-001", content: { parts: [{ text: "a" }] } },
    ]);
    expect(answer.x_llmux.warnings.map(({ code, param }) => [code, param])).toEqual([
      ["dropped_param", "provider_options.model"],
      ["dropped_param", "odd"],
      ["no_usage", undefined],
    ]);
  });

  it("classifies its errors", async () => {
    const json = { error: { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED" } };
    await expect(ask({}, [{ status: 429, json }])).rejects.toMatchObject({ kind: "rate_limit" });
  });
});
