import { getEventListeners } from "node:events";
import {
  type CallOptions,
  type ChatCompletionChunk,
  isLlmuxError,
  type LlmuxError,
  type RouteReport,
  type Router,
} from "llmux";
import type { FaultName, SimulatedProvider } from "llmux/testing";
import type { Fault } from "../../src/testing/faults/fault.ts";
import type { Mode } from "./columns.ts";
import { attemptsDue, followOf } from "./due.ts";
import type { Expected } from "./expected.ts";
import type { Cell, FaultRow } from "./row.ts";
import { openStage } from "./stage.ts";

/** What one cell came to. */
export interface Observed {
  /** `hang`: it had not ended when it should have. */
  readonly way: "answer" | "error" | "interrupted" | "hang";
  readonly text: string;
  /** What the server meant to say; undefined where it said nothing. */
  readonly meant: string | undefined;
  readonly finish: string | null;
  readonly by: "faulty" | "backup" | "";
  readonly warnings: readonly string[];
  readonly error: LlmuxError | undefined;
  /** Requests to the faulty target and to the one behind it. */
  readonly requests: number;
  readonly backup: number;
  readonly counted: boolean;
  /** `call.end` events. */
  readonly ends: number;
  readonly ms: number;
  readonly leaks: readonly string[];
}

const QUESTION = "what the weather is like, in so many words that there are several chunks";
/** Nothing may take longer, in milliseconds; what ends by a timeout of its own has ended long before. */
const PATIENCE_MS = 25_000;

/** Runs one call against one fault, and looks at everything that is left of it. */
export async function runCell(
  cell: Cell & { readonly row: FaultRow },
  expected: Expected,
  warm: SimulatedProvider,
): Promise<Observed> {
  const { row, mode } = cell;
  const custom: Record<string, Fault> = typeof row.fault === "object" ? { custom: row.fault } : {};
  const stage = await openStage(
    cell,
    {
      silent: row.silent && (/interrupted|answer/.test(expected.way) ? "later" : "at first"),
      threshold: thresholdOf(expected, cell),
      faults: custom,
    },
    warm,
  );
  const { provider, backup, router, ids } = stage;
  if (row.reply) provider.reply(row.reply);
  const fault = (typeof row.fault === "object" ? "custom" : row.fault) as FaultName | undefined;
  if (fault) provider.fail({ fault, ...row.options }, row.times === undefined ? {} : { times: row.times });
  const controller = new AbortController();
  const began = performance.now();
  try {
    const call = talk(router, "chat", mode, { signal: controller.signal, ...row.call });
    const outcome = await within(PATIENCE_MS, call);
    const ms = performance.now() - began;
    const sent = stage.events.filter((event) => event.type === "attempt.start" && event.target === ids.faulty).length;
    const requests = stage.place ? (stage.place.connections ?? sent) : provider.count;
    const ends = stage.events.filter(({ type }) => type === "call.end").length;
    const asked = backup.count;
    if (isMasked(expected, cell)) await within(PATIENCE_MS, talk(router, "chat", mode, { ...row.call, maxRetries: 0 }));
    const counted = router.health().targets[ids.faulty]?.circuit !== "closed";
    const leaks = [...outcome.oddities, ...(await stage.leaks())];
    const listeners = getEventListeners(controller.signal, "abort").length;
    if (listeners > 0) leaks.push(`${listeners} listeners on the caller's signal`);
    const by = outcome.target === ids.faulty ? "faulty" : outcome.target === ids.backup ? "backup" : "";
    if (stage.place === undefined && fault !== undefined && sent > requests)
      leaks.push(`${sent} attempts reported, ${requests} sent`);
    return {
      ...{ ...outcome, by, ms, leaks, counted, requests },
      meant: (by === "backup" ? backup : provider).transcript().findLast(({ answered }) => answered !== "")?.answered,
      backup: asked,
      ends,
    };
  } finally {
    await stage.close();
  }
}

/** So that the circuit opens with the last failure if every one is counted, and with a single one if none may be. */
function thresholdOf(expected: Expected, cell: Cell): number {
  if (expected.next && expected.way === "answer") return 5;
  const { counted, alone } = followOf(expected);
  return counted ? attemptsDue(cell, expected, alone) + Number(isMasked(expected, cell)) : 1;
}

/** An open circuit would hide that more was sent than is due: it opens with the failure of one more call. */
function isMasked(expected: Expected, cell: Cell): boolean {
  const { counted, alone } = followOf(expected);
  if (!counted || "silent" in cell.row || "times" in cell.row || expected.way.startsWith("answer")) return false;
  return attemptsDue(cell, expected, alone) < 3;
}

type Outcome = Pick<Observed, "way" | "text" | "finish" | "warnings" | "error"> & {
  readonly target: string;
  readonly oddities: readonly string[];
};

/** One call, read to its end. */
export async function talk(router: Router, model: string, mode: Mode, options: CallOptions): Promise<Outcome> {
  const messages = [{ role: "user" as const, content: QUESTION }];
  const nothing = { text: "", finish: null, target: "", warnings: [], error: undefined, oddities: [] };
  let way: Outcome["way"] = "error";
  let text = "";
  let finish: string | null = null;
  let last: ChatCompletionChunk | undefined;
  try {
    if (mode === "JSON") {
      const { choices, x_llmux } = await router.chat.completions.create({ model, messages }, options);
      const choice = choices[0];
      const warnings = x_llmux.warnings.map(({ code }) => code);
      return {
        ...nothing,
        ...{ way: "answer", target: x_llmux.target, warnings, oddities: odditiesOf(x_llmux) },
        text: choice?.message.content ?? "",
        finish: choice?.finish_reason ?? null,
      };
    }
    const stream = await router.chat.completions.create({ model, messages, stream: true }, options);
    way = "interrupted";
    for await (const chunk of stream) {
      last = chunk;
      const first = chunk.choices.find(({ index }) => index === 0);
      text += first?.delta.content ?? "";
      finish = first?.finish_reason ?? finish;
    }
    await stream.settled;
    const report = last?.x_llmux;
    const warnings = report?.warnings.map(({ code }) => code) ?? [];
    return {
      ...nothing,
      way: "answer",
      text,
      finish,
      target: report?.target ?? "",
      warnings,
      oddities: odditiesOf(report),
    };
  } catch (error) {
    if (!isLlmuxError(error)) throw error;
    return { ...nothing, way, text, finish, error };
  }
}

/** What a report may never say, whatever the server counted. */
function odditiesOf(report: RouteReport | undefined): readonly string[] {
  if (report === undefined) return ["no report"];
  const counts = Object.entries({ ...report.usage, usd: report.cost.usd ?? 0 });
  return counts.flatMap(([name, value]) =>
    typeof value === "number" && Number.isFinite(value) && value >= 0 ? [] : [`${name} is ${JSON.stringify(value)}`],
  );
}

async function within(ms: number, outcome: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    const hang = {
      way: "hang",
      text: "",
      finish: null,
      target: "",
      warnings: [],
      error: undefined,
      oddities: [],
    } as const;
    timer = setTimeout(() => resolve(hang), ms);
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}
