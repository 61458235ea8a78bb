import type { ChatRequest, Chunk } from "../../contract/chat.ts";
import type { NativeRequest } from "../../contract/native.ts";
import type { PrepareContext, Prepared, Provider, ProviderContext } from "../../contract/provider.ts";
import { classify } from "../classify.ts";
import { throwIfAborted } from "../ending.ts";
import type { ProviderInit } from "../init.ts";
import { nativeBody } from "../native-body.ts";
import { notAnAnswer } from "../no-answer.ts";
import { ownClient } from "../own-client.ts";
import { type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { baseURLOf } from "./address.ts";
import { type ChatClient, createClients, type OwnClient } from "./client.ts";
import { decode } from "./decode.ts";
import { dialectOf } from "./dialect.ts";
import { makeEmbed } from "./embed.ts";
import { encodeEmbedding } from "./embeddings.ts";
import { encode, type Recipient } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { type Manner, mannerFor } from "./manner.ts";
import { CHAT_PATH } from "./prepared-heads.ts";
import { eventReader } from "./read-event.ts";
import { ownOptions, theirOptions } from "./request-options.ts";
import { openAIStream } from "./stream.ts";

/** OpenAI, and every server that speaks its Chat Completions API, through the official SDK. */
export function createProvider(init: ProviderInit): Provider {
  const clients = createClients(init);
  const own = ownClient<ChatClient>(init, "chat.completions.create", "openai");
  const baseURL = (own as { baseURL?: unknown } | undefined)?.baseURL ?? baseURLOf(init);
  const recipient: Recipient = {
    name: init.name,
    ...(init.vendor !== undefined && { vendor: init.vendor }),
    dialect: dialectOf(init, String(baseURL)),
  };

  const bodyOf = (request: ChatRequest, context: ProviderContext): unknown => {
    const { native } = context.prepared ?? encode(request, context, recipient);
    throwIfAborted(context);
    return native;
  };
  /** Through a client that the caller made, whose transport is its own. */
  const ask = (client: ChatClient, body: unknown, context: ProviderContext) =>
    client.chat.completions.create(body, theirOptions(context));
  /** As the SDK's `create` does, but that later ones hand `post` a promise of the options: no head can be shared then. */
  const askOurs = (client: OwnClient, body: unknown, context: ProviderContext) =>
    client.post(CHAT_PATH, { body, ...ownOptions(context), stream: context.stream });

  /** Once the SDK is there. */
  const ready = (prepared: Prepared): Prepared | Promise<Prepared> => {
    const loading = own ? undefined : clients.ready();
    return loading === undefined ? prepared : loading.then(() => prepared);
  };

  return {
    name: init.name,
    prepare: (request, context) => ready(encode(request, context, recipient)),
    native: (request, context) => ready(nativeRequest(request, context)),
    prepareEmbed: (request, context) => ready(encodeEmbedding(request, context, recipient)),
    embed: makeEmbed(recipient, own, clients.open),
    async complete(request, context) {
      const body = bodyOf(request, context);
      const answer = await (own
        ? ask(own, body, context)
        : askOurs(await clients.open(context.credential), body, context));
      context.onNative?.(answer);
      return decode(answer, decodeContext(init, context, body, recipient));
    },
    async stream(request, context): Promise<AsyncIterable<Chunk>> {
      const body = bodyOf(request, context);
      const decoding = decodeContext(init, context, body, recipient);
      if (!own) {
        const { body: bytes } = await askOurs(await clients.open(context.credential), body, context).asResponse();
        if (bytes === null) throw notAnAnswer(context.target, undefined, "a stream");
        return decodeBody(openAIStream, decoding, bytes, { read: eventReader() });
      }
      const events = await ask(own, body, context);
      if (!isIterable(events)) throw notAnAnswer(context.target, events, "a stream");
      return decodeEvents(openAIStream, decoding, events);
    },
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: init.now(), keys }),
    close: () => clients.clear(),
  };
}

/** The caller's own body, as it is. */
function nativeRequest(request: NativeRequest, context: PrepareContext): Prepared {
  const { body, warnings } = nativeBody(request, context, context.model);
  return { native: body, warnings };
}

function decodeContext(
  { name, now }: ProviderInit,
  context: ProviderContext,
  body: unknown,
  { dialect }: Recipient,
): DecodeContext {
  const { target, model, onNative, settings } = context;
  const native: Manner = mannerFor(body, model, dialect, settings.compat);
  return { provider: name, target, model, now: now(), native, onNative };
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as AsyncIterable<unknown> | null | undefined)?.[Symbol.asyncIterator] === "function";
}
