import { getEventListeners } from "node:events";
import { createRouter, type Router } from "../src/index.ts";
import { type FaultName, simulate } from "../src/testing/index.ts";
import { collect, heapAtRest } from "../test/support/heap.ts";

/**
 * Calls without end: 30 % streams, 5 % faults, 2 % aborts, 1 % streams that nobody reads, over three providers. After a fifth
 * of them, at least 10,000, in which code and connections get warm, it plays the rest, and prints the heap ten times. Where
 * what the process holds has grown, it plays as many again; it fails if that grows in each of three such stretches, or if
 * anything is left. Held is counted without the code that V8 compiles, a megabyte that comes and goes, and none of it is dropped: a
 * function's texts would go with it. `npm run soak -- 1000000`
 */
const CALLS = Number(process.argv.find((arg) => /^\d+$/.test(arg)) ?? 1_000_000);
const AT_ONCE = 50;
const BYTES_A_CALL = 20;
/** Growth must last: as many calls are played again, twice. A leak grows each time. */
const STRETCHES = 3;
const WARM = Math.max(10_000, CALLS / 5);
const SAMPLES = 10;

const FAULTS: readonly FaultName[] = [
  "status_500",
  "status_503",
  "reset_before_response",
  "cut_mid_stream",
  "error_200",
  "html_200",
  "half_json",
  "error_mid_stream",
  "reset_mid_stream",
  "empty_200",
];
const KINDS = ["openai", "anthropic", "gemini"] as const;
const MODELS = ["openai/gpt-5.5", "anthropic/claude-sonnet-5", "gemini/gemini-3.8-flash"];

if (CALLS <= WARM) throw new Error(`give more than ${WARM} calls: so many only warm up`);

if (!globalThis.gc) throw new Error("run it with --expose-gc, as npm run soak does");

let seed = 42;
/** The same calls each time (mulberry32). */
function chance(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const tally = { ok: 0, failed: 0, aborted: 0, unread: 0 };
const unhandled: unknown[] = [];
process.on("unhandledRejection", (reason) => void unhandled.push(reason));
process.on("uncaughtException", (error) => void unhandled.push(error));
process.on("warning", (warning) => void unhandled.push(warning));

/** One call of whatever sort chance has it. `shared` outlives them all. */
async function call(router: Router, at: number, shared: AbortSignal): Promise<void> {
  const isFaulty = chance() < 0.05;
  const content = isFaulty ? FAULTS[at % FAULTS.length]! : `question ${at}`;
  const stream = chance() < 0.3;
  const own = chance() < 0.02 ? new AbortController() : undefined;
  const left = stream && chance() < 0.03;
  const body = { model: `chat${at % 3}`, messages: [{ role: "user" as const, content }], stream };
  if (own) setTimeout(() => own.abort(), chance() * 10);
  try {
    const answer = await router.chat.completions.create(body, { signal: own?.signal ?? shared });
    if (Symbol.asyncIterator in answer) {
      if (left) {
        tally.unread += 1;
        answer.controller.abort();
      } else for await (const _ of answer);
      tally[(await answer.settled).status === "aborted" ? "aborted" : "ok"] += 1;
    } else tally.ok += 1;
  } catch (error) {
    tally[(error as { kind?: string }).kind === "aborted" ? "aborted" : "failed"] += 1;
  }
}

const sim = await simulate({ keep: 10 });
for (const kind of KINDS) {
  const isFault = new Set<string>(FAULTS);
  sim[kind].reply(({ text }) =>
    isFault.has(text) ? { fault: text as FaultName } : { text: "an answer of some words" },
  );
}
const router = createRouter({
  providers: sim.providers,
  models: Object.fromEntries(MODELS.map((_, at) => [`chat${at}`, [...MODELS.slice(at), ...MODELS.slice(0, at)]])),
  retry: { baseMs: 1, maxMs: 5 },
  breaker: false,
});
const shared = new AbortController().signal;

let next = 0;
async function until(end: number): Promise<void> {
  const work = async () => {
    while (next < end) await call(router, next++, shared);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const plain = (model: string) =>
  router.chat.completions.create({ model, messages: [{ role: "user", content: "plain" }] });

/**
 * Bytes that the process holds, but for code. Plain calls come before, so that every connection is open and has served the
 * same last: one is some 6 kB, and faults close them by chance.
 */
async function held(): Promise<number> {
  for (const model of MODELS) {
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => plain(model)));
    }
  }
  const { objects, tables } = await heapAtRest();
  return objects + tables;
}

/** Plays so many calls, and prints what the process holds meanwhile. */
async function play(calls: number): Promise<void> {
  const from = next;
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    await until(from + (calls * sample) / SAMPLES);
    await collect();
    console.log(`${next} calls, heap ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(2)} MiB`);
  }
}

const began = performance.now();
// One at a time: the first go over node:http, whose connections would be kept for half a minute.
for (let n = 0; n < 20; n += 1) for (const model of MODELS) await plain(model);
// What the measuring itself leaves, it leaves the first time.
await until(WARM / 2);
await held();
await until(WARM);
let perCall = Number.POSITIVE_INFINITY;
let before = await held();
for (let stretch = 0; stretch < STRETCHES && perCall > BYTES_A_CALL; stretch += 1) {
  await play(CALLS - WARM);
  const after = await held();
  perCall = (after - before) / (CALLS - WARM);
  before = after;
  console.log(`heap: ${perCall.toFixed(1)} bytes a call (at most ${BYTES_A_CALL})`);
}
const inFlight = Object.values(router.health().targets).reduce((sum, target) => sum + target.inFlight, 0);
const open = KINDS.reduce((sum, kind) => sum + sim[kind].open, 0);
const listeners = getEventListeners(shared, "abort").length;
await router.close();
// Servers hear of it a moment later.
await new Promise((resolve) => setTimeout(resolve, 1_000));
const sockets = KINDS.reduce((sum, kind) => sum + sim[kind].sockets, 0);
await sim.close();
await new Promise((resolve) => setTimeout(resolve, 50));
const timers = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name));

const sum = tally.ok + tally.failed + tally.aborted;
console.log(`${sum} calls in ${Math.round((performance.now() - began) / 1_000)} s: ${JSON.stringify(tally)}`);
const left = { inFlight, open, listeners, sockets, timers: timers.length, unhandled: unhandled.length };
console.log(`left: ${JSON.stringify(left)}`);
for (const reason of unhandled.slice(0, 5)) console.log("nobody handled:", reason);
const isGrown = perCall > BYTES_A_CALL;
if (isGrown) console.log(`✗ the heap grows: in each of ${STRETCHES} stretches of ${CALLS - WARM} calls`);
if (sum !== next) console.log(`✗ ${next - sum} calls never ended`);
process.exitCode = isGrown || sum !== next || Object.values(left).some((count) => count > 0) ? 1 : 0;
