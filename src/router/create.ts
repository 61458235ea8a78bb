import type { ChatCompletion, ChatRequest, Chunk } from "../contract/chat.ts";
import type { CallContext, CallOptions } from "../contract/context.ts";
import type { ReplyStream } from "../contract/reply.ts";
import type { Answer } from "../web/answer.ts";
import { type CallParts, type OpenCall, runCall } from "./call.ts";
import { CallPromise } from "./call-promise.ts";
import { headOf } from "./head.ts";
import { reportOf } from "./report.ts";
import { ChatStream } from "./stream.ts";
import type { Create } from "./types.ts";

/** Starts a call, and dresses its reply as the OpenAI SDK would. */
export type Ask = (
  body: ChatRequest,
  options?: CallOptions,
  callId?: string,
) => Promise<Answer<ChatCompletion | ChatStream>>;

/** Bad arguments reject instead of throwing. */
export function createAsk(parts: () => CallParts): Ask {
  return function ask(body, options = {}, callId?) {
    return runCall(parts(), { operation: "chat", request: body }, options, callId).then(answer);
  };
}

/** Makes `create`: the same, with the members of the SDK's promise. */
export function createCreate(ask: Ask): Create {
  function create(body: ChatRequest, options?: CallOptions): CallPromise<ChatCompletion | ChatStream> {
    return new CallPromise(ask(body, options));
  }
  return create as Create;
}

/** A function of its own: a closure beside the handle would tie the inner stream to it, and nothing would ever be collected. */
function reportAtTheEnd(body: ReplyStream, context: CallContext): void {
  body.map((chunk, last): Chunk => (last ? Object.assign({}, chunk, { x_llmux: reportOf(context) }) : chunk));
}

function answer({ context, reply, settled }: OpenCall): Answer<ChatCompletion | ChatStream> {
  const requestId = context.callId;
  const head = () => headOf(context);
  if (reply.kind !== "stream") {
    const data = { ...reply.body, x_llmux: reportOf(context) } as ChatCompletion;
    Object.defineProperty(data, "_request_id", { value: requestId, enumerable: false });
    return { data, head };
  }
  reportAtTheEnd(reply.body, context);
  return { data: new ChatStream(reply.body, context.controller, settled), head };
}
