import "../../src/data/prices.ts";
import type { CallOptions, ChatCompletion, ChatRequest, Chunk, Completion } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, chunk, chunks, completion, fail, usageChunk } from "../support/memory-provider.ts";
import { bench, inTurn, messages, ok, run } from "../support/router.ts";

const RICH: Completion = {
  ...completion("It rains."),
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      logprobs: null,
      message: {
        role: "assistant",
        content: "It rains.",
        refusal: null,
        reasoning_content: "clouds, so rain",
        tool_calls: [
          { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } },
          { id: "c2", type: "function", function: { name: "time", arguments: "{}" } },
        ],
      },
    },
  ],
};
const asked = { model: "chat", messages };
const priced = { cache: true, prices: { "a/m": { input: 1, output: 1 } } } as const;

/** Makes a call and gives its answer whole, whichever way it came; `chunks` where it was a stream. */
async function answer(made: ReturnType<typeof bench>, request: ChatRequest = asked, options?: CallOptions) {
  const { value, error } = await run(made.clock, made.create(request, options));
  if (error) throw error;
  if (!(Symbol.asyncIterator in value!)) return { report: value!.x_llmux, whole: value as ChatCompletion };
  const all = [];
  for await (const one of value) all.push(one);
  return { report: all.at(-1)!.x_llmux!, all };
}

/** Adds a stream's text, reasoning and tool calls up. */
function addUp(all: readonly Chunk[]) {
  const calls: { id?: string; name: string; arguments: string }[] = [];
  let content = "";
  let reasoning = "";
  for (const { choices } of all) {
    const delta: Chunk["choices"][number]["delta"] = choices[0]?.delta ?? {};
    content += delta.content ?? "";
    reasoning += delta.reasoning_content ?? "";
    for (const call of delta.tool_calls ?? []) {
      calls[call.index] ??= { name: "", arguments: "" };
      const one = calls[call.index]!;
      if (call.id) one.id = call.id;
      one.name += call.function?.name ?? "";
      one.arguments += call.function?.arguments ?? "";
    }
  }
  return { content, reasoning, calls };
}

const RICH_SUM = {
  content: "It rains.",
  reasoning: "clouds, so rain",
  calls: [
    { id: "c1", name: "weather", arguments: '{"city":"Bern"}' },
    { id: "c2", name: "time", arguments: "{}" },
  ],
};

/** The same answer as a provider's stream. */
const RICH_CHUNKS = [
  chunk({ role: "assistant", content: "" }),
  chunk({ reasoning_content: "clouds, " } as never),
  chunk({ reasoning_content: "so rain" } as never),
  chunk({ content: "It " }),
  chunk({ content: "rains." }),
  chunk({ tool_calls: [{ index: 0, id: "c1", type: "function", function: { name: "weather", arguments: "" } }] }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '"Bern"}' } }] }),
  chunk({ tool_calls: [{ index: 1, id: "c2", type: "function", function: { name: "time", arguments: "{}" } }] }),
  chunk({}, "tool_calls"),
  usageChunk(),
];

const rich: Behaviour = (request) => (request.stream ? RICH_CHUNKS : structuredClone(RICH));

describe("a hit", () => {
  it("is the recorded answer for nothing: id, usage and text as they were, no attempts, no cost", async () => {
    const made = bench({ a: rich }, priced);
    const first = await answer(made);
    const hit = await answer(made);
    expect({ ...hit.whole, x_llmux: 0 }).toEqual({ ...first.whole, x_llmux: 0 });
    expect(first.report).toMatchObject({ cache: "miss", cost: { usd: expect.closeTo(15e-6, 9) } });
    expect(hit.report).toMatchObject({
      target: "a/m",
      cache: "hit",
      attempts: [],
      usage: first.report.usage,
      cost: { usd: 0 },
      warnings: [],
    });
    expect(hit.report.callId).toBeDefined();
    expect(made.providers.a.calls.length).toBe(1);
  });

  it.each([
    ["JSON", "JSON"],
    ["JSON", "stream"],
    ["stream", "JSON"],
    ["stream", "stream"],
  ])("recorded as %s serves %s, reasoning and tool calls included", async (recorded, served) => {
    const made = bench({ a: rich }, priced);
    await answer(made, { ...asked, stream: recorded === "stream" } as ChatRequest);
    const hit = await answer(made, { ...asked, stream: served === "stream" } as ChatRequest);
    expect(hit.report).toMatchObject({
      cache: "hit",
      attempts: [],
      cost: { usd: 0 },
      usage: { inputTokens: 10, outputTokens: 5 },
    });
    if (hit.all) {
      expect(addUp(hit.all)).toEqual(RICH_SUM);
      expect(hit.all.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
      expect(new Set(hit.all.map((one) => one.id))).toEqual(new Set(["chatcmpl-1"]));
    } else expect(hit.whole?.choices).toEqual(RICH.choices);
    expect(made.providers.a.calls.length).toBe(1);
  });

  it("brings a usage chunk only where one is asked for", async () => {
    const made = bench({ a: rich }, priced);
    await answer(made);
    const { all } = await answer(made, { ...asked, stream: true, stream_options: { include_usage: true } });
    expect(all?.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 10 }, x_llmux: { cache: "hit" } });
    expect((await answer(made, { ...asked, stream: true })).all?.filter((one) => one.usage)).toEqual([]);
  });

  it("is made of fresh objects", async () => {
    const made = bench({ a: rich }, priced);
    for (let i = 0; i < 3; i += 1) {
      const { whole } = await answer(made);
      expect(whole?.choices).toEqual(RICH.choices);
      whole!.choices[0]!.message.content = "changed";
      whole!.choices[0]!.message.tool_calls!.pop();
    }
  });

  it("has its events", async () => {
    const made = bench({ a: rich }, priced);
    await answer(made);
    await made.clock.advanceAsync(50);
    await answer(made);
    expect(made.events.map((event) => event.type)).toEqual([
      ...["call.start", "cache.miss", "attempt.start", "attempt.end", "cost.recorded", "call.end"],
      ...["call.start", "cache.hit", "call.end"],
    ]);
    expect(made.events[7]).toMatchObject({ target: "a/m", ageMs: 50 });
    expect(made.events[8]).toMatchObject({
      status: "ok",
      target: "a/m",
      report: { cache: "hit", attempts: [], cost: { usd: 0 } },
    });
  });

  it("is not to be had without the option", async () => {
    const made = bench({ a: ok });
    await answer(made);
    expect((await answer(made)).report.cache).toBe("off");
    expect(made.providers.a.calls.length).toBe(2);
  });
});

describe("what the key is made of", () => {
  it.each<[string, Partial<ChatRequest>, boolean]>([
    ["stream", { stream: true } as Partial<ChatRequest>, true],
    ["stream_options", { stream: true, stream_options: { include_usage: true } } as Partial<ChatRequest>, true],
    ["another name of the same route", { model: "same" }, true],
    ["the model's own name", { model: "a/m" }, true],
    ["another route", { model: "other" }, false],
    ["messages", { messages: [{ role: "user", content: "ho" }] }, false],
    ["temperature", { temperature: 0 }, false],
    ["max_tokens", { max_tokens: 5 }, false],
    ["tools", { tools: [] }, false],
    ["seed", { seed: 1 }, false],
    ["user", { user: "u" }, false],
    ["provider_options", { provider_options: { a: { x: 1 } } }, false],
    ["a field of next year", { brand_new: 1 } as never, false],
  ])("%s", async (_, fields, hits) => {
    const made = bench(
      { a: rich, b: rich },
      { ...priced, models: { chat: "a/m", same: "chat", other: ["a/m", "b/m"] } },
    );
    await answer(made);
    expect((await answer(made, { ...asked, ...fields } as ChatRequest)).report.cache).toBe(hits ? "hit" : "miss");
  });

  it("the tenant: nobody sees another's answers", async () => {
    const made = bench({ a: rich }, priced);
    const caches = [];
    for (const options of [{ tenant: "a" }, { tenant: "b" }, {}, { tenant: "a", user: "x", tags: { y: "z" } }]) {
      caches.push((await answer(made, asked, options)).report.cache);
    }
    expect(caches).toEqual(["miss", "miss", "miss", "hit"]);
  });

  it("a body that has no JSON is refused, and nothing is asked", async () => {
    const made = bench({ a: rich }, priced);
    await expect(answer(made, { ...asked, seed: 1n } as never)).rejects.toMatchObject({ kind: "invalid_request" });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    await expect(answer(made, { ...asked, metadata: circle } as never)).rejects.toMatchObject({
      kind: expect.any(String),
    });
    expect(made.providers.a.calls).toEqual([]);
  });
});

describe("a call's cache option", () => {
  it.each([true, "refresh", { ttlMs: 1 }] as const)("%j on a router without a cache is warned of", async (cache) => {
    const made = bench({ a: rich });
    const { report } = await answer(made, asked, { cache });
    expect(report).toMatchObject({ cache: "off", warnings: [{ code: "cache_off", param: "cache" }, {}] });
    expect((await answer(made, asked, { cache: false })).report.warnings).toMatchObject([{ code: "unknown_price" }]);
    const strict = bench({ a: rich }, { strict: true });
    await expect(answer(strict, asked, { cache })).rejects.toMatchObject({ code: "cache_off", param: "cache" });
    expect(strict.providers.a.calls).toEqual([]);
  });

  it("false passes the cache by, both ways", async () => {
    const made = bench({ a: rich }, priced);
    expect((await answer(made, asked, { cache: false })).report.cache).toBe("off");
    expect((await answer(made)).report.cache).toBe("miss");
    expect((await answer(made, asked, { cache: false })).report.cache).toBe("off");
    expect(made.providers.a.calls.length).toBe(3);
  });

  it('"refresh" asks anew and keeps the new answer', async () => {
    const made = bench(
      {
        a: inTurn(
          () => completion("old"),
          () => completion("new"),
        ),
      },
      priced,
    );
    await answer(made);
    expect((await answer(made, asked, { cache: "refresh" })).report.cache).toBe("miss");
    const { whole, report } = await answer(made);
    expect([whole?.choices[0]?.message.content, report.cache]).toEqual(["new", "hit"]);
  });

  it("{ ttlMs } bounds an entry's age and life; the router's is an hour unless set", async () => {
    const made = bench({ a: rich }, priced);
    await answer(made);
    await made.clock.advanceAsync(3_599_999);
    expect((await answer(made, asked, { cache: { ttlMs: 1000 } })).report.cache).toBe("miss");
    await made.clock.advanceAsync(999);
    expect((await answer(made)).report.cache).toBe("hit");
    await made.clock.advanceAsync(3_600_001);
    expect((await answer(made)).report.cache).toBe("miss");
    const short = bench({ a: rich }, { cache: { ttlMs: 100 } });
    await answer(short);
    await short.clock.advanceAsync(101);
    expect((await answer(short)).report.cache).toBe("miss");
  });
});

describe("what does not enter", () => {
  const filtered = {
    ...completion("x"),
    choices: [{ ...completion("x").choices[0]!, finish_reason: "content_filter" as const }],
  };

  it.each<[string, Behaviour]>([
    ["an error", () => fail(400)],
    [
      "a filtered answer",
      (request) => (request.stream ? [chunk({ content: "x" }), chunk({}, "content_filter")] : filtered),
    ],
    ["a stream that broke off", (request) => (request.stream ? chunks("x").slice(0, 2) : fail(400))],
    [
      "a truncated answer",
      (request) =>
        request.stream
          ? [chunk({ content: "x" }), chunk({}, "length")]
          : ({
              ...completion("x"),
              choices: [{ ...completion("x").choices[0]!, finish_reason: "length" }],
            } as Completion),
    ],
  ])("%s", async (_, behave) => {
    for (const stream of [false, true]) {
      const made = bench({ a: inTurn(behave, rich) }, { ...priced, breaker: false });
      await answer(made, { ...asked, stream } as ChatRequest).catch(() => {});
      expect((await answer(made)).report.cache).toBe("miss");
    }
  });

  it("a stream that its reader left", async () => {
    const made = bench({ a: rich }, priced);
    const { value } = await run(made.clock, made.create({ ...asked, stream: true }));
    for await (const _ of value!) break;
    expect((await answer(made)).report.cache).toBe("miss");
  });

  it("an answer whose target this router may not use without a price", async () => {
    const made = bench({ a: rich }, { cache: true, unknownPrice: "error" });
    await expect(answer(made)).rejects.toMatchObject({ kind: "config" });
  });
});
