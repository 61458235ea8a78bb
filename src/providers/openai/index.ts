import type { ChatRequest, Chunk } from "../../contract/chat.ts";
import type { Provider, ProviderContext } from "../../contract/provider.ts";
import type { WireCall } from "../../contract/transport.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { ownClient } from "../own-client.ts";
import { type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { baseURLOf, type ChatClient, createClients } from "./client.ts";
import { decode } from "./decode.ts";
import { dialectFor } from "./dialect.ts";
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
    dialect: dialectFor(init.vendor, String(baseURL)),
  };

  const bodyOf = (request: ChatRequest, context: ProviderContext): unknown => {
    const { native } = context.prepared ?? encode(request, context, recipient);
    context.signal.throwIfAborted();
    return native;
  };
  /** Through a client that the caller made, whose transport is its own. */
  const ask = (client: ChatClient, body: unknown, context: ProviderContext) =>
    client.chat.completions.create(body, {
      ...options(context),
      headers: { ...idempotency(context), ...added(context) },
    });
  const send = async (body: unknown, context: ProviderContext) => {
    const client = await clients.open(context.credential);
    context.signal.throwIfAborted();
    const { chat } = client;
    return { answer: chat.completions.create(body, { ...options(context), ...ownOptions(context) }) };
  };

  return {
    name: init.name,
    prepare(request, context) {
      const prepared = encode(request, context, recipient);
      const loading = own ? undefined : clients.ready();
      return loading === undefined ? prepared : loading.then(() => prepared);
    },
    async complete(request, context) {
      const body = bodyOf(request, context);
      const answer = own ? await ask(own, body, context) : await (await send(body, context)).answer;
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

function options({ signal }: ProviderContext): object {
  return { signal, maxRetries: 0 };
}

/** For a client of ours: what differs from call to call goes past the SDK, so that it has no head to build. */
function ownOptions(context: ProviderContext): object {
  const headers = added(context);
  return { fetchOptions: { llmux: wireCall(context) }, ...(Object.keys(headers).length > 0 && { headers }) };
}

function wireCall(context: ProviderContext): WireCall {
  const { wire, credential, stream, connectMs } = context;
  return {
    wire,
    whole: !stream,
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
