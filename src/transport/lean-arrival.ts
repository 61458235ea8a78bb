import { type Arrival, bodiless } from "./arrival.ts";
import { coded } from "./errors.ts";
import { LeanHeaders } from "./lean-headers.ts";
import { LeanResponse } from "./lean-response.ts";
import type { Pieces } from "./pieces.ts";

/** A response head as it came over the wire. */
export interface WireHead {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly (string | Uint8Array)[];
  readonly url: string;
}

/** What arrived on a connection of our own. */
export interface LeanArrival extends Arrival {
  readonly body: Pieces | null;
}

/**
 * Makes the arrival of a head. `bodyOf` is asked for the body, with its `content-encoding`, unless the protocol allows none.
 *
 * @throws An error with the code `ERR_STATUS` if HTTP does not define the status.
 */
export function leanArrival(
  { status, statusText, rawHeaders, url }: WireHead,
  method: string,
  bodyOf: (contentEncoding: string | null) => Pieces,
): LeanArrival {
  if (status < 200 || status > 599) {
    throw coded("ERR_STATUS", `The server answered with status ${status}, which HTTP does not define`);
  }
  const lean = new LeanHeaders(rawHeaders);
  const head = { status, statusText, headers: lean, url };
  const body = bodiless(status, method) ? null : bodyOf(lean.get("content-encoding"));
  return {
    ...head,
    body,
    fields: () => lean.fields(),
    respond: (other = body, headers = lean) => new LeanResponse({ status, statusText, headers, url }, other),
  };
}
