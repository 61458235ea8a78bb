import type { Provider, ProviderContext } from "llmux";
import { describe, expect, it } from "vitest";
import { chunk, memoryProvider } from "../support/memory-provider.ts";
import { bench, ok, run } from "../support/router.ts";

/** A provider whose native events come when the test says so; an event with a `delta` is a chunk, too. */
function stage() {
  const queue: { delta?: object; finish?: "stop" }[] = [];
  let wake = () => {};
  const told = (event: (typeof queue)[number]) => {
    queue.push(event);
    wake();
  };
  async function* stream(_: unknown, { onNative, signal }: ProviderContext) {
    signal.addEventListener("abort", () => wake());
    for (;;) {
      const event = queue.shift();
      if (signal.aborted) return;
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      onNative?.(event);
      if (event.delta || event.finish) yield chunk(event.delta ?? {}, event.finish ?? null);
      if (event.finish) return;
    }
  }
  const provider: Provider = Object.assign(memoryProvider(ok, "a"), {
    stream,
    native: ({ body }: { body: object }) => ({ native: body, warnings: [] }),
  });
  const made = bench(
    {},
    { providers: { a: provider }, models: {}, timeouts: { idleMs: 1000 }, retry: { maxRetries: 0 } },
  );
  told({ delta: { role: "assistant", content: "a" } });
  const opened = async () => {
    const { value } = await run(made.clock, made.router.native("a/m", { stream: true }));
    const iterator = value!.stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual({ delta: { role: "assistant", content: "a" } });
    return { answer: value!, iterator };
  };
  return { ...made, told, opened };
}

describe("a native stream", () => {
  it("ends for a reader who leaves while it waits, and stays ended", async () => {
    const { opened } = stage();
    const { iterator } = await opened();
    const waiting = iterator.next();
    await iterator.return!();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("gives an event that is no chunk at once", async () => {
    const { told, opened } = stage();
    const { iterator } = await opened();
    const next = iterator.next();
    told({ odd: 1 } as object);
    expect(await next).toEqual({ done: false, value: { odd: 1 } });
    told({ odd: 2 } as object);
    told({ finish: "stop" });
    expect((await iterator.next()).value).toEqual({ odd: 2 });
    expect((await iterator.next()).value).toEqual({ finish: "stop" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("is not cut while its reader pauses, with an event in hand and upstream silent", async () => {
    const { told, opened, clock } = stage();
    const { answer, iterator } = await opened();
    const next = iterator.next();
    told({ odd: 1 } as object);
    await next;
    await clock.advanceAsync(60_000);
    told({ finish: "stop" });
    expect((await iterator.next()).value).toEqual({ finish: "stop" });
    expect((await iterator.next()).done).toBe(true);
    expect((await answer.settled).status).toBe("ok");
  });

  it("is cut when its reader waits for longer than `idleMs`", async () => {
    const { opened, clock } = stage();
    const { answer, iterator } = await opened();
    const next = iterator.next();
    next.catch(() => {});
    await clock.advanceAsync(1001);
    await expect(next).rejects.toMatchObject({ kind: "timeout", phase: "idle" });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect((await answer.settled).status).toBe("failed");
  });

  it("ends quietly when the caller aborts, and when it is left", async () => {
    const aborted = stage();
    const { answer, iterator } = await aborted.opened();
    const next = iterator.next();
    answer.controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect((await answer.settled).status).toBe("aborted");
    const left = await stage().opened();
    await left.iterator.return?.();
    expect((await left.answer.settled).status).toBe("aborted");
    expect(await left.iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("can be read once", async () => {
    const { opened } = stage();
    const { answer } = await opened();
    expect(() => answer.stream[Symbol.asyncIterator]()).toThrow("consumed");
  });
});
