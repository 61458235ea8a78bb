import type { CreateEmbeddingResponse, EmbeddingCreateParams } from "openai/resources/embeddings";
import type { RequestExtras } from "./chat.ts";
import type { RouteReport } from "./report.ts";

/** The body of `embeddings.create`: OpenAI's, with a fallback chain and native extras beside it. */
export interface EmbeddingRequest
  extends Omit<EmbeddingCreateParams, "model">,
    Pick<RequestExtras, "models" | "provider_options"> {
  /** May be absent when `models` is given. */
  model?: string;
}

/** A vector as a list of numbers, or as base64 of little-endian 32-bit floats. */
export type Vector = number[] | string;

/** Vectors in OpenAI's shape, as a provider gives them to the router. */
export interface Embeddings extends Omit<CreateEmbeddingResponse, "data" | "usage"> {
  data: { object: "embedding"; index: number; embedding: Vector }[];
  /** Absent where the provider did not count. */
  usage?: CreateEmbeddingResponse.Usage;
}

/**
 * An OpenAI `CreateEmbeddingResponse` with the route report. As in OpenAI's own type `embedding` is a list of numbers; under
 * `encoding_format: "base64"` it is a string.
 */
export type EmbeddingResponse = CreateEmbeddingResponse & { x_llmux: RouteReport };

/** What each vector is made of: a text, or a list of tokens. */
export type EmbeddingInput = string | readonly number[];

/** The inputs of a request, one for each vector. */
export function inputsOf({ input }: Pick<EmbeddingRequest, "input">): readonly EmbeddingInput[] {
  if (typeof input === "string") return [input];
  return typeof input[0] === "number" ? [input as number[]] : (input as string[] | number[][]);
}
