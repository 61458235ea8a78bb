import type { Provider, ProviderContext } from "llmux";
import { describe, expect, it } from "vitest";
import { chunk, memoryProvider } from "../support/memory-provider.ts";
import { bench, ok, run } from "../support/router.ts";

interface StagedEvent {
  readonly delta?: object;
  readonly finish?: "stop";
}

const chunkOf = ({ delta, finish }: StagedEvent) => (delta || finish ? chunk(delta ?? {}, finish ?? null) : undefined);

/** A provider whose native events come when the test says so; an event with a `delta` is a chunk, too. */
function stage() {
  const queue: StagedEvent[] = [];
  let wake = () => {};
  const told = (event: StagedEvent) => {
    queue.push(event);
    wake();
  };
  /** Comes as what lies in the socket when it is read. */
  const arrived: StagedEvent[] = [];
  async function* events(signal: AbortSignal) {
    signal.addEventListener("abort", () => wake());
    while (!signal.aborted) {
      const event = queue.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  async function* chunks({ onNative, signal }: ProviderContext) {
    for await (const event of events(signal)) {
      onNative?.(event);
      const said = chunkOf(event);
      if (said) yield said;
      if (event.finish) return;
    }
  }
  const stream = (_: unknown, context: ProviderContext) => {
    const ready = () => {
      for (let event = arrived.shift(); event; event = arrived.shift()) {
        context.onNative?.(event);
        const said = chunkOf(event);
        if (said) return said;
      }
    };
    return Object.assign(chunks(context), { ready });
  };
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
  return { ...made, told, arrived, opened };
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

  it("is not cut while its reader pauses over an event that had come before it asked", async () => {
    const { told, arrived, opened, clock } = stage();
    const { iterator } = await opened();
    arrived.push({ odd: 1 } as object);
    expect((await iterator.next()).value).toEqual({ odd: 1 });
    await clock.advanceAsync(60_000);
    told({ finish: "stop" });
    expect((await iterator.next()).value).toEqual({ finish: "stop" });
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
