import "../../src/data/prices.ts";
import { createRouter, isLlmuxError, type Provider } from "llmux";
import { describe, expect, it, vi } from "vitest";
import { chunk, chunks, completion } from "../support/memory-provider.ts";
import { bench, body, hang, ok, run, streamed } from "../support/router.ts";
import { until } from "../support/until.ts";

describe("close", () => {
  it("waits for calls under way, and takes no more", async () => {
    let answer: ((value: ReturnType<typeof completion>) => void) | undefined;
    const made = bench({ a: () => new Promise((resolve) => (answer = resolve)) });
    const call = made.create(body);
    await until(() => answer);
    let closed = false;
    const closing = made.router.close().then(() => {
      closed = true;
    });
    await made.clock.advanceAsync(1000);
    expect(closed).toBe(false);
    await expect(made.create(body)).rejects.toMatchObject({
      kind: "config",
      code: "closed",
      message: "this router is closed: make a new one",
    });
    answer!(completion("late"));
    await expect(call).resolves.toMatchObject({ choices: [{ message: { content: "late" } }] });
    await made.clock.advanceAsync(20);
    await closing;
    expect(made.providers.a.calls.length).toBe(1);
  });

  it("aborts what is not done in time: five seconds, or as told", async () => {
    for (const [options, ms] of [
      [undefined, 5000],
      [{ timeoutMs: 300 }, 300],
      [{ timeoutMs: 0 }, 0],
    ] as const) {
      const made = bench({ a: hang, b: ok });
      const call = made.create(body).catch((error: unknown) => error);
      await until(() => made.providers.a.calls.length > 0);
      const { ms: took } = await run(made.clock, made.router.close(options));
      expect(took).toBeGreaterThanOrEqual(ms);
      expect(took).toBeLessThanOrEqual(ms + 10);
      expect(await call).toMatchObject({ kind: "aborted", code: "closed", message: "the router was closed" });
      expect(made.providers.a.calls[0]?.context.signal.aborted).toBe(true);
      expect(made.providers.b.calls).toEqual([]);
      expect(made.clock.pending).toBe(0);
    }
  });

  it("breaks a stream that is being read, with what had come of it", async () => {
    const made = bench({
      a: async function* () {
        yield* chunks("half").slice(0, 2);
        await new Promise(() => {});
      },
    });
    const { value: stream } = await run(made.clock, made.create(streamed));
    const reading = (async () => {
      for await (const _ of stream!);
    })().catch((error: unknown) => error);
    await run(made.clock, made.router.close({ timeoutMs: 50 }));
    const error = await reading;
    expect(error).toMatchObject({
      name: "StreamInterruptedError",
      kind: "aborted",
      code: "closed",
      partial: { content: "half" },
    });
    expect(isLlmuxError(error)).toBe(true);
    expect(await stream!.settled).toMatchObject({ status: "aborted", partial: { content: "half" } });
  });

  it("settles a stream that nobody reads", async () => {
    const made = bench({ a: () => chunks("x", "y") });
    const { value: stream } = await run(made.clock, made.create(streamed));
    await run(made.clock, made.router.close({ timeoutMs: 50 }));
    let settled: unknown;
    void stream!.settled.then((settlement) => {
      settled = settlement.status;
    });
    await made.clock.advanceAsync(0);
    expect(settled).toBe("aborted");
    expect(made.clock.pending).toBe(0);
  });

  it("can be called twice, lets go of providers once, and is what `await using` does", async () => {
    const close = vi.fn(() => Promise.reject(new Error("mine")));
    const provider: Provider = {
      name: "a",
      complete: async () => completion("x"),
      stream: async function* () {
        yield chunk({});
      },
      close,
    };
    const router = createRouter({ providers: { a: provider }, models: { chat: "a/m" } });
    await router.chat.completions.create(body);
    await Promise.all([router.close(), router.close()]);
    await router.close();
    expect(close).toHaveBeenCalledTimes(1);
    let inner: ReturnType<typeof createRouter> | undefined;
    {
      await using mine = createRouter();
      inner = mine;
    }
    await expect(inner.chat.completions.create(body)).rejects.toMatchObject({ code: "closed" });
  });

  it("makes router.fetch answer with the error", async () => {
    const router = createRouter();
    await router.close();
    const response = await router.fetch("https://x/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "closed" } });
  });
});
