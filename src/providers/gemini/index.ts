import type { ChatRequest } from "../../contract/chat.ts";
import type { PrepareContext, Provider, ProviderContext } from "../../contract/provider.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { type DecodeContext, decodeEvents } from "../reducer.ts";
import { makeCaller } from "./client.ts";
import { decode } from "./decode.ts";
import { bareModel, encode } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { geminiStream } from "./stream.ts";
import type { GeminiNative } from "./wire.ts";

/** Makes the provider of Gemini models, over Google's SDK `@google/generative-ai`, which is loaded on first use. */
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
    async prepare(request, context) {
      const prepared = encode(request, context, init.name);
      await caller.ready();
      return prepared;
    },
    async complete(request, context) {
      const native = nativeOf(request, context);
      const answer = await caller.generate(bareModel(context.model), native.body, { ...context, stream: false });
      return decode(answer, decodeContext(context, native));
    },
    async stream(request, context) {
      const native = nativeOf(request, context);
      const events = await caller.stream(bareModel(context.model), native.body, { ...context, stream: true });
      return decodeEvents(geminiStream, decodeContext(context, native), events);
    },
    classify: (error, wire, secrets) => classify(error, wire, { rows: errorRows, now: init.now(), keys: secrets }),
  };
}
