import { getEventListeners } from "node:events";
import { type ChatRequestStreaming, createRouter, type Router } from "llmux";
import { type FaultName, type Simulation, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pause, until } from "./until.ts";
import { MODELS, PROVIDERS, type ProviderName } from "./upstreams.ts";
import { watchProcess } from "./watch-process.ts";

const messages = [{ role: "user" as const, content: "say something of several chunks, please, and take your time" }];
/** Milliseconds in which an abort must reach the provider's socket. */
const SOON = 50;

let sim: Simulation;
let router: Router;
let ends: string[] = [];
let settlements: string[] = [];
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());
beforeEach(() => {
  ends = [];
  settlements = [];
  router = createRouter({
    providers: sim.providers,
    // One failure that counts is enough to open it.
    breaker: { consecutiveFailures: 1, volumeThreshold: 1 },
    on: {
      "call.end": ({ status }) => void ends.push(status),
      "attempt.end": ({ report }) => void settlements.push(report.status),
    },
  });
});
afterEach(async () => {
  await router.close();
  sim.reset();
});

/** The places a call can be aborted in before `create()` resolves, and what keeps the provider there. */
const PENDING: readonly (readonly [place: string, stream: boolean, fault: FaultName])[] = [
  ["before headers, JSON", false, "hang_before_headers"],
  ["before headers, stream", true, "hang_before_headers"],
  ["in the middle of a JSON body", false, "hang_mid_body"],
  ["after headers, before the first token", true, "hang_after_headers"],
  ["after the opening events, before the first token", true, "hang_after_opening"],
];

function expectUnharmed(provider: ProviderName, signal: AbortSignal): void {
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  expect(router.health().targets[MODELS[provider]] ?? { circuit: "closed", inFlight: 0 }).toEqual({
    circuit: "closed",
    inFlight: 0,
  });
  expect({ ends, settlements }).toEqual({ ends: ["aborted"], settlements: ["aborted"] });
  expect(sim[provider]).toMatchObject({ count: 1, aborted: 1, open: 0 });
}

describe.each(PROVIDERS)("a caller's abort at %s", (provider) => {
  it.each(PENDING)("%s", { retry: 2 }, async (_, stream, fault) => {
    sim[provider].fail(fault);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const call = router.chat.completions.create({ model: MODELS[provider], messages, stream }, options);
    const failure = call.then(() => undefined).catch((error: unknown) => error);
    await until(() => sim[provider].open === 1);
    await pause(30);
    controller.abort();
    expect(await until(() => sim[provider].open === 0)).toBeLessThan(SOON);
    expect(await failure).toMatchObject({ name: "APIUserAbortError", kind: "aborted" });
    expectUnharmed(provider, controller.signal);
  });

  it("during the wait before a retry", { retry: 2 }, async () => {
    router = createRouter({ providers: sim.providers, retry: { baseMs: 60_000, maxMs: 60_000 }, random: () => 0.9 });
    sim[provider].fail("status_500");
    const controller = new AbortController();
    const waiting = new Promise((resolve) => router.on("retry", resolve));
    const call = router.chat.completions.create({ model: MODELS[provider], messages }, { signal: controller.signal });
    const failure = call.then(() => undefined).catch((error: unknown) => error);
    await waiting;
    const from = performance.now();
    controller.abort();
    const error = await failure;
    expect(performance.now() - from).toBeLessThan(SOON);
    expect(error).toMatchObject({ name: "APIUserAbortError", kind: "aborted", attempts: [{ status: "failed" }] });
    expect(sim[provider].count).toBe(1);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it.each([true, false])("before the call, stream: %s", async (stream) => {
    const signal = AbortSignal.abort();
    const call = router.chat.completions.create({ model: MODELS[provider], messages, stream }, { signal });
    await expect(call).rejects.toMatchObject({ name: "APIUserAbortError", kind: "aborted" });
    const fetched = router.fetch("http://llmux/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify({ model: MODELS[provider], messages, stream }),
      signal,
    });
    await expect(fetched).rejects.toMatchObject({ name: "AbortError" });
    await pause(20);
    expect(sim[provider].count).toBe(0);
  });

  it("in the same turn as the call", async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const call = router.chat.completions.create({ model: MODELS[provider], messages }, options);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "APIUserAbortError", kind: "aborted" });
    await pause(20);
    expect(sim[provider].count).toBe(0);
  });
});

type Leave = (at: { controller: AbortController; stream: { controller: AbortController } }) => "break" | undefined;
/** The ways to leave a stream that is being read. */
const LEAVING: readonly (readonly [way: string, leave: Leave])[] = [
  ["the call's signal", ({ controller }) => void controller.abort()],
  ["stream.controller.abort()", ({ stream }) => void stream.controller.abort()],
  ["break", () => "break"],
];

describe.each(PROVIDERS)("leaving a stream of %s in the middle", (provider) => {
  it.each(LEAVING)("by %s", { retry: 2 }, async (_, leave) => {
    sim[provider].fail("stall_mid_stream");
    const controller = new AbortController();
    const body: ChatRequestStreaming = { model: MODELS[provider], messages, stream: true };
    const stream = await router.chat.completions.create(body, { signal: controller.signal });
    let text = "";
    let left = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (left > 0 || text === "") continue;
      left = performance.now();
      if (leave({ controller, stream }) === "break") break;
    }
    await until(() => sim[provider].open === 0);
    expect(performance.now() - left).toBeLessThan(SOON);
    expect(text).not.toBe("");
    expect(await stream.settled).toMatchObject({ status: "aborted" });
    expectUnharmed(provider, controller.signal);
  });

  it("while a read is pending", { retry: 2 }, async () => {
    sim[provider].fail("stall_mid_stream");
    const controller = new AbortController();
    const body: ChatRequestStreaming = { model: MODELS[provider], messages, stream: true };
    const stream = await router.chat.completions.create(body, { signal: controller.signal });
    const read = (async () => {
      for await (const _ of stream);
    })();
    await pause(50);
    controller.abort();
    expect(await until(() => sim[provider].open === 0)).toBeLessThan(SOON);
    await expect(read).resolves.toBeUndefined();
    expect(await stream.settled).toMatchObject({ status: "aborted" });
    expectUnharmed(provider, controller.signal);
  });
});

describe.each(PROVIDERS)("router.fetch over %s", (provider) => {
  const post = (stream: boolean, signal: AbortSignal) =>
    router.fetch("http://llmux/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify({ model: MODELS[provider], messages, stream }),
      signal,
    });

  it.each([true, false])("rejects with an AbortError, stream: %s", { retry: 2 }, async (stream) => {
    sim[provider].fail("hang_before_headers");
    const controller = new AbortController();
    const failure = post(stream, controller.signal).catch((error: unknown) => error);
    await until(() => sim[provider].open === 1);
    controller.abort();
    expect(await failure).toMatchObject({ name: "AbortError" });
    expect(await until(() => sim[provider].open === 0)).toBeLessThan(SOON);
    expectUnharmed(provider, controller.signal);
  });

  it("fails the body of a stream with an AbortError, as fetch does", { retry: 2 }, async () => {
    sim[provider].fail("stall_mid_stream");
    const controller = new AbortController();
    const response = await post(true, controller.signal);
    const text = response.text().catch((error: unknown) => error);
    await pause(50);
    controller.abort();
    expect(await text).toMatchObject({ name: "AbortError" });
    expect(await until(() => sim[provider].open === 0)).toBeLessThan(SOON);
    expectUnharmed(provider, controller.signal);
  });
});

describe("the process", watchProcess);
