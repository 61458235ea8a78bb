import type { EmbeddingRequest, ProviderContext, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { packFloats, unpackFloats } from "../../src/lib/float32.ts";
import { fail, memoryProvider } from "../support/memory-provider.ts";
import { bench, inTurn, ok, run } from "../support/router.ts";

type Embed = (request: EmbeddingRequest, context: ProviderContext) => unknown;

const usage = { prompt_tokens: 4, total_tokens: 4 };
const numbersOf = (input: EmbeddingRequest["input"]) => [input].flat() as string[];
/** A vector per text: its number, and how many dimensions were asked for. */
const vector = (text: string, { dimensions = 2 }: EmbeddingRequest) =>
  Array.from({ length: dimensions }, (_, i) => (i === 0 ? Number(text) : 0.5));
const answer: Embed = (request) => ({
  object: "list",
  model: "m-1",
  data: numbersOf(request.input).map((text, index) => ({
    object: "embedding",
    index,
    embedding: vector(text, request),
  })),
  usage,
});

/** Providers `a` and `b`, each of one model `m`, behind the alias `chat`. */
function vectors(a: Embed, options: RouterOptions = {}, b?: Embed) {
  const with_ = (embed: Embed, name: string) => Object.assign(memoryProvider(ok, name), { embed });
  const providers = { a: with_(a, "a"), ...(b && { b: with_(b, "b") }) } as never;
  const made = bench({}, { providers, models: { chat: b ? ["a/m", "b/m"] : ["a/m"] }, ...options });
  const create = (body: Partial<EmbeddingRequest> = {}, callOptions = {}) =>
    run(made.clock, made.router.embeddings.create({ model: "chat", input: "1", ...body }, callOptions));
  return { ...made, create };
}

describe("embeddings.create", () => {
  it("answers in OpenAI's shape, with the report", async () => {
    const { create } = vectors(answer, { prices: { "a/m": { input: 1, output: 0 } } });
    const { value } = await create({ input: ["1", "2"] });
    expect(value).toEqual({
      object: "list",
      model: "m-1",
      data: [
        { object: "embedding", index: 0, embedding: [1, 0.5] },
        { object: "embedding", index: 1, embedding: [2, 0.5] },
      ],
      usage,
      x_llmux: expect.objectContaining({
        target: "a/m",
        usage: expect.objectContaining({ inputTokens: 4, outputTokens: 0 }),
        cost: expect.objectContaining({ usd: 4e-6 }),
      }),
    });
  });

  it.each<[string, unknown]>([
    ["float", [0.25, -1.5]],
    ["base64", packFloats([0.25, -1.5])],
  ])("gives %s when that is asked for, whatever the provider gives", async (encoding_format, expected) => {
    for (const given of [[0.25, -1.5], packFloats([0.25, -1.5])]) {
      const { create } = vectors(() => ({ object: "list", model: "m", data: [{ index: 0, embedding: given }], usage }));
      const { value } = await create({ encoding_format: encoding_format as "float" });
      expect(value?.data).toEqual([{ object: "embedding", index: 0, embedding: expected }]);
    }
  });

  it("packs as OpenAI does: little-endian 32-bit floats", () => {
    const buffer = Buffer.from(new Float32Array([0.1, -2, 3e8]).buffer);
    expect(packFloats([0.1, -2, 3e8])).toBe(buffer.toString("base64"));
    expect(unpackFloats(buffer.toString("base64"))).toEqual([...new Float32Array([0.1, -2, 3e8])]);
    expect(unpackFloats("AAA=")).toBeUndefined();
  });

  it("puts shuffled vectors into the order of the inputs", async () => {
    const shuffled: Embed = (...asked) => {
      const { data, ...rest } = answer(...asked) as { data: object[] };
      return { ...rest, data: data.toReversed() };
    };
    const { create } = vectors(shuffled);
    const { value } = await create({ input: ["7", "8", "9"] });
    expect(value?.data.map(({ index, embedding }) => [index, embedding[0]])).toEqual([
      [0, 7],
      [1, 8],
      [2, 9],
    ]);
  });

  it("counts and prices by its own guess where the provider says no usage, and says so", async () => {
    const { create } = vectors((...asked) => ({ ...(answer(...asked) as object), usage: undefined }), {
      prices: { "a/m": { input: 1, output: 0 } },
    });
    const { value } = await create({ input: ["12345678"] });
    expect(value).toMatchObject({
      usage: { prompt_tokens: 0, total_tokens: 0 },
      x_llmux: {
        usage: { inputTokens: 2 },
        cost: { usd: 2e-6, estimated: true },
        attempts: [{ estimated: true }],
        warnings: [{ code: "no_usage", target: "a/m" }],
      },
    });
  });

  it.each<[string, Embed, string]>([
    ["too few vectors", () => ({ data: [] }), "server_error"],
    ["no list", () => ({}), "server_error"],
    ["an empty vector", () => ({ data: [{ index: 0, embedding: [] }] }), "server_error"],
    ["something else", () => ({ data: [{ index: 0, embedding: "###" }] }), "server_error"],
    ["vectors of another size", () => ({ data: [{ index: 0, embedding: [1] }], usage }), "bad_generation"],
  ])("takes %s for no answer", async (_, embed, kind) => {
    const { create } = vectors(embed);
    expect((await create({ dimensions: 2 }, { maxRetries: 0 })).error).toMatchObject({ kind });
  });

  it("repeats, falls back to the same model, and says what happened", async () => {
    const { create } = vectors(() => fail(503), {}, answer);
    const { value } = await create();
    expect(value?.x_llmux).toMatchObject({ target: "b/m", attempts: [{ status: "failed" }, { status: "ok" }] });
    expect(value?.data[0]?.embedding).toEqual([1, 0.5]);
    const alone = vectors(inTurn(() => fail(500), answer as never) as never);
    expect((await alone.create()).value?.x_llmux.attempts.map(({ status }) => status)).toEqual(["failed", "ok"]);
  });

  it("has promise members as chat has", async () => {
    const { router } = vectors(answer);
    const promise = router.embeddings.create({ model: "chat", input: "1" });
    const response = await promise.asResponse();
    expect(response.headers.get("x-llmux-target")).toBe("a/m");
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(await promise)));
    expect((await promise.withResponse()).request_id).toBe((await promise).x_llmux.callId);
  });

  it("answers again from the cache, by the whole body", async () => {
    let asked = 0;
    const counted: Embed = (...given) => {
      asked += 1;
      return answer(...given);
    };
    const { create } = vectors(counted, { cache: true });
    const first = await create({ dimensions: 3 });
    const again = await create({ dimensions: 3 });
    expect(again.value?.data).toEqual(first.value?.data);
    expect(again.value?.x_llmux).toMatchObject({ cache: "hit", cost: { usd: 0 }, usage: { inputTokens: 4 } });
    await create({ dimensions: 4 });
    await create({ dimensions: 3, encoding_format: "base64" });
    expect(asked).toBe(3);
  });

  it("refuses a provider without embeddings, and moves on", async () => {
    const providers = { a: memoryProvider(ok, "a"), b: Object.assign(memoryProvider(ok, "b"), { embed: answer }) };
    const { router, clock } = bench({}, { providers, models: { chat: ["a/m", "b/m"], a: "a/m" } } as never);
    const { value } = await run(clock, router.embeddings.create({ model: "chat", input: "1" }));
    expect(value?.x_llmux).toMatchObject({ target: "b/m", skipped: [{ target: "a/m" }] });
    const { error } = await run(clock, router.embeddings.create({ model: "a", input: "1" }));
    expect(error).toMatchObject({ kind: "unsupported", code: "no_embeddings" });
  });
});

describe("targets of one call", () => {
  const created = (models: RouterOptions["models"], body: Partial<EmbeddingRequest> = {}) => {
    const providers = { openai: { apiKey: "k" }, azure: { apiKey: "k", baseURL: "http://127.0.0.1:1" } };
    const { router } = bench({}, { providers, models: models! });
    return router.embeddings.create({ model: "chat", input: "a", ...body }, { maxRetries: 0 });
  };
  const small = "openai/text-embedding-3-small";

  it.each<[string, unknown[]]>([
    ["model", [small, "gemini/gemini-embedding-001"]],
    ["model", [small, "azure/my-deployment"]],
    ["dimensions", [small, { target: "azure/text-embedding-3-small", params: { dimensions: 256 } }]],
  ])("that differ in their %s are refused before the network, both named", async (param, chat) => {
    const error = await created({ chat } as never).catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: "invalid_request", param, code: "vectors_differ" });
    for (const one of chat) expect(error.message).toContain((one as { target?: string }).target ?? one);
  });

  it.each<[unknown[], Partial<EmbeddingRequest>]>([
    [[small, "azure/Text-Embedding-3-Small", "openrouter/openai/text-embedding-3-small"], {}],
    [[small, { target: "azure/my-deployment", name: "text-embedding-3-small" }], {}],
    [
      [
        { target: small, name: "a" },
        { target: small, name: "b" },
      ],
      {},
    ],
    [[small, { target: "azure/text-embedding-3-small", params: { dimensions: 256 } }], { dimensions: 8 }],
  ])("that are the same model may stand in for each other: %j", async (chat, body) => {
    const error = await created({ chat } as never, body).catch((thrown) => thrown);
    expect(error.kind).not.toBe("invalid_request");
  });
});

describe("more inputs than one request may hold", () => {
  const inputs = Array.from({ length: 5000 }, (_, i) => String(i));

  it("are sent in parts, several at a time, and put together in order", async () => {
    const sizes: number[] = [];
    const keys = new Set<string>();
    let running = 0;
    let most = 0;
    const { create, clock } = vectors(async (request, { idempotencyKey }) => {
      sizes.push(numbersOf(request.input).length);
      keys.add(idempotencyKey);
      running += 1;
      most = Math.max(most, running);
      // The first parts take longest.
      await new Promise<void>((done) => void clock.setTimeout(done, 100 - 10 * sizes.length));
      running -= 1;
      return answer(request, {} as ProviderContext);
    });
    const { value } = await create({ input: inputs });
    expect(sizes).toEqual([2048, 2048, 904]);
    expect([keys.size, most]).toEqual([3, 3]);
    expect(value?.data.every(({ index, embedding }, i) => index === i && embedding[0] === i)).toBe(true);
    expect(value?.usage).toEqual({ prompt_tokens: 12, total_tokens: 12 });
    expect(value?.x_llmux).toMatchObject({ usage: { inputTokens: 12 }, attempts: [{}, {}, {}] });
  });

  it("are at most four requests at a time", async () => {
    let running = 0;
    let most = 0;
    const { create } = vectors(async (request) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return answer(request, {} as ProviderContext);
    });
    await create({ input: [...inputs, ...inputs, ...inputs, ...inputs] });
    expect(most).toBe(4);
  });

  it("fail as one, and what has been paid is in the report", async () => {
    let asked = 0;
    const { create } = vectors(
      (request) => {
        asked += 1;
        return asked === 2 ? fail(400) : answer(request, {} as ProviderContext);
      },
      { prices: { "a/m": { input: 1, output: 0 } } },
    );
    const { error } = await create({ input: inputs });
    expect(error).toMatchObject({ kind: "invalid_request", attempts: expect.any(Array) });
    expect(error?.report?.attempts.map(({ status }) => status)).toContain("ok");
    expect(error?.report?.cost.usd).toBeGreaterThan(0);
  });

  it("end with the call's deadline", async () => {
    const { create } = vectors(() => new Promise(() => {}));
    expect((await create({ input: inputs }, { deadlineMs: 500 })).error).toMatchObject({
      kind: "timeout",
      phase: "deadline",
    });
  });
});

describe("a request for vectors", () => {
  it.each<[object, string]>([
    [{ model: "chat" }, "input: missing"],
    [{ model: "chat", inputs: "x" }, "input: missing; did you mean it by `inputs`?"],
    [{ input: "x" }, "model: missing"],
    [{ model: "chat", input: "" }, "input: expected a text that is not empty"],
    [{ model: "chat", input: [] }, "input: expected at least one input"],
    [{ model: "chat", input: ["a", ""] }, "input[1]: expected a text that is not empty"],
    [{ model: "chat", input: ["a", [1]] }, "input[1]: expected a text, as input[0] is"],
    [{ model: "chat", input: [[1], [1.5]] }, "input[1]: expected a list of tokens"],
    [{ model: "chat", input: 7 }, "input: expected a text, a list"],
    [{ model: "chat", input: "x", dimensions: 0 }, "dimensions: expected a whole number"],
    [{ model: "chat", input: "x", encoding_format: "int8" }, 'encoding_format: expected "float" or "base64"'],
    [{ model: "chat", input: "x", stream: true }, "stream: vectors are not streamed"],
  ])("%j is refused: %s", async (body, message) => {
    const { router } = vectors(answer);
    await expect(router.embeddings.create(body as never)).rejects.toMatchObject({
      kind: "invalid_request",
      message: expect.stringContaining(message),
    });
  });
});
