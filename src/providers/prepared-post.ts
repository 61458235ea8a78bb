import type { WireInit } from "../contract/transport.ts";
import { jsonIn } from "../lib/json-in.ts";

type Fetch = (url: string, init: WireInit) => Promise<Response>;

/** What all plain requests of one SDK client have in common, as the SDK would build it. */
export interface PreparedHead {
  readonly url: string;
  readonly headers: HeadersInit;
}

/** Options of the SDK's `post`, of a request that brings nothing of its own. */
export interface PlainOptions {
  readonly body?: unknown;
  readonly stream?: boolean | undefined;
  readonly fetchOptions?: object | undefined;
}

/** Makes the SDK's error of an answer that is none. */
type StatusError = (status: number, body: object, message: string | undefined, headers: Headers) => Error;

/**
 * Posts a request under a prepared head, and reads the answer as the SDK does, without what it prepares for a log that is
 * off. Rejects as the SDK does where a server refuses, and as `fetch` where none answers. Of the SDK's promise a stream's has
 * `asResponse`.
 */
export function askPrepared(
  fetch: Fetch,
  head: PreparedHead,
  options: PlainOptions,
  statusError: StatusError,
): Promise<unknown> {
  const response = post(fetch, head, options, statusError);
  return options.stream ? Object.assign(response, { asResponse: () => response }) : response.then(read);
}

function post(
  fetch: Fetch,
  { url, headers }: PreparedHead,
  { body, fetchOptions }: PlainOptions,
  statusError: StatusError,
): Promise<Response> {
  const asked = fetch(url, { method: "POST", headers, body: JSON.stringify(body), ...fetchOptions });
  return asked.then((response) => (response.ok ? response : refuse(response, statusError)));
}

async function refuse(response: Response, statusError: StatusError): Promise<never> {
  const text = await response.text();
  const told = jsonIn(text);
  throw statusError(response.status, told as object, told ? undefined : text, response.headers);
}

function read(response: Response): unknown {
  const { status, headers } = response;
  if (status === 204) return null;
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  if (!type?.includes("application/json") && !type?.endsWith("+json")) return response.text();
  return headers.get("content-length") === "0" ? undefined : response.json();
}

/** Whether no option but these is set, and the body is a plain object. */
export function isPlain(options: object, known: ReadonlySet<string>): boolean {
  for (const name in options) {
    if (!known.has(name) && (options as Record<string, unknown>)[name] !== undefined) return false;
  }
  const { body } = options as { body?: unknown };
  return typeof body === "object" && body !== null && Object.getPrototypeOf(body) === Object.prototype;
}
