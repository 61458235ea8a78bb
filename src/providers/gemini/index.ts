import type { ChatRequest } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { NativeRequest } from "../../contract/native.ts";
import type { PrepareContext, Prepared, Provider, ProviderContext } from "../../contract/provider.ts";
import { list, record } from "../../lib/record.ts";
import type { SseEvent } from "../../lib/sse.ts";
import { asStream } from "../changed-context.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { nativeBody } from "../native-body.ts";
import { type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { makeCaller } from "./client.ts";
import { decode } from "./decode.ts";
import { decodeEmbeddings, encodeEmbedding } from "./embeddings.ts";
import { bareModel, checkedModel, encode } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { geminiStream } from "./stream.ts";
import type { EmbedRequest, GeminiNative, GenerateRequest } from "./wire.ts";

/** Makes the provider of Gemini models, over either of Google's SDKs, which is loaded on first use. */
export function createProvider(init: ProviderInit): Provider {
  const caller = makeCaller(init);

  const nativeOf = (request: ChatRequest, context: ProviderContext): GeminiNative =>
    (context.prepared ?? encode(request, context, init.name)).native as GeminiNative;

  const decodeContext = ({ target, model, onNative }: ProviderContext, native: GeminiNative): DecodeContext => ({
    provider: init.name,
    target,
    model: bareModel(model),
    now: init.now(),
    native,
    onNative: onNative && ((answer) => onNative(plain(answer))),
  });
  /** Once the SDK is there. */
  const ready = (prepared: Prepared): Prepared | Promise<Prepared> => caller.ready()?.then(() => prepared) ?? prepared;

  return {
    name: init.name,
    prepare: (request, context) => ready(encode(request, context, init.name)),
    native: (request, context) => ready(nativeRequest(request, context)),
    prepareEmbed: (request, context) => ready(encodeEmbedding(request, context, init.name)),
    async embed(request, context) {
      const { native } = context.prepared ?? encodeEmbedding(request, context, init.name);
      const answer = await caller.embed(bareModel(context.model), native as EmbedRequest, context);
      context.onNative?.(plain(answer));
      return decodeEmbeddings(answer, context);
    },
    async complete(request, context) {
      const native = nativeOf(request, context);
      const answer = await caller.generate(bareModel(context.model), native.body, asStream(context, false));
      context.onNative?.(plain(answer));
      return decode(answer, decodeContext(context, native));
    },
    async stream(request, context) {
      const native = nativeOf(request, context);
      const answer = await caller.stream(bareModel(context.model), native.body, asStream(context, true));
      const decoding = decodeContext(context, native);
      if ("events" in answer) return decodeEvents(geminiStream, decoding, answer.events);
      if (answer.bytes === null)
        throw new LlmuxError("server_error", `${context.target}: expected a stream, got no body`);
      return decodeBody(geminiStream, decoding, answer.bytes, { read: readEvent });
    },
    classify: (error, wire, secrets) => classify(error, wire, { rows: errorRows, now: init.now(), keys: secrets }),
  };
}

/** Model and stream stand in the address. Without contents the SDK would send a stand-in of its own. */
function nativeRequest(request: NativeRequest, context: PrepareContext): Prepared {
  const { body, warnings } = nativeBody(request, context, checkedModel(context));
  const { model: _, stream: __, ...sent } = body;
  if (list(sent.contents).length === 0) {
    const message = `body.contents: ${context.target} takes Gemini's own request, with a list of contents`;
    throw new LlmuxError("invalid_request", message, { param: "contents", code: "invalid_request" });
  }
  const native: GeminiNative = { body: sent as unknown as GenerateRequest, custom: [] };
  return { native, warnings };
}

/** Without the functions that an SDK puts beside the answer's own members. */
function plain(answer: unknown): unknown {
  return Object.fromEntries(Object.entries(record(answer)).filter(([, value]) => typeof value !== "function"));
}

/** A stream has no events but answers, whatever they are named. */
function readEvent({ data }: SseEvent): unknown {
  return data === "" ? undefined : JSON.parse(data);
}
