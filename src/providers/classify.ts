import { isLlmuxError } from "../contract/errors.ts";
import type { Fault, FaultKind } from "../contract/fault.ts";
import type { WireNotes } from "../contract/provider.ts";
import { record } from "../lib/record.ts";
import { scrub, scrubDeep } from "../lib/scrub.ts";
import { answerStatus, type ReadError, readError } from "./error-facts.ts";
import { type ErrorRow, matchRow } from "./error-row.ts";
import { generalRows, kindOfStatus } from "./general-errors.ts";
import { causes, readLink } from "./link-fault.ts";
import { ownFault } from "./own-fault.ts";
import { retryAfterMs } from "./retry-after.ts";

/** What `classify` goes by. */
export interface ClassifyOptions {
  /** The provider's own rows; general ones follow. */
  readonly rows: readonly ErrorRow[];
  /** Unix milliseconds. */
  readonly now: number;
  /** Keys in use, cut out before the message is shortened. What merely looks like a key is always cut. */
  readonly keys?: readonly string[];
}

const LONGEST_MESSAGE = 500;
const SHORTEST_QUOTA_MS = 60_000;
const SHOWN_HEADER =
  /^(?:retry-after(?:-ms)?|x-request-id|request-id|x-ratelimit-.+|anthropic-ratelimit-.+|content-type|date)$/;

/** Kinds for which a time to come back means something. */
const MAY_WAIT: ReadonlySet<FaultKind> = new Set([
  "rate_limit",
  "quota_exhausted",
  "overloaded",
  "server_error",
  "timeout",
  "conflict",
]);

/**
 * Tells what a thrown value means, by its shape and by what the wire saw, never by its class. It never throws.
 *
 * Order: an `LlmuxError` anywhere among the causes, abort, timeout or broken connection (unless an error status
 * had arrived, which says more), the provider's rows, general rows, the status alone. What fits nothing is `server_error`.
 */
export function classify(error: unknown, wire: WireNotes, options: ClassifyOptions): Fault {
  try {
    return cleaned(read(error, wire, options), options.keys ?? []);
  } catch {
    return { kind: "server_error", message: "a value was thrown that cannot be read" };
  }
}

const NO_JSON = /circular structure|cyclic structure|serialize (a )?BigInt|BigInt.*serializ/i;

/**
 * What `JSON.stringify` throws at circles and big integers, in V8's words and in JavaScriptCore's; and at what is nested too
 * deep or too long for it, which any code may throw: there the stack tells.
 */
function isUnsendable(cause: unknown): cause is Error {
  if (cause instanceof RangeError) return /\bstringify\b/.test(cause.stack ?? "");
  return cause instanceof TypeError && NO_JSON.test(cause.message);
}

function read(error: unknown, wire: WireNotes, options: ClassifyOptions): Fault {
  const own = causes(error).find(isLlmuxError);
  if (own !== undefined) return ownFault(own, wire);
  const unsendable = causes(error).find(isUnsendable);
  if (unsendable !== undefined && wire.status === undefined) {
    const reason = unsendable.message.split("\n")[0];
    return { kind: "invalid_request", message: `the request cannot be written as JSON: ${reason}` };
  }
  const link = readLink(error, wire.status !== undefined);
  const status = answerStatus(error, wire);
  if (link !== undefined && (link.kind === "aborted" || (status ?? 0) < 400)) {
    const { reset, ...fault } = link;
    return {
      ...fault,
      ...(status !== undefined && { status }),
      ...(reset && wire.status === undefined && { resetBeforeResponse: true }),
    };
  }
  return answered(error, wire, options);
}

function answered(error: unknown, wire: WireNotes, options: ClassifyOptions): Fault {
  const known = readError(error, wire);
  const { status, message, param } = known.facts;
  const kind = matchRow(options.rows, known.facts) ?? matchRow(generalRows, known.facts) ?? kindOfStatus(status);
  const headers = headersOf(error, wire);
  const wait = MAY_WAIT.has(kind) ? retryAfterMs(headers, known.parsed, message, options.now) : undefined;
  return {
    kind,
    message,
    ...(status !== undefined && { status }),
    ...given("code", known.body.code ?? text(record(error).code)),
    ...given("type", known.body.type ?? text(record(error).type)),
    ...given("param", param),
    ...given("requestId", requestIdOf(error, headers, known)),
    ...(headers !== undefined && { headers: shown(headers) }),
    ...(Object.keys(known.body.error).length > 0 && { body: known.body.error }),
    // Nobody's quota is back within a minute: Gemini sends such delays with a spent day, too.
    ...(wait !== undefined && !(kind === "quota_exhausted" && wait < SHORTEST_QUOTA_MS) && { retryAfterMs: wait }),
  };
}

function cleaned(fault: Fault, keys: readonly string[]): Fault {
  const cut = (name: "code" | "type" | "param" | "requestId") => {
    const value = fault[name];
    return given(name, typeof value === "string" ? scrub(value, keys) : undefined);
  };
  return {
    ...fault,
    message: shortened(scrub(fault.message, keys)),
    ...cut("code"),
    ...cut("type"),
    ...cut("param"),
    ...cut("requestId"),
    ...(fault.headers !== undefined && { headers: scrubDeep(fault.headers, keys) as Record<string, string> }),
    ...(fault.body !== undefined && { body: scrubDeep(fault.body, keys) }),
  };
}

/** Cuts between words, so that a key is never half shown where nobody recognises it any more. */
function shortened(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  const head = message.slice(0, LONGEST_MESSAGE - 1);
  const end = head.search(/[^\w.+/=*-][\w.+/=*-]*$/);
  return `${end > 0 ? head.slice(0, end).trimEnd() : ""}…`;
}

function headersOf(error: unknown, wire: WireNotes): Readonly<Record<string, string>> | undefined {
  const headers = wire.headers ?? wire.head ?? record(error).headers;
  if (typeof headers !== "object" || headers === null) return undefined;
  const entries = Symbol.iterator in headers ? [...(headers as Headers)] : Object.entries(headers);
  return Object.fromEntries(
    entries
      .filter(([, value]) => typeof value === "string")
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function shown(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => SHOWN_HEADER.test(name)));
}

function requestIdOf(error: unknown, headers: Readonly<Record<string, string>> | undefined, known: ReadError) {
  const { requestID } = record(error);
  return headers?.["x-request-id"] ?? headers?.["request-id"] ?? known.body.requestId ?? text(requestID);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function given<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
