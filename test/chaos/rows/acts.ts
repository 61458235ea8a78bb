import { getEventListeners } from "node:events";
import type { ChatCompletionChunk } from "llmux";
import type { FaultName } from "llmux/testing";
import { MODES } from "../columns.ts";
import type { ActRow } from "../row.ts";
import { talk } from "../run-cell.ts";
import type { Stage } from "../stage.ts";

/** An abort is through at once; this long it may take on a machine that does 50 other things, in milliseconds. */
const SOON_MS = 400;

const messages = [{ role: "user" as const, content: "say something, in so many words that there are chunks" }];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean, ms = 5_000): Promise<boolean> {
  const end = performance.now() + ms;
  while (!holds() && performance.now() < end) await pause(3);
  return holds();
}

/** Aborts a call while it waits, once `ready`, and looks whether it ended at once, asking nobody else. */
async function abortWhen(stage: Stage, ready: () => boolean): Promise<string[]> {
  const { router, cell, backup } = stage;
  const controller = new AbortController();
  const call = talk(router, "chat", cell.mode, { signal: controller.signal });
  const complaints: string[] = [];
  if (!(await until(ready))) complaints.push("it never came so far");
  await pause(20);
  const began = performance.now();
  controller.abort();
  const { way, error } = await call;
  const ms = performance.now() - began;
  if (ms > SOON_MS) complaints.push(`ended after ${Math.round(ms)} ms`);
  if (way !== "error" || error?.kind !== "aborted") complaints.push(`${way} ${error?.kind}`);
  if (error?.name !== "APIUserAbortError") complaints.push(`its name is ${error?.name}`);
  if (backup.count > 0) complaints.push("the next target was asked");
  if (router.health().targets[stage.ids.faulty]?.circuit === "open") complaints.push("counted by the breaker");
  if (getEventListeners(controller.signal, "abort").length > 0) complaints.push("a listener is left");
  return complaints;
}

function abortDuring(fault: FaultName) {
  return async (stage: Stage): Promise<string[]> => {
    stage.provider.fail(fault);
    return abortWhen(stage, () => stage.provider.open === 1);
  };
}

async function abortAsleep(stage: Stage): Promise<string[]> {
  stage.provider.fail("status_500");
  return abortWhen(stage, () => stage.events.some(({ type }) => type === "retry"));
}

async function abortQueued(stage: Stage): Promise<string[]> {
  const first = new AbortController();
  stage.provider.fail("hang_before_headers", { times: 1 });
  const before = talk(stage.router, "chat", "JSON", { signal: first.signal });
  await until(() => stage.provider.open === 1);
  const complaints = await abortWhen(stage, () => true);
  if (stage.provider.count !== 1) complaints.push("the queued call was sent");
  first.abort();
  await before;
  return complaints;
}

async function abortedBefore({ router, cell, provider }: Stage): Promise<string[]> {
  const { way, error } = await talk(router, "chat", cell.mode, { signal: AbortSignal.abort() });
  await pause(20);
  return [
    ...(way === "error" && error?.kind === "aborted" ? [] : [`${way} ${error?.kind}`]),
    ...(provider.count === 0 ? [] : [`${provider.count} requests`]),
  ];
}

const streamed = (stage: Stage, signal?: AbortSignal) =>
  stage.router.chat.completions.create({ model: "chat", messages, stream: true }, signal ? { signal } : {});

/** Reads a stream that stalls until its first text, then leaves it. */
function leaveBy(leave: (at: { controller: AbortController; stream: { controller: AbortController } }) => boolean) {
  return async (stage: Stage): Promise<string[]> => {
    const { provider } = stage;
    provider.fail("stall_mid_stream");
    const controller = new AbortController();
    const stream = await streamed(stage, controller.signal);
    let began = 0;
    for await (const chunk of stream) {
      if (began > 0 || !textOf(chunk)) continue;
      began = performance.now();
      if (leave({ controller, stream })) break;
    }
    const { status } = await stream.settled;
    const closed = await until(() => provider.open === 0, SOON_MS);
    return [
      ...(performance.now() - began > 2 * SOON_MS ? ["ended late"] : []),
      ...(status === "aborted" ? [] : [`settled ${status}`]),
      ...(closed ? [] : ["the request is still open"]),
      ...(provider.count === 1 ? [] : [`${provider.count} requests`]),
      ...(getEventListeners(controller.signal, "abort").length === 0 ? [] : ["a listener is left"]),
    ];
  };
}

const textOf = (chunk: ChatCompletionChunk) => chunk.choices[0]?.delta.content;

async function neverRead(stage: Stage): Promise<string[]> {
  stage.provider.fail("stall_mid_stream");
  const stream = await streamed(stage);
  await pause(20);
  stream.controller.abort();
  const { status } = await stream.settled;
  return status === "aborted" ? [] : [`settled ${status}`];
}

/** 16 MB are on offer. Buffers of two sockets take some of them; the rest must wait for the reader. */
async function readerPauses(stage: Stage): Promise<string[]> {
  const { provider } = stage;
  provider.reply({ chunks: Array.from({ length: 64 }, () => "x".repeat(262_144)) });
  let heldBack = true;
  let length = 0;
  for await (const chunk of await streamed(stage)) {
    if (length === 0 && textOf(chunk)) {
      await pause(300);
      heldBack = provider.open === 1;
    }
    length += textOf(chunk)?.length ?? 0;
  }
  return [
    ...(heldBack ? [] : ["all was read ahead"]),
    ...(length === 64 * 262_144 ? [] : [`${length} characters came`]),
  ];
}

/** Under one signal that outlives them all, some at once. */
async function manyCalls(stage: Stage): Promise<string[]> {
  const { signal } = new AbortController();
  const wrong: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const calls = Array.from({ length: 25 }, () => talk(stage.router, "chat", stage.cell.mode, { signal }));
    for (const { way } of await Promise.all(calls)) if (way !== "answer") wrong.push(way);
  }
  const left = getEventListeners(signal, "abort").length;
  return [...wrong, ...(left === 0 ? [] : [`${left} listeners left`])];
}

/** Down for 600 ms, then back; a call every 10 ms, and a circuit that opens for 200 ms. */
async function outage(stage: Stage): Promise<string[]> {
  const { provider, router, cell, ids } = stage;
  provider.fail("status_503");
  let atOnce = 0;
  const watch = setInterval(() => (atOnce = Math.max(atOnce, provider.open)), 1);
  const calls: ReturnType<typeof talk>[] = [];
  for (let turn = 0; turn < 60; turn += 1) {
    calls.push(talk(router, "chat", cell.mode, {}));
    await pause(10);
  }
  const asked = provider.count;
  const opened = router.health().targets[ids.faulty]?.circuit !== "closed";
  provider.heal();
  let back = false;
  for (let turn = 0; turn < 300 && !back; turn += 1) {
    const call = talk(router, "chat", cell.mode, {});
    calls.push(call);
    back = (await call).target === ids.faulty;
    await pause(10);
  }
  clearInterval(watch);
  const failed = (await Promise.all(calls)).filter(({ way }) => way !== "answer").length;
  return [
    ...(failed === 0 ? [] : [`${failed} calls failed`]),
    ...(opened ? [] : ["the circuit never opened"]),
    ...(asked <= 25 ? [] : [`${asked} requests to the dead target`]),
    ...(back ? [] : ["not in use again"]),
  ];
}

/** What a caller does, and what many calls come to: rows 76 to 81. */
export const ACTS: readonly ActRow[] = [
  {
    id: "76",
    does: "the signal is aborted before the call",
    modes: MODES,
    comes: "rejects, nothing sent",
    act: abortedBefore,
  },
  {
    id: "77",
    does: "abort before the headers",
    modes: MODES,
    comes: "at once, no fallback",
    chained: true,
    act: abortDuring("hang_before_headers"),
  },
  {
    id: "77",
    does: "abort before the body",
    modes: MODES,
    comes: "at once, no fallback",
    chained: true,
    act: abortDuring("hang_after_headers"),
  },
  {
    id: "77",
    does: "abort in the body",
    modes: ["JSON"],
    comes: "at once, no fallback",
    chained: true,
    act: abortDuring("hang_mid_body"),
  },
  {
    id: "77",
    does: "abort in the stream",
    modes: ["stream"],
    comes: "ends without an error, socket closed",
    act: leaveBy(({ controller }) => {
      controller.abort();
      return false;
    }),
  },
  {
    id: "77",
    does: "abort in the wait before a repeat",
    modes: MODES,
    comes: "at once",
    router: { retry: { baseMs: 60_000, maxMs: 60_000 }, random: () => 0.9 },
    act: abortAsleep,
  },
  {
    id: "77",
    does: "abort in the queue for a slot",
    modes: MODES,
    comes: "at once, nothing sent",
    slots: 1,
    act: abortQueued,
  },
  { id: "78", does: "`break`", modes: ["stream"], comes: "socket closed, slot back", act: leaveBy(() => true) },
  {
    id: "78",
    does: "`stream.controller.abort()`",
    modes: ["stream"],
    comes: "socket closed, slot back",
    act: leaveBy(({ stream }) => {
      stream.controller.abort();
      return false;
    }),
  },
  { id: "78", does: "never read, then aborted", modes: ["stream"], comes: "socket closed, slot back", act: neverRead },
  {
    id: "79",
    does: "the reader pauses",
    modes: ["stream"],
    comes: "upstream is held back",
    columns: ["openai", "undici", "anthropic", "gemini"],
    act: readerPauses,
  },
  {
    id: "80",
    does: "1,000 calls, 125 a cell under one signal, 25 at once",
    modes: MODES,
    comes: "no listener is left",
    columns: ["openai", "anthropic", "gemini", "older"],
    act: manyCalls,
  },
  {
    id: "81",
    does: "down for a while, a call every 10 ms",
    modes: MODES,
    comes: "no failures, circuit opens, back in use",
    chained: true,
    router: { breaker: { consecutiveFailures: 5, resetTimeoutMs: 200 } },
    act: outage,
  },
];
