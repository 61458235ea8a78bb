import type { ChatRequest, Chunk } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { Prepared, Provider, ProviderContext } from "../../contract/provider.ts";
import type { WireCall } from "../../contract/transport.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { ownClient } from "../own-client.ts";
import { type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { baseURLOf, type ChatClient, createClients } from "./client.ts";
import { decode } from "./decode.ts";
import { dialectOf } from "./dialect.ts";
import { decodeEmbeddings, encodeEmbedding, MAX_VECTOR_BYTES } from "./embeddings.ts";
import { encode, type Recipient } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { notAnAnswer } from "./no-answer.ts";
import { eventReader } from "./read-event.ts";
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
    context.signal.throwIfAborted();
    return native;
  };
  /** Through a client that the caller made, whose transport is its own. */
  const ask = (client: ChatClient, body: unknown, context: ProviderContext) =>
    client.chat.completions.create(body, theirs(context));
  const send = async (body: unknown, context: ProviderContext) => {
    const client = await clients.open(context.credential);
    context.signal.throwIfAborted();
    const { chat } = client;
    return { answer: chat.completions.create(body, { ...options(context), ...ownOptions(context) }) };
  };

  /** Once the SDK is there. */
  const ready = (prepared: Prepared): Prepared | Promise<Prepared> => {
    const loading = own ? undefined : clients.ready();
    return loading === undefined ? prepared : loading.then(() => prepared);
  };

  return {
    name: init.name,
    prepare: (request, context) => ready(encode(request, context, recipient)),
    prepareEmbed: (request, context) => ready(encodeEmbedding(request, context, recipient)),
    async embed(request, context) {
      const { native } = context.prepared ?? encodeEmbedding(request, context, recipient);
      const client = own ?? (await clients.open(context.credential));
      return await embedWith(client, native, context, own ? theirs(context) : undefined);
    },
    async complete(request, context) {
      const body = bodyOf(request, context);
      const answer = await (own ? ask(own, body, context) : (await send(body, context)).answer);
      return decode(answer, decodeContext(init, context));
    },
    async stream(request, context): Promise<AsyncIterable<Chunk>> {
      const body = bodyOf(request, context);
      if (!own) {
        const { body: bytes } = await (await send(body, context)).answer.asResponse();
        if (bytes === null) throw notAnAnswer(context.target, undefined, "a stream");
        return decodeBody(openAIStream, decodeContext(init, context), bytes, eventReader());
      }
      const events = await ask(own, body, context);
      if (!isIterable(events)) throw notAnAnswer(context.target, events, "a stream");
      return decodeEvents(openAIStream, decodeContext(init, context), events);
    },
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: init.now(), keys }),
    close: () => clients.clear(),
  };
}

async function embedWith({ embeddings }: ChatClient, body: unknown, context: ProviderContext, theirs?: object) {
  if (embeddings === undefined) {
    throw new LlmuxError(
      "config",
      `${context.target}: its client has no embeddings.create; pass a whole OpenAI client`,
    );
  }
  context.signal.throwIfAborted();
  const options = theirs ?? { ...ownOptions(context, MAX_VECTOR_BYTES), signal: context.signal, maxRetries: 0 };
  return decodeEmbeddings(await embeddings.create(body, options), context);
}

function options({ signal }: ProviderContext): object {
  return { signal, maxRetries: 0 };
}

/** For a client that the caller made. */
function theirs(context: ProviderContext): object {
  return { ...options(context), headers: { ...idempotency(context), ...added(context) } };
}

/** For a client of ours: what differs from call to call goes past the SDK, so that it has no head to build. */
function ownOptions(context: ProviderContext, maxBytes?: number): object {
  const headers = added(context);
  return { fetchOptions: { llmux: wireCall(context, maxBytes) }, ...(Object.keys(headers).length > 0 && { headers }) };
}

function wireCall(context: ProviderContext, maxBytes: number | undefined): WireCall {
  const { wire, credential, stream, connectMs } = context;
  return {
    wire,
    whole: !stream,
    ...(maxBytes !== undefined && { maxBytes }),
    ...("idempotency-key" in added(context) ? {} : { headers: idempotency(context) }),
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
}

function idempotency({ idempotencyKey }: ProviderContext): Record<string, string> {
  return { "idempotency-key": idempotencyKey };
}

/** The call's own, in lower case, since the SDK joins two spellings of one name. */
function added({ headers }: ProviderContext): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name in headers) all[name.toLowerCase()] = headers[name]!;
  return all;
}

function decodeContext({ name, now }: ProviderInit, { target, model }: ProviderContext): DecodeContext {
  return { provider: name, target, model, now: now(), native: undefined };
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as AsyncIterable<unknown> | null | undefined)?.[Symbol.asyncIterator] === "function";
}
