import { isLlmuxError } from "../contract/errors.ts";
import type { Access } from "./access.ts";
import type { Answer } from "./answer.ts";
import { type Fields, readBody } from "./body.ts";
import type { Calls } from "./calls.ts";
import type { Incoming } from "./incoming.ts";
import { nativeHeader, nativePlace } from "./native-place.ts";
import type { Place } from "./place.ts";
import { allowedAt, allowHeader, placeOf } from "./places.ts";
import { within } from "./request-context.ts";

/** A request that was let in: what is left is to ask. */
export interface Admitted {
  readonly place: Place;
  readonly body: Fields;
  /** `signal` ends the call. */
  start(signal: AbortSignal | undefined): Promise<Answer>;
}

/** Finds the endpoint, reads the body, and checks what the client may do. Throws what it is to be answered. */
export async function admit(incoming: Incoming, calls: Calls, access: Access, maxBytes: number): Promise<Admitted> {
  const { method, path, headers } = incoming;
  const { place: named, id } = placeOf(method, path);
  access.checkHeaders(headers);
  if (id !== "") access.checkModel(id);
  const body = named.method === "POST" ? access.checkBody(await readBody(incoming, maxBytes), named.plain) : {};
  const said = nativeHeader(headers);
  const place = said === undefined ? named : nativePlace(named, said, { calls, body, access });
  const own = access.optionsOf(headers);
  return {
    place,
    body,
    start: (signal) => {
      const asked = within(incoming.context, own);
      const options = signal === undefined ? asked : { ...asked, signal };
      return place.start({ calls, body, options, id, may: access.may, isOpen: access.isOpen });
    },
  };
}

/** `OPTIONS` on something that is served. */
export function optionsResponse({ method, path }: Incoming, headers?: Record<string, string>): Response | undefined {
  const allowed = method === "OPTIONS" ? allowedAt(path) : [];
  if (allowed.length === 0) return undefined;
  return new Response(null, { status: 204, headers: { allow: allowHeader(allowed), ...headers } });
}

/** The same without its body, where the method asks for that. */
export function forMethod({ method }: Incoming, response: Response): Response {
  if (method !== "HEAD") return response;
  return new Response(null, { status: response.status, headers: response.headers });
}

export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && isLlmuxError(error) && error.kind === "aborted";
}

export function abortError(): DOMException {
  return new DOMException("This operation was aborted", "AbortError");
}

/** Every answer has the request's name, also one that no call was made for. */
export function named(response: Response, requestId: string): Response {
  if (!response.headers.has("x-request-id")) response.headers.set("x-request-id", requestId);
  return response;
}

/** The call's id, if it came so far. */
export function requestIdOf(error: unknown): string | undefined {
  return isLlmuxError(error) ? error.report?.callId : undefined;
}
