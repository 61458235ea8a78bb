import { describe, expect, it, vi } from "vitest";
import { exactStore } from "../../src/cache/exact.ts";
import { cacheKey } from "../../src/cache/key.ts";
import { type CacheParts, cacheLayer } from "../../src/cache/layer.ts";
import type { ChatRequest, Completion } from "../../src/contract/chat.ts";
import type { CacheChoice, CallContext, CallOptions } from "../../src/contract/context.ts";
import type { LlmuxEvent } from "../../src/contract/events.ts";
import type { Reply } from "../../src/contract/reply.ts";
import type { Settlement } from "../../src/contract/settlement.ts";
import { Latch } from "../../src/lib/latch.ts";
import { deliver } from "../../src/router/shared-calls.ts";
import { replayedStream } from "../../src/streams/replayed-stream.ts";

const target = { id: "openai/m@eu", provider: "openai", model: "m", settings: { region: "eu" } };
const usage = { inputTokens: 7, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };

function answer(content: string | null, finish = "stop", more: object = {}): Completion {
  const message = { role: "assistant", content, refusal: null, ...more };
  const choices = [{ index: 0, message, finish_reason: finish, logprobs: null }];
  return { id: "chatcmpl-1", object: "chat.completion", created: 1, model: "m-2026", choices } as Completion;
}

interface Asked {
  readonly body?: Partial<ChatRequest>;
  readonly options?: CallOptions;
  readonly reply?: Completion;
  readonly status?: Settlement["status"];
  readonly fault?: Error;
  readonly routeHash?: string;
}

/** A layer over a real store, and a way to make calls through it; `upstream` counts those that went on. */
function cached(parts: Partial<CacheParts> = {}) {
  let now = 1000;
  const events: LlmuxEvent[] = [];
  const upstream = vi.fn();
  let route = "r";
  const kept = exactStore({ maxEntries: 10, maxBytes: 1e6, now: () => now });
  const layer = cacheLayer({
    store: () => kept,
    ttlMs: 100,
    clock: { now: () => now },
    emit: (event) => void events.push(event),
    keyOf: ({ options, operation, request }) =>
      cacheKey({ tenant: options.tenant, routeHash: route, operation, request }),
    admits: () => true,
    deliver,
    ...parts,
  });
  async function call(asked: Asked = {}) {
    const { body, options = {}, reply = answer("hello"), status = "ok", fault, routeHash = "r" } = asked;
    route = routeHash;
    const latch = new Latch<Settlement>();
    const draft: CallContext["draft"] = {
      winner: undefined,
      attempts: [],
      costs: [],
      skipped: [],
      warnings: [],
      usage: undefined,
      cache: "off",
    };
    const request = { model: "chat", messages: [{ role: "user", content: "hi" }], ...body } as ChatRequest;
    const context = {
      callId: "c",
      operation: "chat",
      request,
      options,
      draft,
      controller: new AbortController() as CallContext["controller"],
      defer: (run) => latch.defer(run),
    } as CallContext;
    const next = async (): Promise<Reply> => {
      upstream();
      if (fault) throw fault;
      draft.winner = target;
      draft.usage = usage;
      draft.warnings.push({ code: "dropped_param", target: target.id, message: "seed" });
      draft.warnings.push({ code: "unknown_price", target: target.id, message: "price" });
      return request.stream
        ? { kind: "stream", body: replayedStream(reply, { includeUsage: true }) }
        : { kind: "completion", body: reply };
    };
    const result = await layer(context, next).catch((error) => {
      latch.settle({ status: "failed" });
      throw error;
    });
    latch.settle({ status });
    return { result, draft };
  }
  const pass = (ms: number): void => {
    now += ms;
  };
  return { call, upstream, events, pass };
}

function completionOf(reply: Reply): Completion {
  return reply.kind === "stream" ? reply.body.completion() : (reply.body as Completion);
}

describe("cacheLayer", () => {
  it("answers the second call from the first, with its usage, its target and no cost", async () => {
    const { call, upstream, events, pass } = cached();
    const first = await call();
    expect(first.draft.cache).toBe("miss");
    pass(40);
    const { result, draft } = await call();
    expect(upstream).toHaveBeenCalledTimes(1);
    expect(completionOf(result)).toEqual(answer("hello"));
    expect(draft).toMatchObject({ cache: "hit", winner: target, usage, attempts: [], costs: [] });
    expect(events).toEqual([
      { type: "cache.miss", at: 1000, callId: "c" },
      { type: "cache.hit", at: 1040, callId: "c", target: target.id, ageMs: 40 },
    ]);
  });

  it("repeats what the target could not express, but not that its price is unknown", async () => {
    const { call } = cached();
    await call();
    expect((await call()).draft.warnings.map((warning) => warning.code)).toEqual(["dropped_param"]);
  });

  it("gives each hit fresh objects, whatever callers did to theirs", async () => {
    const { call } = cached();
    const original = answer("hello");
    await call({ reply: original });
    original.choices[0]!.message.content = "changed by the first caller";
    const hit = completionOf((await call()).result);
    expect(hit.choices[0]!.message.content).toBe("hello");
    hit.choices[0]!.message.content = "changed by the second";
    expect(completionOf((await call()).result).choices[0]!.message.content).toBe("hello");
  });

  it("serves a stream from a whole answer and the other way round", async () => {
    const whole = cached();
    await whole.call();
    const streamed = await whole.call({ body: { stream: true } as Partial<ChatRequest> });
    expect(streamed.result.kind).toBe("stream");
    expect(completionOf(streamed.result)).toEqual(answer("hello"));

    const stream = cached();
    await stream.call({ body: { stream: true } as Partial<ChatRequest> });
    const { result } = await stream.call();
    expect(result).toEqual({ kind: "completion", body: answer("hello") });
    expect(stream.upstream).toHaveBeenCalledTimes(1);
  });

  it.each(["failed", "aborted"] as const)("does not keep the answer of a call that %s", async (status) => {
    const { call, upstream } = cached();
    await call({ status });
    await call();
    expect(upstream).toHaveBeenCalledTimes(2);
  });

  it("keeps nothing when the call throws, and lets the error through", async () => {
    const { call, upstream } = cached();
    const fault = new Error("all targets failed");
    await expect(call({ fault })).rejects.toBe(fault);
    await call();
    expect(upstream).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Completion, Partial<ChatRequest>, boolean]>([
    ["a finished answer", answer("a"), {}, true],
    ["tool calls", answer(null, "tool_calls", { tool_calls: [] }), {}, true],
    ["a filtered answer", answer("a", "content_filter"), {}, false],
    ["a refusal", answer(null, "stop", { refusal: "no" }), {}, false],
    ["an answer cut off by the model's own limit", answer("a", "length"), {}, false],
    ["an answer cut off by the caller's limit", answer("a", "length"), { max_tokens: 1 }, true],
    ["nothing but thought within the caller's limit", answer("", "length"), { max_completion_tokens: 1 }, false],
    ["an answer without choices", { ...answer("a"), choices: [] }, {}, false],
  ])("decides whether to keep %s", async (_name, reply, body, kept) => {
    const { call, upstream } = cached();
    await call({ reply, body });
    await call({ reply, body });
    expect(upstream).toHaveBeenCalledTimes(kept ? 1 : 2);
  });

  it.each<[CacheChoice, number, string]>([
    [true, 1, "hit"],
    [false, 2, "off"],
    ["refresh", 2, "miss"],
    [{ ttlMs: 5 }, 1, "hit"],
  ])("does as the call's cache: %j says", async (cache, requests, state) => {
    const { call, upstream } = cached();
    await call();
    const { draft } = await call({ options: { cache } });
    expect([upstream.mock.calls.length, draft.cache]).toEqual([requests, state]);
  });

  it("keeps nothing for cache: false, and the new answer for a refresh", async () => {
    const { call, upstream } = cached();
    await call({ options: { cache: false } });
    await call();
    expect(upstream).toHaveBeenCalledTimes(2);
    await call({ options: { cache: "refresh" }, reply: answer("new") });
    expect(completionOf((await call()).result).choices[0]!.message.content).toBe("new");
  });

  it("lets an entry live for the cache's time, or for the time of the call that stored it", async () => {
    const { call, upstream, pass } = cached();
    await call();
    pass(101);
    await call({ options: { cache: { ttlMs: 5 } } });
    expect(upstream).toHaveBeenCalledTimes(2);
    pass(6);
    await call();
    expect(upstream).toHaveBeenCalledTimes(3);
  });

  it("does not use an entry older than the call's own ttlMs", async () => {
    const { call, upstream, pass } = cached();
    await call();
    pass(50);
    await call({ options: { cache: { ttlMs: 50 } } });
    expect(upstream).toHaveBeenCalledTimes(1);
    await call({ options: { cache: { ttlMs: 49 } } });
    expect(upstream).toHaveBeenCalledTimes(2);
  });

  it("never crosses tenants or routes", async () => {
    const { call, upstream } = cached();
    await call({ options: { tenant: "a" } });
    await call({ options: { tenant: "b" } });
    await call();
    await call({ routeHash: "another" });
    expect(upstream).toHaveBeenCalledTimes(4);
  });

  it("does not use an entry whose target this call may not use", async () => {
    const admits = vi.fn(() => false);
    const { call, upstream } = cached({ admits });
    await call();
    const { draft } = await call();
    expect(admits).toHaveBeenCalledWith(expect.anything(), target);
    expect([upstream.mock.calls.length, draft.cache]).toEqual([2, "miss"]);
  });

  it("records target, region and model version with the entry", async () => {
    const store = exactStore({ maxEntries: 10, maxBytes: 1e6, now: () => 0 });
    const set = vi.spyOn(store, "set");
    await cached({ store: () => store }).call();
    expect(set.mock.calls[0]?.[1]).toMatchObject({ target, region: "eu", model: "m-2026", storedAt: 1000, usage });
  });
});
