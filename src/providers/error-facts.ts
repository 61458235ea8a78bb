import type { WireNotes } from "../contract/provider.ts";
import { jsonIn } from "../lib/json-in.ts";
import { record } from "../lib/record.ts";
import { type ErrorBody, readBody } from "./error-body.ts";
import type { ErrorFacts } from "./error-row.ts";

const MATCHED_CHARS = 4000;
const HTML = /^\s*(?:<!doctype|<html|<head|<body|<\?xml|<center)|<html[\s>]/i;

/** What Google's SDKs put before the provider's own words: the older one everywhere, the present one where a stream fails. */
const GOOGLE_PREFIX =
  /^(?:\[GoogleGenerativeAI Error\]: (?:Error fetching from \S+: )?(?:\[\d{3}[^\]]{0,60}\] ?)?|got status: \w{1,60}\. (?=\{))/;

/** Parameters that a message complains about; the first group is the name. */
const NAMED_PARAM: readonly RegExp[] = [
  /property '([^']{1,80})' is unsupported/i,
  /^([\w.[\]-]{1,100}): extra inputs are not permitted/i,
  /unknown name \\?"([^"\\]{1,80})/i,
  /un(?:known|supported|recognized) (?:request )?(?:parameter|argument|field|value)s?(?: supplied)?:? [`'"]?([\w.[\]-]{1,80})/i,
  /invalid (?:parameter|argument):? [`'"]?([\w.[\]-]{1,80})/i,
  /(?:^|\s)[`'"]?([\w.]{1,80})[`'"]? (?:is|are) not supported (?:with|for|by|on|in) /i,
  /parameters? [`'"]([\w.]{1,80})[`'"]/i,
];

/** An error and its wire, read: facts for the fault tables, and the body they were read from. */
export interface ReadError {
  readonly facts: ErrorFacts;
  readonly body: ErrorBody;
  /** The body as parsed; undefined if there was none or it was not JSON. */
  readonly parsed: unknown;
}

/** Collects what an SDK's error and the wire say about a failure, whichever of the two still has it. */
export function readError(error: unknown, wire: WireNotes): ReadError {
  const head = answerStatus(error, wire);
  const parsed = bodyOf(error, wire);
  const body = readBody(parsed);
  const thrown = record(error);
  const text = body.message ?? plainText(error, wire, head);
  const status = head ?? body.status;
  const message = oneLine(HTML.test(text) ? page(status) : text) || wordless(status, body);
  const facts: ErrorFacts = {
    status,
    inBand: head === undefined && ((wire.status ?? 0) >= 200 || body.status !== undefined),
    names: [...body.names, thrown.code, thrown.type].filter(isName).map((name) => name.toLowerCase()),
    message,
    param: body.param ?? (isName(thrown.param) ? thrown.param : namedParam(message)),
    details: body.details.length === 0 ? "" : JSON.stringify(body.details),
    error: body.error,
  };
  return { facts, body, parsed };
}

/** Status of an answer that was not 2xx, by the wire or, if the wire is not ours, by the SDK. */
export function answerStatus(error: unknown, wire: WireNotes): number | undefined {
  const { status, statusCode } = record(error);
  return [wire.status, status, statusCode].find((value): value is number => {
    return typeof value === "number" && value >= 300 && value <= 599;
  });
}

function bodyOf(error: unknown, wire: WireNotes): unknown {
  const { error: inner, errorDetails } = record(error);
  const fromWire = json(wire.errorText);
  if (fromWire !== undefined) return fromWire;
  if (typeof inner === "object" && inner !== null) return isError(error) ? inner : error;
  if (Array.isArray(errorDetails))
    return { message: withoutTail(ownWords(error), errorDetails), details: errorDetails };
  const spoken = json(ownWords(error));
  if (spoken !== undefined) return spoken;
  return isError(error) || Object.keys(record(error)).length === 0 ? undefined : error;
}

function plainText(error: unknown, wire: WireNotes, head: number | undefined): string {
  if (wire.errorText !== undefined && wire.errorText.trim() !== "") return wire.errorText;
  if (typeof error === "string") return error;
  const { name } = record(error);
  const text = ownWords(error);
  if (head !== undefined) return text === "status code (no body)" ? "" : text;
  return text !== "" && typeof name === "string" && !/^(?:\w*API\w*Error|Error)$/.test(name)
    ? `${name}: ${text}`
    : text;
}

function wordless(status: number | undefined, body: ErrorBody): string {
  const name = body.code ?? body.type;
  if (status === undefined) return name ?? "unknown failure: something was thrown that says nothing";
  if (status < 400) return `HTTP ${status}: a redirect, which is not followed; check baseURL`;
  return `HTTP ${status} ${name === undefined ? "without a message" : `(${name})`}`;
}

function page(status: number | undefined): string {
  return status === undefined ? "an HTML page where an answer was expected" : `HTTP ${status} with an HTML page`;
}

function namedParam(message: string): string | undefined {
  for (const pattern of NAMED_PARAM) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The message without what SDKs put before it: Google's address, and the status of OpenAI's and Anthropic's. */
function ownWords(error: unknown): string {
  const { message, status } = record(error);
  if (typeof message !== "string") return "";
  const text = message.replace(GOOGLE_PREFIX, "");
  return (typeof status === "number" && text.startsWith(`${status} `) ? text.slice(4) : text).trim();
}

function isError(value: unknown): boolean {
  return typeof record(value).stack === "string";
}

function withoutTail(message: string, details: readonly unknown[]): string {
  const tail = JSON.stringify(details);
  return message.endsWith(tail) ? message.slice(0, -tail.length).trim() : message;
}

/** Some servers write an error as the event that it would have been in a stream. */
const EVENT = /^(?:event:[^\n]*\n)?data: ?(?=\{)/;

function json(text: unknown): object | undefined {
  if (typeof text !== "string" || !/^\s*[[{]|^event:|^data:/.test(text)) return undefined;
  return jsonIn(text.replace(EVENT, "")) as object | undefined;
}

function oneLine(text: string): string {
  return text.slice(0, MATCHED_CHARS).replace(/\s+/g, " ").trim();
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= 200;
}
