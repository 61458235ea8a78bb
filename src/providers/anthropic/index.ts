import type { ChatRequest } from "../../contract/chat.ts";
import type { PrepareContext, Prepared, Provider, ProviderContext } from "../../contract/provider.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { type DecodeContext, decodeEvents } from "../reducer.ts";
import { makeClients, requestOptions } from "./client.ts";
import { decode } from "./decode.ts";
import type { NativeRequest } from "./draft.ts";
import { encode } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { anthropicStream, type NativeEvent } from "./stream.ts";

/** Makes the provider of Claude models, over the official SDK `@anthropic-ai/sdk`, which is loaded on first use. */
export function createProvider(init: ProviderInit): Provider {
  const clients = makeClients(init);

  const prepare = async (request: ChatRequest, context: PrepareContext): Promise<Prepared> => {
    const prepared = encode(request, context, init.name);
    await clients.ready();
    return prepared;
  };

  const send = async (request: ChatRequest, context: ProviderContext) => {
    const prepared = context.prepared ?? (await prepare(request, context));
    const native = prepared.native as NativeRequest;
    const client = await clients.lend(context.credential);
    const body = { ...native.body, stream: context.stream };
    const answer = await client.messages.create(body, requestOptions(init, native, context));
    return { answer, decoding: decodeContext(native, context) };
  };

  const decodeContext = (native: NativeRequest, { target, model }: PrepareContext): DecodeContext => ({
    provider: init.name,
    target,
    model,
    now: init.now(),
    native,
  });

  return {
    name: init.name,
    prepare,
    async complete(request, context) {
      const { answer, decoding } = await send(request, { ...context, stream: false });
      return decode(answer, decoding);
    },
    async stream(request, context) {
      const { answer, decoding } = await send(request, { ...context, stream: true });
      return decodeEvents(anthropicStream, decoding, answer as AsyncIterable<NativeEvent>);
    },
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: init.now(), keys }),
    close: () => clients.close(),
  };
}
