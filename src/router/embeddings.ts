import type { CallOptions } from "../contract/context.ts";
import type { EmbeddingRequest, EmbeddingResponse, Embeddings } from "../contract/embedding.ts";
import { headResponse, jsonResponse } from "../web/answer.ts";
import { type CallParts, type OpenCall, runCall } from "./call.ts";
import { type Answer, CallPromise } from "./call-promise.ts";
import { headOf } from "./head.ts";
import { reportOf } from "./report.ts";
import type { CreateEmbeddings } from "./types.ts";

/** Makes `embeddings.create`: starts the call at once, and dresses its reply as the OpenAI SDK would. */
export function createEmbed(parts: CallParts): CreateEmbeddings {
  return function create(body, options = {}) {
    return new CallPromise(startCall(parts, body, options).then(answer));
  };
}

/** An async function, so that bad arguments reject instead of throwing. */
async function startCall(parts: CallParts, request: EmbeddingRequest, options: CallOptions): Promise<OpenCall> {
  return await runCall(parts, { operation: "embeddings", request }, options);
}

function answer({ context, reply }: OpenCall): Answer<EmbeddingResponse> {
  const { usage, ...body } = reply.body as Embeddings;
  const requestId = context.callId;
  // As in OpenAI's own type a vector is a list of numbers, though under base64 it is a text.
  const data = {
    ...body,
    usage: usage ?? { prompt_tokens: 0, total_tokens: 0 },
    x_llmux: reportOf(context),
  } as EmbeddingResponse;
  Object.defineProperty(data, "_request_id", { value: requestId, enumerable: false });
  const head = () => headOf(context);
  return { data, requestId, response: () => jsonResponse(data, head()), head: () => headResponse(head(), false) };
}
