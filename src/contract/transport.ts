import type { Ending } from "./ending.ts";
import type { SignedRequest, WireNotes } from "./provider.ts";

/** A fetch that also reads our member of `init`, which SDKs pass through untouched from their `fetchOptions`. */
export type WireFetch = (input: string | URL | Request, init?: WireInit) => Promise<Response>;

export interface WireInit extends RequestInit {
  readonly llmux?: WireCall;
}

/** One attempt's hooks into the transport. */
export interface WireCall {
  readonly wire: WireNotes;
  /** Ends the exchange, in place of the request's own signal. */
  readonly ending?: Ending;
  /** Header fields of this request alone, in lower case; they replace those the SDK wrote. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the authentication headers of this very request. */
  readonly sign?: (request: SignedRequest) => Promise<Record<string, string>>;
  /** A whole JSON answer is expected: the transport reads it to the end and reports its bytes. */
  readonly whole: boolean;
  /** Most bytes of such an answer. @default 67108864 */
  readonly maxBytes?: number;
  readonly connectMs?: number;
}
