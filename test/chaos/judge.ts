import { StreamInterruptedError } from "llmux";
import { attemptsDue, followOf } from "./due.ts";
import type { Expected } from "./expected.ts";
import type { Cell } from "./row.ts";
import type { Observed } from "./run-cell.ts";

/** A cell, what came of it, and what was wrong about that: nothing, if all is well. */
export interface Verdict {
  readonly cell: Cell;
  readonly observed: Observed | undefined;
  readonly complaints: readonly string[];
  /** A failure that was handed on as an answer, or half an answer as a whole one. */
  readonly silent: boolean;
  /** It had not ended when it should have. */
  readonly hang: boolean;
}

/** Milliseconds that one attempt may take which ends by a timeout, on a machine however busy. */
const ATTEMPT_MS = 6_000;

/** Compares what came with what must come. */
export function judge(cell: Cell, expected: Expected, observed: Observed): Verdict {
  const complaints = [...observed.leaks];
  const want = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== got) complaints.push(`${what}: ${String(got)}, not ${String(wanted)}`);
  };
  want("call.end", 1, observed.ends);
  const answered = isAnswerDue(expected, observed);
  const follow = followOf(expected, observed);
  if (answered) complaints.push(...ofAnswer(expected, observed));
  else if (observed.by === "backup") complaints.push(...ofBackup(cell, follow.next, observed));
  else complaints.push(...ofFailure(cell, expected, observed, follow.next));
  const due = answered && !expected.next ? 1 : attemptsDue(cell, expected, follow.alone);
  want("requests", due * (expected.hops ?? 1), observed.requests);
  const counted = !answered && follow.counted;
  want("counted by the breaker", counted, observed.counted);
  if ("silent" in cell.row && observed.ms > ATTEMPT_MS * observed.requests) complaints.push("late");
  if (observed.ms < (cell.chained ? 0 : (expected.notBeforeMs ?? 0))) complaints.push(`early: ${observed.ms} ms`);
  const silent = observed.way === "answer" && complaints.length > 0 && isUntrue(expected, observed, answered);
  return { cell, observed, complaints, silent, hang: observed.way === "hang" };
}

function isAnswerDue({ way }: Expected, observed: Observed): boolean {
  return way === "answer" || (way.startsWith("answer or") && observed.way === "answer" && observed.by === "faulty");
}

function isWhole({ text, finish = "stop" }: Expected, observed: Observed): boolean {
  const isText = text ? text(observed.text) : observed.text === observed.meant;
  return isText && observed.finish === finish;
}

/** An answer where none can have come, or less than the server said. */
function isUntrue(expected: Expected, observed: Observed, answered: boolean): boolean {
  if (observed.by === "backup") return observed.text !== observed.meant;
  return !answered || !isWhole(expected, observed);
}

function* ofAnswer(expected: Expected, observed: Observed): Iterable<string> {
  if (observed.way !== "answer") yield shown(observed);
  else if (!isWhole(expected, observed))
    yield `not the whole answer: ${observed.text.slice(0, 80)} (${observed.finish})`;
  const { warning } = expected;
  if (warning && observed.by === "faulty" && !observed.warnings.includes(warning)) yield `no warning ${warning}`;
}

function* ofBackup({ chained }: Cell, next: boolean, observed: Observed): Iterable<string> {
  if (!chained || !next) yield "the next target was asked";
  if (observed.way !== "answer" || observed.text !== observed.meant) yield shown(observed);
  if (observed.backup !== 1) yield `${observed.backup} requests to the next target`;
}

function* ofFailure(cell: Cell, expected: Expected, observed: Observed, next: boolean): Iterable<string> {
  const { error, way } = observed;
  if (cell.chained && next) return yield `the next target did not answer: ${shown(observed)}`;
  if (observed.backup !== 0) yield "the next target was asked";
  if (!expected.way.split(" or ").includes(way)) yield shown(observed);
  if (error === undefined) return;
  if (!expected.kinds.includes(error.kind)) yield `${error.kind}: ${error.message}`;
  if (expected.phase && error.phase !== expected.phase) yield `phase ${error.phase}, not ${expected.phase}`;
  if (expected.tellsWait && error.retryAfterMs === undefined) yield "no retryAfterMs";
  if (error.message.length > 2_000 || /<h1>/i.test(error.message)) yield `message: ${error.message.slice(0, 80)}`;
  if (/sk-simulated-\w/.test(error.message)) yield "the key stands in the message";
  if (!/faulty\//.test(error.message) && way !== "interrupted") yield `names no target: ${error.message}`;
  if (way !== "interrupted") return;
  if (!(error instanceof StreamInterruptedError)) yield "no StreamInterruptedError";
  else if ((error.partial.content ?? "") !== observed.text) yield "partial is not what was read";
  if (observed.meant !== undefined && !expected.text && !observed.meant.startsWith(observed.text))
    yield "not a beginning";
}

function shown({ way, error, text, by }: Observed): string {
  return error ? `${way}: ${error.kind}: ${error.message}` : `${way} ${by} ${JSON.stringify(text.slice(0, 60))}`;
}
