import "../../src/data/prices.ts";
import fc from "fast-check";
import { type CallOptions, type ChatRequest, isLlmuxError } from "llmux";
import { afterEach, describe, expect, it, vi } from "vitest";
import { chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, messages, ok, run, streamed } from "../support/router.ts";
import { unhandledDuring } from "../support/unhandled.ts";
import { until } from "../support/until.ts";

afterEach(() => vi.restoreAllMocks());

describe("create", () => {
  it("starts the call at once, and once, whatever is awaited", async () => {
    const { create, providers } = bench({ a: ok });
    const promise = create(body);
    await until(() => providers.a.calls.length > 0);
    await Promise.all([
      promise,
      promise,
      promise.withResponse(),
      promise.asResponse(),
      promise.then(() => 1),
      promise.finally(() => {}),
    ]);
    expect(providers.a.calls.length).toBe(1);
  });

  it("gives OpenAI's completion, the report on it, and the call's id as `_request_id`, which JSON leaves out", async () => {
    const { clock, create, events } = bench({ a: ok });
    const { value } = await run(clock, create(body));
    const { x_llmux, ...rest } = value!;
    expect(rest).toEqual(completion("hello"));
    expect(x_llmux).toMatchObject({
      ...{
        callId: events[0]?.type === "call.start" && events[0].callId,
        target: "a/m",
        provider: "a",
        model: "m",
        route: "chat",
      },
      ...{ skipped: [], cache: "off" },
      attempts: [{ target: "a/m", status: "ok", latencyMs: 0, costUsd: null }],
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
      cost: { usd: null, breakdown: null },
      warnings: [{ code: "unknown_price", target: "a/m" }],
    });
    expect(x_llmux.callId).toMatch(/^call_[0-9a-z]{20}$/);
    expect(Reflect.get(value!, "_request_id")).toBe(x_llmux.callId);
    expect(JSON.stringify(value)).not.toContain("_request_id");
  });

  it("is a promise whose derivations are plain promises", () => {
    const { create } = bench({ a: ok });
    const promise = create(body);
    expect(promise).toBeInstanceOf(Promise);
    expect(promise.then(() => 1).constructor).toBe(Promise);
  });

  it("withResponse: the data, the response's head without its body, and the call's id", async () => {
    const { create } = bench({ a: ok });
    const promise = create(body);
    const { data, response, request_id } = await promise.withResponse();
    expect(data).toBe(await promise);
    expect(request_id).toBe(data.x_llmux.callId);
    expect(response.status).toBe(200);
    expect(response.body).toBeNull();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ "content-type": "application/json", "x-request-id": request_id },
      ...{ "x-llmux-target": "a/m", "x-llmux-cache": "off" },
    });
  });

  it("asResponse: a fresh response with OpenAI's body each time", async () => {
    const { create } = bench({ a: ok });
    const promise = create(body);
    const data = await promise;
    for (let i = 0; i < 2; i += 1) {
      const response = await promise.asResponse();
      expect(await response.json()).toEqual(JSON.parse(JSON.stringify(data)));
      expect(response.headers.get("x-request-id")).toBe(data.x_llmux.callId);
    }
  });

  it("a stream's come at its first content: events, then [DONE]", async () => {
    const { create } = bench({ a: () => chunks("he", "llo") });
    const { data, response, request_id } = await create(streamed).withResponse();
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.body).toBeNull();
    let last: { x_llmux?: { callId: string } } | undefined;
    for await (const chunk of data) last = chunk;
    expect(last?.x_llmux?.callId).toBe(request_id);
    const text = await (await create(streamed).asResponse()).text();
    const events = text.split("\n\n");
    expect(events.slice(-2)).toEqual(["data: [DONE]", ""]);
    expect(events.slice(0, -2).map((event) => JSON.parse(event.replace(/^data: /, "")).object)).toEqual(
      Array(4).fill("chat.completion.chunk"),
    );
  });

  it("awaiting only what was derived leaves nothing unhandled; awaiting nothing does", async () => {
    const { create } = bench({ a: () => fail(400) });
    const seen: unknown[] = [];
    const note = (error: unknown) => void seen.push(isLlmuxError(error) && error.kind);
    expect(
      await unhandledDuring(async () => {
        await create(body).withResponse().catch(note);
        await create(body).asResponse().catch(note);
        await create(body).then(undefined, note);
        await create(body).catch(note);
        await create(body)
          .finally(() => {})
          .catch(note);
        await create(streamed).withResponse().catch(note);
        await create({} as never)
          .asResponse()
          .catch(note);
      }),
    ).toEqual([]);
    expect(seen).toEqual(Array(7).fill("invalid_request"));
    expect((await unhandledDuring(() => void create(body))).length).toBe(1);
    expect((await unhandledDuring(() => void create(body).asResponse())).length).toBe(1);
  });

  it("never throws, whatever it is given: it rejects with an LlmuxError, or answers", async () => {
    const complain = vi.spyOn(console, "error").mockImplementation(() => {});
    const message = fc.record(
      {
        role: fc.constantFrom("user", "assistant", "tool", 5),
        content: fc.anything(),
        tool_calls: fc.anything(),
        tool_call_id: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const field = fc.constantFrom(
      "stream",
      "models",
      "stream_options",
      "n",
      "tools",
      "metadata",
      "stop",
      "user",
      "constructor",
      "brand_new",
    );
    const anyMessages = fc.oneof(fc.constant(messages), fc.array(fc.oneof(message, fc.anything()), { maxLength: 2 }));
    const fields = fc.dictionary(field, fc.oneof(fc.anything(), fc.boolean()), { maxKeys: 2 });
    const anyBody = fc.oneof(
      fc.anything(),
      fc
        .record({ model: fc.constantFrom("chat", "a/x", "__proto__"), messages: anyMessages, fields })
        .map(({ fields: more, ...rest }) => ({ ...more, ...rest })),
    );
    const option = fc.constantFrom(
      "signal",
      "timeout",
      "headers",
      "maxRetries",
      "deadlineMs",
      "tags",
      "tenant",
      "user",
      "cache",
      "idempotencyKey",
      "constructor",
      "__proto__",
      "x",
    );
    const anyOptions = fc.oneof(
      fc.anything(),
      fc.dictionary(option, fc.oneof(fc.anything(), fc.nat(), fc.string(), fc.dictionary(fc.string(), fc.string())), {
        maxKeys: 2,
      }),
      fc.constant(undefined),
    );
    const outcomes = { answers: 0, refusals: 0 };
    const reasons = await unhandledDuring(() =>
      fc.assert(
        fc.asyncProperty(anyBody, anyOptions, async (given, options) => {
          const { clock, create } = bench(
            { a: (request) => (request.stream ? chunks("x") : completion("x")) },
            { cache: true, retry: { maxRetries: 0 } },
          );
          const promise = create(given as ChatRequest, options as CallOptions);
          const { value, error } = await run(clock, promise);
          if (error) expect(isLlmuxError(error)).toBe(true);
          else expect(value).toBeDefined();
          outcomes[error ? "refusals" : "answers"] += 1;
        }),
        { numRuns: 600 },
      ),
    );
    expect(reasons).toEqual([]);
    expect(complain.mock.calls).toEqual([]);
    expect(outcomes.answers).toBeGreaterThan(10);
    expect(outcomes.refusals).toBeGreaterThan(10);
  });
});
