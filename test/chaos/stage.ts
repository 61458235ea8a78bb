import { createRouter, type LlmuxEvent, type Router, type RouterOptions } from "llmux";
import type { SimulatedProvider } from "llmux/testing";
import { systemClock } from "../../src/lib/clock.ts";
import type { Fault } from "../../src/testing/faults/fault.ts";
import { FAULTS } from "../../src/testing/faults/faults.ts";
import { startProvider } from "../../src/testing/start-provider.ts";
import { WIRES } from "../../src/testing/wires/wires.ts";
import { COLUMNS, type Column } from "./columns.ts";
import { countingClock } from "./counting-clock.ts";
import { openPlace, type Place } from "./places.ts";
import type { Cell } from "./row.ts";

/** For what never ends, so that nobody waits long for it. */
const SHORT = { connectMs: 800, firstTokenMs: 1_000, idleMs: 600, totalMs: 4_000 };
/** For what falls silent after its first text, which must have come whatever else the machine does. */
const SHORT_LATER = { ...SHORT, firstTokenMs: 4_000 };
/** For what ends by itself, however busy the machine is. */
const LONG = { connectMs: 20_000, firstTokenMs: 20_000, idleMs: 20_000, totalMs: 30_000 };

/** A request on every new router's account, so that its connections become `undici`'s. */
const WARM_CALLS = 52;

/** The servers and the router of one cell. */
export interface Stage {
  readonly cell: Cell;
  readonly provider: SimulatedProvider;
  readonly backup: SimulatedProvider;
  readonly place: Place | undefined;
  readonly router: Router;
  /** Target ids: the faulty one, and the healthy one behind it. */
  readonly ids: { readonly faulty: string; readonly backup: string };
  readonly events: readonly LlmuxEvent[];
  /** What is still held, in words; waits a little for it to be let go. */
  leaks(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** When it falls silent, if it does. */
  readonly silent: "at first" | "later" | undefined;
  /** Failures in a row that open the circuit. */
  readonly threshold: number;
  readonly more?: RouterOptions;
  /** Attempts at the faulty target at once. */
  readonly slots?: number;
  readonly faults?: Readonly<Record<string, Fault>>;
}

/** Starts what one cell needs, and nothing that another cell can touch. */
export async function openStage(cell: Cell, options: StageOptions, warm: SimulatedProvider): Promise<Stage> {
  const column: Column = COLUMNS[cell.column];
  const faults = { ...FAULTS, ...options.faults };
  const start = (name: string, kind: Column["kind"]) =>
    startProvider({ name, wire: WIRES[kind], seed: 1, keep: 10_000, clock: systemClock, faults });
  const [provider, backup] = await Promise.all([start("faulty", column.kind), start("backup", "openai")]);
  const place = "place" in cell.row && cell.row.place ? await openPlace(cell.row.place, provider.baseURL) : undefined;
  const clock = countingClock();
  const events: LlmuxEvent[] = [];
  const note = (event: LlmuxEvent) => void events.push(event);
  const ids = { faulty: `faulty/${column.model}`, backup: "backup/gpt-5.5" };
  const { kind, sdk } = column;
  const { apiKey, baseURL } = provider;
  const router = createRouter({
    providers: {
      faulty: { kind, apiKey, baseURL: place ? place.baseURL : baseURL, ...(sdk && { sdk }) },
      backup: { kind: "openai", apiKey: backup.apiKey, baseURL: backup.baseURL },
      warm: { kind: "openai", apiKey: warm.apiKey, baseURL: warm.baseURL },
    },
    models: {
      chat: [
        {
          target: ids.faulty,
          timeouts: timeoutsFor(options.silent),
          ...(options.slots && { concurrency: { max: options.slots, queueMax: 4, queueTimeoutMs: 10_000 } }),
        },
        ...(cell.chained ? [ids.backup] : []),
      ],
    },
    timeouts: LONG,
    retry: { maxRetries: 2, baseMs: 1, maxMs: 2 },
    breaker: { consecutiveFailures: options.threshold },
    clock,
    // A router for each cell is what this is about.
    notices: false,
    ...(cell.isStandardFetch && { transport: "fetch" as const }),
    on: { "call.end": note, "attempt.start": note, "attempt.end": note, retry: note, "cooldown.start": note },
    ...options.more,
  });
  if (column.warm) await warmUp(router);
  events.length = 0;
  const isOurs = column.sdk === undefined && !cell.isStandardFetch;
  const lingers = !isOurs && "lingers" in cell.row;
  return {
    ...{ cell, provider, backup, place, router, ids, events },
    async leaks() {
      const open = () => provider.open + backup.open + (place?.isFront ? 0 : (place?.sockets ?? 0));
      const found = [];
      if (!(lingers || (await soon(() => open() === 0)))) found.push(`${open()} requests open at the server`);
      if (!(await soon(() => clock.pending === 0))) found.push(`${clock.pending} timers`);
      const inFlight = Object.values(router.health().targets).reduce((sum, target) => sum + target.inFlight, 0);
      if (inFlight > 0) found.push(`${inFlight} in flight`);
      await router.close({ timeoutMs: 0 });
      const ofBackup = () => (cell.isStandardFetch ? 0 : backup.sockets);
      const sockets = () => ofBackup() + (isOurs ? provider.sockets + (place?.sockets ?? 0) : 0);
      if (!(await soon(() => sockets() === 0))) found.push(`${sockets()} sockets open after close()`);
      if (clock.pending > 0) found.push(`${clock.pending} timers after close()`);
      return found;
    },
    async close() {
      await router.close({ timeoutMs: 0 });
      await Promise.all([provider.close(), backup.close(), place?.close()]);
    },
  };
}

async function warmUp(router: Router): Promise<void> {
  const call = () =>
    router.chat.completions.create({ model: "warm/gpt-5.5", messages: [{ role: "user", content: "hi" }] });
  const calls = async (): Promise<void> => {
    for (let turn = 0; turn < WARM_CALLS / 4; turn += 1) await call();
  };
  await Promise.all([calls(), calls(), calls(), calls()]);
  await call();
}

function timeoutsFor(silent: StageOptions["silent"]) {
  if (silent === undefined) return LONG;
  return silent === "later" ? SHORT_LATER : SHORT;
}

/** Whether it becomes true within two seconds. */
async function soon(holds: () => boolean): Promise<boolean> {
  const end = performance.now() + 2_000;
  while (!holds()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return true;
}
