import type { ProviderContext } from "../../contract/provider.ts";
import type { EmbedRequest, GenerateRequest } from "./wire.ts";

/** A streamed answer of which the head has come: its bytes, where the transport is ours, or events that the SDK makes of them. */
export type Streamed =
  | { readonly bytes: ReadableStream<Uint8Array> | null }
  | { readonly events: AsyncIterable<unknown> };

/** Makes one SDK call per request. */
export interface Caller {
  /** The JSON answer, as it came. */
  generate(model: string, body: GenerateRequest, context: ProviderContext): Promise<unknown>;
  stream(model: string, body: GenerateRequest, context: ProviderContext): Promise<Streamed>;
  /** The JSON answer with the vectors. */
  embed(model: string, body: EmbedRequest, context: ProviderContext): Promise<unknown>;
}
