import { createRouter } from "llmux";
import { describe, expect, it, vi } from "vitest";
import { chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, run, streamed } from "../support/router.ts";

/** A listener whose work ends when told to. */
function slowSink() {
  const written: string[] = [];
  const ends: (() => void)[] = [];
  const sink = ({ callId }: { callId: string }) =>
    new Promise<void>((resolve) => {
      ends.push(() => {
        written.push(callId);
        resolve();
      });
    });
  const end = () => {
    for (const done of ends.splice(0)) done();
  };
  return { sink, written, end };
}

describe("flush", () => {
  it("waits for what listeners have promised", async () => {
    const { router, create, clock } = bench({ a: () => completion("hi") });
    const { sink, written, end } = slowSink();
    router.on("call.end", sink);
    await create(body);
    const flushed = run(clock, router.flush({ timeoutMs: 100 }));
    expect(written).toEqual([]);
    end();
    expect(await flushed).toMatchObject({ value: true, ms: 0 });
    expect(written).toHaveLength(1);
  });

  it("says false when its time is over, and leaves no timer", async () => {
    const { router, create, clock } = bench({ a: () => completion("hi") });
    router.on("call.end", slowSink().sink);
    await create(body);
    expect(await run(clock, router.flush({ timeoutMs: 100 }))).toMatchObject({ value: false, ms: 100 });
    expect(clock.pending).toBe(0);
  });

  it("counts a rejected promise as done, and has nothing to wait for without listeners", async () => {
    const { router, create } = bench({ a: () => completion("hi") });
    expect(await router.flush()).toBe(true);
    router.on("call.end", () => Promise.reject(new Error("the sink is down")));
    await create(body);
    expect(await router.flush()).toBe(true);
  });

  it("close waits for them too", async () => {
    const { router, create, clock } = bench({ a: () => completion("hi") });
    const { sink, written, end } = slowSink();
    router.on("call.end", sink);
    await create(body);
    const closed = run(clock, router.close());
    end();
    await closed;
    expect(written).toHaveLength(1);
  });
});

describe("waitUntil", () => {
  it.each(["the call's", "the router's"])(
    "%s gets one promise at the start, done when call and listeners are",
    async (whose) => {
      const given: Promise<unknown>[] = [];
      const waitUntil = vi.fn((work: Promise<unknown>) => void given.push(work));
      const { router, create } = bench({ a: () => chunks("hello") }, whose === "the router's" ? { waitUntil } : {});
      const { sink, written, end } = slowSink();
      router.on("call.end", sink);
      const stream = await create(streamed, whose === "the call's" ? { waitUntil } : {});
      expect(waitUntil).toHaveBeenCalledOnce();
      let over = false;
      given[0]!.then(() => {
        over = true;
      });
      for await (const _ of stream);
      await new Promise(setImmediate);
      expect(over).toBe(false);
      end();
      await given[0];
      expect(written).toHaveLength(1);
    },
  );

  it("is done when the call failed", async () => {
    const given: Promise<unknown>[] = [];
    const { create, clock } = bench({ a: () => fail(400) });
    await run(clock, create(body, { waitUntil: (work) => given.push(work) }));
    expect(await Promise.all(given)).toHaveLength(1);
  });

  it.each<[string, (error: Error) => unknown]>([
    [
      "throws",
      (error) => {
        throw error;
      },
    ],
    ["rejects", (error) => Promise.reject(error)],
  ])("that %s costs a warning, not the call, nor the process", async (_, refuse) => {
    const after = () => refuse(new Error("`after` was called outside a request scope"));
    const { create } = bench({ a: () => completion("hi") });
    const { x_llmux } = await create(body, { waitUntil: after });
    expect(x_llmux.warnings).toContainEqual(expect.objectContaining({ code: "wait_until_failed", param: "waitUntil" }));
  });

  it("that is no function is an error before the network", async () => {
    expect(() => createRouter({ waitUntil: 1 as never })).toThrow(
      "waitUntil: expected a function that takes a promise",
    );
    const { create, providers } = bench({ a: () => completion("hi") });
    await expect(create(body, { waitUntil: 1 as never })).rejects.toMatchObject({ param: "waitUntil" });
    expect(providers.a.calls).toEqual([]);
  });
});
