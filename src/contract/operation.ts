import type { ChatRequest } from "./chat.ts";
import type { EmbeddingRequest } from "./embedding.ts";
import type { NativeRequest } from "./native.ts";

/** What a call asks for, with its body. */
export type Asked =
  | { readonly operation: "chat"; readonly request: ChatRequest }
  | { readonly operation: "embeddings"; readonly request: EmbeddingRequest }
  | { readonly operation: "native"; readonly request: NativeRequest };

export type Operation = Asked["operation"];

/** True if the answer is to come as a stream. */
export function isStreamed({ operation, request }: Asked): boolean {
  return operation !== "embeddings" && request.stream === true;
}
