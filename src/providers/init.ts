import type { SignedRequest, WireNotes } from "../contract/provider.ts";

/** What a provider is made with. */
export interface ProviderInit {
  /** Its name in the router's configuration. */
  readonly name: string;
  /** The SDK's own base URL; absent: the SDK's default. */
  readonly baseURL?: string;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An SDK instance the caller made: used as it is, its own fetch included. */
  readonly client?: unknown;
  /** The transport handed to the SDK. */
  readonly fetch: WireFetch;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** A fetch that also reads our member of `init`, which SDKs pass through untouched from their `fetchOptions`. */
export type WireFetch = (input: string | URL | Request, init?: WireInit) => Promise<Response>;

export interface WireInit extends RequestInit {
  readonly llmux?: WireCall;
}

/** One attempt's hooks into the transport. */
export interface WireCall {
  readonly wire: WireNotes;
  /** Makes the authentication headers of this very request. */
  readonly sign?: (request: SignedRequest) => Promise<Record<string, string>>;
  /** A whole JSON answer is expected: the transport reads it to the end and reports its bytes. */
  readonly whole: boolean;
  readonly connectMs?: number;
}
