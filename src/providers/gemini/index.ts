import type { ChatRequest } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { PrepareContext, Provider, ProviderContext } from "../../contract/provider.ts";
import type { SseEvent } from "../../lib/sse.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { makeCaller } from "./client.ts";
import { decode } from "./decode.ts";
import { bareModel, encode } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { geminiStream } from "./stream.ts";
import type { GeminiNative } from "./wire.ts";

/** Makes the provider of Gemini models, over either of Google's SDKs, which is loaded on first use. */
export function createProvider(init: ProviderInit): Provider {
  const caller = makeCaller(init);

  const nativeOf = (request: ChatRequest, context: ProviderContext): GeminiNative =>
    (context.prepared ?? encode(request, context, init.name)).native as GeminiNative;

  const decodeContext = ({ target, model }: PrepareContext, native: GeminiNative): DecodeContext => ({
    provider: init.name,
    target,
    model: bareModel(model),
    now: init.now(),
    native,
  });

  return {
    name: init.name,
    prepare(request, context) {
      const prepared = encode(request, context, init.name);
      const loading = caller.ready();
      return loading === undefined ? prepared : loading.then(() => prepared);
    },
    async complete(request, context) {
      const native = nativeOf(request, context);
      const answer = await caller.generate(bareModel(context.model), native.body, { ...context, stream: false });
      return decode(answer, decodeContext(context, native));
    },
    async stream(request, context) {
      const native = nativeOf(request, context);
      const answer = await caller.stream(bareModel(context.model), native.body, { ...context, stream: true });
      const decoding = decodeContext(context, native);
      if ("events" in answer) return decodeEvents(geminiStream, decoding, answer.events);
      if (answer.bytes === null)
        throw new LlmuxError("server_error", `${context.target}: expected a stream, got no body`);
      return decodeBody(geminiStream, decoding, answer.bytes, readEvent);
    },
    classify: (error, wire, secrets) => classify(error, wire, { rows: errorRows, now: init.now(), keys: secrets }),
  };
}

/** A stream has no events but answers, whatever they are named. */
function readEvent({ data }: SseEvent): unknown {
  return data === "" ? undefined : JSON.parse(data);
}
