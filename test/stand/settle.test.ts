import { type ChatStream, createRouter, type LlmuxEvent, type RouterOptions } from "llmux";
import { type FaultName, type Simulation, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fakeClock } from "../support/fake-clock.ts";
import { pause, until } from "./until.ts";
import { MODELS, PROVIDERS, type ProviderName } from "./upstreams.ts";
import { watchProcess } from "./watch-process.ts";

const messages = [{ role: "user" as const, content: "say something of several chunks, please, and take your time" }];

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());
afterEach(() => sim.reset());

/** A router whose events are kept, and a stream of it that is neither read nor held by anything here. */
function open(provider: ProviderName, options: RouterOptions = {}) {
  const events: LlmuxEvent[] = [];
  const note = (event: LlmuxEvent) => void events.push(event);
  const on = { "call.end": note, "attempt.start": note, "attempt.end": note };
  const router = createRouter({ providers: sim.providers, on, ...options });
  const start = () => router.chat.completions.create({ model: MODELS[provider], messages, stream: true });
  const count = (type: LlmuxEvent["type"]) => events.filter((event) => event.type === type).length;
  const books = () => ({
    calls: count("call.end"),
    attempts: count("attempt.end") - count("attempt.start"),
    inFlight: router.health().targets[MODELS[provider]]?.inFlight ?? 0,
  });
  return { router, start, books };
}

const SQUARE = { calls: 1, attempts: 0, inFlight: 0 };

async function readAll(stream: ChatStream): Promise<void> {
  for await (const _ of stream);
}

type End = readonly [
  how: string,
  status: string,
  fault: FaultName | undefined,
  use: (stream: ChatStream) => Promise<void>,
];
const ENDS: readonly End[] = [
  ["read to its end", "ok", undefined, readAll],
  [
    "broken out of",
    "aborted",
    "stall_mid_stream",
    async (stream) => {
      for await (const _ of stream) break;
    },
  ],
  [
    "aborted",
    "aborted",
    "stall_mid_stream",
    async (stream) => {
      stream.controller.abort();
      await readAll(stream);
    },
  ],
  ["cut by its provider", "failed", "cut_mid_stream", (stream) => readAll(stream).catch(() => {})],
  [
    "left, aborted and left again",
    "aborted",
    "stall_mid_stream",
    async (stream) => {
      const iterator = stream[Symbol.asyncIterator]();
      await iterator.next();
      await Promise.all([iterator.return?.(), iterator.return?.()]);
      stream.controller.abort();
      await iterator.return?.();
    },
  ],
  [
    "torn into two, one left and one read",
    "ok",
    undefined,
    async (stream) => {
      const [one, other] = stream.tee();
      for await (const _ of one) break;
      await readAll(other);
    },
  ],
];

describe.each(PROVIDERS)("a stream of %s settles once", (provider) => {
  it.each(ENDS)("%s: %s", async (_, status, fault, use) => {
    const { router, start, books } = open(provider);
    if (fault) sim[provider].fail(fault);
    const stream = await start();
    await use(stream);
    expect(await stream.settled).toMatchObject({ status });
    await until(() => sim[provider].open === 0);
    expect(books()).toEqual(SQUARE);
    await router.close();
    expect(books()).toEqual(SQUARE);
  });

  it("never read: aborted after a minute", async () => {
    const clock = fakeClock();
    const { router, start, books } = open(provider, { clock });
    sim[provider].fail("stall_mid_stream");
    const stream = await start();
    await clock.advanceAsync(59_000);
    expect(sim[provider].open).toBe(1);
    await clock.advanceAsync(1_500);
    expect(await stream.settled).toMatchObject({ status: "aborted" });
    await until(() => sim[provider].open === 0);
    expect(books()).toEqual(SQUARE);
    expect(clock.pending).toBe(0);
    await Promise.all([router.close(), clock.advanceAsync(10)]);
  });

  it.each(["never read", "read half"])("%s, and dropped: aborted when it is collected", async (how) => {
    const { router, start, books } = open(provider);
    sim[provider].fail("stall_mid_stream");
    const { settled, held } = await dropped(start, how === "read half");
    await collected(() => held.deref() === undefined);
    expect(await settled).toMatchObject({ status: "aborted" });
    await until(() => sim[provider].open === 0);
    expect(books()).toEqual(SQUARE);
    await router.close();
  });
});

/** In a function of its own, so that nothing here holds the stream once it has returned. */
async function dropped(start: () => Promise<ChatStream>, read: boolean) {
  const stream = await start();
  if (read) await stream[Symbol.asyncIterator]().next();
  return { settled: stream.settled, held: new WeakRef(stream) };
}

it("a router that was dropped without close() lets its idle connection go", async () => {
  await (async () => {
    const router = createRouter({ providers: sim.providers });
    await router.chat.completions.create({ model: MODELS.openai, messages });
    expect(sim.openai.sockets).toBe(1);
  })();
  await collected(() => sim.openai.sockets === 0);
});

async function collected(gone: () => boolean): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error("run with --expose-gc");
  for (let i = 0; i < 100 && !gone(); i += 1) {
    await pause(10);
    gc();
  }
  expect(gone()).toBe(true);
}

describe("close()", () => {
  it.each(PROVIDERS)("ends what is under way at %s, once, and says so", async (provider) => {
    const { router, start, books } = open(provider);
    sim[provider].fail("stall_mid_stream");
    const stream = await start();
    const read = readAll(stream).catch((error: unknown) => error);
    await router.close({ timeoutMs: 20 });
    expect(await read).toMatchObject({ message: expect.stringContaining("the router was closed") });
    await until(() => sim[provider].open === 0);
    expect(books()).toMatchObject({ calls: 1, inFlight: 0 });
  });
});

describe("the process", watchProcess);
