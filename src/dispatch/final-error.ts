import type { CallContext } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import type { RouteReport } from "../contract/report.ts";
import { faultOfAbort } from "./attempt.ts";
import { type Failure, WRONG_REGION } from "./candidates.ts";
import { mostTelling } from "./fault-table.ts";
import type { Run } from "./run.ts";

/** One error for a call that no target answered: the most telling fault, what happened everywhere, and what to do. */
export function finalError(parts: { report(call: CallContext): RouteReport }, run: Run): LlmuxError {
  const { call } = run;
  const failures = withinRegion(run.candidates.failures);
  const report = parts.report(call);
  const details = { attempts: report.attempts, skipped: report.skipped, report };
  if (call.controller.signal.aborted) {
    const { reason } = call.controller.signal;
    const fault = faultOfAbort(reason);
    const cause = reason instanceof Error ? reason.cause : undefined;
    return new LlmuxError(fault.kind, fault.message, { ...fault, ...details, cause });
  }
  if (failures.length === 0) {
    return new LlmuxError("config", `the route "${call.routeName}" has no targets`, details);
  }
  const { target, fault, cause } = failures[mostTelling(failures.map((failure) => failure.fault))]!;
  const message =
    failures.length === 1 ? named(target.id, fault.message) : `${headline(run, failures)} ${list(failures)}`;
  const retryAfterMs = soonest(failures);
  const back = retryAfterMs === undefined ? {} : { retryAfterMs };
  const text = sentences(message, ...advice(fault, target.provider, retryAfterMs));
  return new LlmuxError(fault.kind, text, { ...fault, ...back, ...details, cause });
}

/** Where a target might have been asked, those that the call itself ruled out are only in `skipped`. */
function withinRegion(failures: readonly Failure[]): readonly Failure[] {
  const within = failures.filter(({ fault }) => fault.code !== WRONG_REGION);
  return within.length > 0 ? within : failures;
}

function headline(run: Run, failures: readonly Failure[]): string {
  const targets = new Set(failures.map((failure) => failure.target.id)).size;
  return targets === 1 ? `${failures.length} attempts failed:` : `no target of "${run.call.routeName}" answered:`;
}

/** When the first of them may be asked again. */
function soonest(failures: readonly Failure[]): number | undefined {
  const told = failures.map(({ fault }) => fault.retryAfterMs).filter((ms) => ms !== undefined);
  return told.length === 0 ? undefined : Math.min(...told);
}

/** In the order in which it happened; what happened again is counted. */
function list(failures: readonly Failure[]): string {
  const lines: { text: string; times: number }[] = [];
  for (const { target, fault } of failures) {
    const text = named(target.id, `${fault.kind}, ${bare(target.id, fault)}`);
    const last = lines.at(-1);
    if (last?.text === text) last.times += 1;
    else lines.push({ text, times: 1 });
  }
  return lines.map(({ text, times }) => (times > 1 ? `${text} (${times} times)` : text)).join("; ");
}

/** A codec's refusal names its target already. */
function bare(id: string, { message }: Fault): string {
  return message.startsWith(`${id}: `) ? message.slice(id.length + 2) : message;
}

function named(id: string, message: string): string {
  return message.startsWith(`${id}: `) || message.startsWith(`${id} `) ? message : `${id}: ${message}`;
}

/** Only where another sentence follows does the provider's own message get a full stop. */
function sentences(message: string, ...more: readonly string[]): string {
  if (more.length === 0) return message;
  return [/[.!?]$/.test(message) ? message : `${message}.`, ...more].join(" ");
}

const ADVICE: Partial<Record<Fault["kind"], (provider: string) => string>> = {
  auth: (provider) => `Check the API key of ${provider}.`,
  permission: (provider) => `Check what the key of ${provider} may use.`,
  model_not_found: (provider) => `Check the model id, that the account has it, and the baseURL of ${provider}.`,
  quota_exhausted: (provider) =>
    `Top up the account at ${provider} or raise its limit, or add a target of another provider.`,
  rate_limit: () => "Slow down, or add a target of another provider.",
  connection: (provider) =>
    `Check that ${provider} can be reached from here at its baseURL, or add a target of another provider.`,
  context_length: () => "Shorten the conversation, or add a target with a larger context window.",
};

function advice({ kind }: Fault, provider: string, retryAfterMs: number | undefined): string[] {
  const known = ADVICE[kind]?.(provider);
  return [
    ...(known === undefined ? [] : [known]),
    ...(retryAfterMs === undefined ? [] : [`Ask again in ${(retryAfterMs / 1000).toFixed(1)} s.`]),
  ];
}
