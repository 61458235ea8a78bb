import type { ChatCompletion, ChatRequest, Chunk } from "../contract/chat.ts";
import type { CallContext, CallOptions } from "../contract/context.ts";
import type { ReplyStream } from "../contract/reply.ts";
import { headResponse, jsonResponse, streamResponse } from "../web/answer.ts";
import { type CallParts, type OpenCall, runCall } from "./call.ts";
import { type Answer, CallPromise } from "./call-promise.ts";
import { headOf } from "./head.ts";
import { reportOf } from "./report.ts";
import { ChatStream } from "./stream.ts";
import type { Create } from "./types.ts";

/** Makes `create`: starts the call at once, and dresses its reply as the OpenAI SDK would. */
export function createCreate(parts: CallParts): Create {
  function create(body: ChatRequest, options: CallOptions = {}): CallPromise<ChatCompletion | ChatStream> {
    return new CallPromise(startCall(parts, body, options).then(answer));
  }
  return create as Create;
}

/** An async function, so that bad arguments reject instead of throwing. */
async function startCall(parts: CallParts, body: ChatRequest, options: CallOptions): Promise<OpenCall> {
  return await runCall(parts, { operation: "chat", request: body }, options);
}

/** A function of its own: a closure beside the handle would tie the inner stream to it, and nothing would ever be collected. */
function reportAtTheEnd(body: ReplyStream, context: CallContext): void {
  body.map((chunk, last): Chunk => (last ? Object.assign({}, chunk, { x_llmux: reportOf(context) }) : chunk));
}

function answer(call: OpenCall): Answer<ChatCompletion | ChatStream> {
  const { context, reply, settled } = call;
  const requestId = context.callId;
  const head = () => headOf(context);
  if (reply.kind !== "stream") {
    const data = { ...reply.body, x_llmux: reportOf(context) } as ChatCompletion;
    Object.defineProperty(data, "_request_id", { value: requestId, enumerable: false });
    return {
      data,
      requestId,
      response: () => jsonResponse(data, head()),
      head: () => headResponse(head(), false),
    };
  }
  reportAtTheEnd(reply.body, context);
  const data = new ChatStream(reply.body, context.controller, settled);
  return { data, requestId, response: () => streamResponse(data, head()), head: () => headResponse(head(), true) };
}
