import type { WireInit } from "../contract/transport.ts";

type Fetch = (url: string, init: WireInit) => Promise<Response>;

/** What all plain requests of one SDK client have in common, as the SDK built it for the first of them. */
export interface PreparedHead {
  readonly url: string;
  readonly headers: HeadersInit;
}

/** Options of the SDK's `post`, of a request that brings nothing of its own. */
export interface PlainOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
  readonly fetchOptions?: object | undefined;
}

/** Makes the SDK's error of an answer that is none. */
type StatusError = (status: number, body: object, message: string | undefined, headers: Headers) => Error;

/** Posts a request under a prepared head. Rejects as the SDK does where a server refuses, and as `fetch` where none answers. */
export async function postPrepared(
  fetch: Fetch,
  { url, headers }: PreparedHead,
  { body, signal, fetchOptions }: PlainOptions,
  statusError: StatusError,
): Promise<Response> {
  const init = { method: "POST", headers, body: JSON.stringify(body), signal: signal ?? null, ...fetchOptions };
  const response = await fetch(url, init);
  if (response.ok) return response;
  const text = await response.text();
  const told = parsed(text);
  throw statusError(response.status, told as object, told ? undefined : text, response.headers);
}

/** What the SDK's promise holds of a response. Only what reads one as a stream of the SDK's own looks at the controller. */
export function propsOf<Options>(response: Response, options: Options) {
  const controller = new AbortController();
  return { response, options, controller, requestLogID: "", retryOfRequestLogID: undefined, startTime: 0 };
}

/** Reads an answer as the SDK does, without what it prepares for a log that is off. */
export async function readAnswer({ response }: { readonly response: Response }): Promise<unknown> {
  const { status, headers } = response;
  if (status === 204) return null;
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  if (!type?.includes("application/json") && !type?.endsWith("+json")) return await response.text();
  return headers.get("content-length") === "0" ? undefined : await response.json();
}

/** Whether no option but these is set, and the body is a plain object. */
export function isPlain(options: object, known: ReadonlySet<string>): boolean {
  for (const name in options) {
    if (!known.has(name) && (options as Record<string, unknown>)[name] !== undefined) return false;
  }
  const { body } = options as { body?: unknown };
  return typeof body === "object" && body !== null && Object.getPrototypeOf(body) === Object.prototype;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
