import type { RequestContext } from "./request-context.ts";

/** A request as it came in, its body unread. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: BodyInit | null;
  readonly signal: AbortSignal | undefined;
  /** What the platform gave beside it. */
  readonly context?: RequestContext | undefined;
}

/**
 * What `fetch` was called with. `init` counts beside an address, or beside a request it could be the init of: frameworks
 * hand over a second argument of their own (`{ params }`, an environment) that may have a field of the same name.
 */
export function readIncoming(input: string | URL | Request, init: RequestInit | undefined): Incoming {
  const given = isRequest(input) ? input : undefined;
  const over = given === undefined || isInit(init) ? init : undefined;
  return {
    method: (over?.method ?? given?.method ?? "GET").toUpperCase(),
    path: pathOf(given?.url ?? String(input)),
    headers: headersOf(over?.headers ?? given?.headers),
    body: over?.body ?? given?.body ?? null,
    signal: over?.signal ?? given?.signal ?? undefined,
  };
}

/** A request of another realm or library counts too. */
export function isRequest(input: unknown): input is Request {
  return typeof input === "object" && input !== null && !(input instanceof URL) && "url" in input && "headers" in input;
}

const INIT = new Set([
  ...["method", "headers", "body", "signal", "duplex", "mode", "credentials", "cache", "redirect", "referrer"],
  ...["referrerPolicy", "integrity", "keepalive", "priority", "window", "dispatcher", "next", "cf"],
]);

function isInit(value: unknown): value is RequestInit {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).every((key) => INIT.has(key));
}

function headersOf(headers: HeadersInit | undefined): Headers {
  return headers instanceof Headers ? headers : new Headers(headers);
}

/** Normalised as every URL is, so that `..` leads nowhere; an escaped slash stays one. */
function pathOf(address: string): string {
  return new URL(address, "http://llmux.invalid").pathname;
}
