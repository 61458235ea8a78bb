import type { CallOptions } from "../contract/context.ts";
import type { EmbeddingRequest, EmbeddingResponse, Embeddings } from "../contract/embedding.ts";
import type { Answer } from "../web/answer.ts";
import { type CallParts, type OpenCall, runCall } from "./call.ts";
import { CallPromise } from "./call-promise.ts";
import { headOf } from "./head.ts";
import { reportOf } from "./report.ts";
import type { CreateEmbeddings } from "./types.ts";

/** Starts a call, and dresses its reply as the OpenAI SDK would. */
export type AskEmbeddings = (
  body: EmbeddingRequest,
  options?: CallOptions,
  callId?: string,
) => Promise<Answer<EmbeddingResponse>>;

/** An async function, so that bad arguments reject instead of throwing. */
export function createAskEmbeddings(parts: () => CallParts): AskEmbeddings {
  return async function ask(body, options = {}, callId?) {
    return answer(await runCall(parts(), { operation: "embeddings", request: body }, options, callId));
  };
}

/** Makes `embeddings.create`: the same, with the members of the SDK's promise. */
export function createEmbed(ask: AskEmbeddings): CreateEmbeddings {
  return function create(body, options) {
    return new CallPromise(ask(body, options));
  };
}

function answer({ context, reply }: OpenCall): Answer<EmbeddingResponse> {
  const { usage, ...body } = reply.body as Embeddings;
  // As in OpenAI's own type a vector is a list of numbers, though under base64 it is a text.
  const data = {
    ...body,
    usage: usage ?? { prompt_tokens: 0, total_tokens: 0 },
    x_llmux: reportOf(context),
  } as EmbeddingResponse;
  Object.defineProperty(data, "_request_id", { value: context.callId, enumerable: false });
  return { data, head: () => headOf(context) };
}
