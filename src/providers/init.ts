import type { WireFetch } from "../contract/transport.ts";
import type { DialectRow } from "../data/dialect.ts";

/** What a provider is made with. */
export interface ProviderInit {
  /** Its name in the router's configuration. */
  readonly name: string;
  /** The known provider it is, where its name says so. */
  readonly vendor?: string;
  /** The user's row for it. */
  readonly dialect?: DialectRow;
  /** The SDK's own base URL; absent: the vendor's, else the SDK's default. */
  readonly baseURL?: string;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An SDK instance the caller made: used as it is, its own fetch included. */
  readonly client?: unknown;
  /** The package to use, where there are two for a wire. */
  readonly sdk?: string;
  /** The transport handed to the SDK. */
  readonly fetch: WireFetch;
  /** Unix milliseconds. */
  readonly now: () => number;
}
