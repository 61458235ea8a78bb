import { type Arrival, type Body, bodiless } from "./arrival.ts";
import { coded } from "./errors.ts";
import { LeanHeaders, type RawHeaders } from "./lean-headers.ts";
import { LeanResponse } from "./lean-response.ts";
import type { Pieces } from "./pieces.ts";

/** A response head as it came over the wire. */
export interface WireHead {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: RawHeaders;
  readonly url: string;
}

/** What arrived on a connection of our own. */
export class LeanArrival implements Arrival {
  readonly status: number;
  readonly statusText: string;
  readonly headers: LeanHeaders;
  readonly url: string;
  readonly body: Pieces | null;

  /**
   * `bodyOf` is asked for the body, with its `content-encoding`, unless the protocol allows none.
   *
   * @throws An error with the code `ERR_STATUS` if HTTP does not define the status.
   */
  constructor(head: WireHead, method: string, bodyOf: (contentEncoding: string | null) => Pieces) {
    const { status } = head;
    if (status < 200 || status > 599) {
      throw coded("ERR_STATUS", `The server answered with status ${status}, which HTTP does not define`);
    }
    this.status = status;
    this.statusText = head.statusText;
    this.headers = new LeanHeaders(head.rawHeaders);
    this.url = head.url;
    this.body = bodiless(status, method) ? null : bodyOf(this.headers.get("content-encoding"));
  }

  respond(body: Body = this.body, headers: Headers = this.headers): Response {
    const { status, statusText, url } = this;
    return new LeanResponse({ status, statusText, headers, url }, body);
  }
}
