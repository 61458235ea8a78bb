import { closedError } from "../contract/closed.ts";
import type { CallContext, CallOptions, WaitUntil } from "../contract/context.ts";
import { isLlmuxError, LlmuxError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Asked } from "../contract/operation.ts";
import type { Reply } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { usageFrom } from "../contract/usage.ts";
import { Latch } from "../lib/latch.ts";
import { onSignal } from "../lib/on-signal.ts";
import { isAborted, QuietController } from "../lib/quiet-controller.ts";
import type { Settings } from "../options/read.ts";
import { checkAsked, routeOf } from "./asked.ts";
import { checkOptions, readHeaders } from "./call-options.ts";
import type { OpenCalls } from "./open-calls.ts";
import { newDraft, reportOf } from "./report.ts";
import { strayOptions } from "./stray-options.ts";

const CACHE_OFF = {
  code: "cache_off",
  param: "cache",
  target: "",
  message: "the call's `cache` has no effect: the router has no cache; give createRouter `cache: true`",
} as const;

/** A call that has an answer, or the beginning of one. */
export interface OpenCall {
  readonly context: CallContext;
  readonly reply: Reply;
  /** Resolves with the call's end. */
  settled(): Promise<Settlement>;
}

export interface CallParts {
  readonly settings: Settings;
  readonly ring: (context: CallContext) => Promise<Reply>;
  readonly newId: () => string;
  /** Calls under way, so that `close()` can wait for them and end them. */
  readonly open: OpenCalls;
  /** Any target forgives tool arguments that are not JSON. */
  readonly lenient: boolean;
  readonly isClosed: () => boolean;
  readonly ready: () => Promise<unknown> | undefined;
  /** Resolves when what listeners have begun has ended. */
  readonly idle: () => Promise<void>;
}

/**
 * Checks the arguments, runs the call ring, and settles the call when its body has ended. Rejects with an `LlmuxError`.
 * `callId`: where a request over HTTP has its name already.
 */
export async function runCall(
  parts: CallParts,
  asked: Asked,
  options: CallOptions,
  callId: string = parts.newId(),
): Promise<OpenCall> {
  if (parts.isClosed()) throw closedError();
  const checked = checkOptions(options);
  checkAsked(asked, parts);
  const { context, latch, settled } = openCall(parts, asked, checked, callId);
  const waitUntil = checked.waitUntil ?? parts.settings.waitUntil;
  if (waitUntil) outlive(waitUntil, settled().then(parts.idle), context);
  try {
    if (isAborted(context.controller)) throw context.controller.signal.reason;
    const preparing = parts.ready();
    if (preparing) await preparing;
    const reply = await parts.ring(context);
    if (reply.kind === "stream") reply.body.onEnd((settlement) => latch.settle(settlement));
    else {
      const usage = reply.kind === "native" ? context.draft.usage : usageFrom(reply.body.usage);
      latch.settle({ status: "ok", ...(usage && { usage }) });
    }
    return { context, reply, settled };
  } catch (error) {
    const fault = faultOf(error);
    latch.settle({ status: fault.kind === "aborted" ? "aborted" : "failed", fault });
    throw isLlmuxError(error) ? error : errorOf(context, fault, error);
  }
}

/** A call that will never be sent: checked like one, and settled at once. */
export function openForLook(parts: CallParts, asked: Asked, options: CallOptions): CallContext {
  const checked = checkOptions(options);
  checkAsked(asked, parts);
  const { context, latch } = openCall(parts, asked, checked, parts.newId());
  latch.settle({ status: "ok", local: true });
  return context;
}

function openCall(parts: CallParts, asked: Asked, options: CallOptions, callId: string) {
  const { settings, open } = parts;
  const controller = new QuietController();
  const latch = new Latch<Settlement>();
  const settled = () => new Promise<Settlement>((resolve) => latch.defer(resolve));
  const draft = newDraft();
  const headers = readHeaders(options, (warning) => draft.warnings.push(warning));
  if (options.cache && !settings.cache) draft.warnings.push(CACHE_OFF);
  const strays = strayOptions(asked, settings);
  if (strays.length > 0) draft.warnings.push(...strays);
  const [lost] = draft.warnings;
  if (settings.strict && lost) {
    throw new LlmuxError("unsupported", `${lost.message} (strict)`, { param: lost.param!, code: lost.code });
  }
  const { route, routeName } = routeOf(asked, settings);
  const context = {
    callId,
    operation: asked.operation,
    request: asked.request,
    options,
    headers,
    routeName,
    route,
    startedAt: settings.clock.now(),
    deadlineAt: Infinity,
    controller,
    draft,
    defer: (callback: (settlement: Settlement) => void) => latch.defer(callback),
  } as CallContext;
  follow(options.signal, context);
  context.defer(open.add(controller));
  return { context, latch, settled };
}

/** The platform's function may refuse: Next.js's `after` throws outside a request. That is not the call's failure. */
function outlive(waitUntil: WaitUntil, work: Promise<void>, { draft }: CallContext): void {
  const refused = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `waitUntil threw, so nothing keeps the process running after the answer: ${reason}`;
    draft.warnings.push({ code: "wait_until_failed", param: "waitUntil", target: "", message });
  };
  try {
    Promise.resolve(waitUntil(work)).catch(refused);
  } catch (error) {
    refused(error);
  }
}

/** The caller's signal is bridged, never passed down: its listener goes when the call has ended. */
function follow(signal: AbortSignal | null | undefined, { controller, defer }: CallContext): void {
  if (!signal) return;
  const abort = () =>
    controller.abort(new FaultError({ kind: "aborted", message: "Request was aborted." }, signal.reason));
  if (signal.aborted) {
    abort();
    return;
  }
  defer(onSignal(signal, abort));
}

/** What a layer or an option's function threw is the call's error too, with the thrown value as its cause. */
function errorOf(context: CallContext, fault: Fault, thrown: unknown): LlmuxError {
  const report = reportOf(context);
  const { attempts, skipped } = report;
  const cause = thrown instanceof FaultError ? { cause: thrown.cause } : { cause: thrown };
  return new LlmuxError(fault.kind, fault.message, { ...fault, attempts, skipped, report, ...cause });
}

function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  if (!isLlmuxError(error))
    return { kind: "server_error", message: error instanceof Error ? error.message : String(error) };
  const { kind, message, status, code, retryAfterMs } = error;
  return { kind, message, status, code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
