import type { Provider, ProviderContext } from "../../contract/provider.ts";
import type { WireCall } from "../../contract/transport.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { ownClient } from "../own-client.ts";
import { type DecodeContext, decodeEvents } from "../reducer.ts";
import { baseURLOf, type ChatClient, createClients } from "./client.ts";
import { decode } from "./decode.ts";
import { dialectFor } from "./dialect.ts";
import { encode, type Recipient } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { notAnAnswer } from "./no-answer.ts";
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

  const send: Send = async (request, context) => {
    const { native } = context.prepared ?? encode(request, context, recipient);
    context.signal.throwIfAborted();
    const client = own ?? (await clients.open(context.credential));
    context.signal.throwIfAborted();
    const headers = requestHeaders(context);
    const hooks = own ? {} : { fetchOptions: { llmux: wireCall(context) } };
    return client.chat.completions.create(native, { signal: context.signal, maxRetries: 0, headers, ...hooks });
  };

  return {
    name: init.name,
    async prepare(request, context) {
      const prepared = encode(request, context, recipient);
      if (!own) await clients.ready();
      return prepared;
    },
    async complete(request, context) {
      return decode(await send(request, context), decodeContext(init, context));
    },
    async stream(request, context) {
      const events = await send(request, context);
      if (!isIterable(events)) throw notAnAnswer(context.target, events, "a stream");
      return decodeEvents(openAIStream, decodeContext(init, context), events);
    },
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: init.now(), keys }),
    close: () => clients.clear(),
  };
}

type Send = (request: Parameters<Provider["complete"]>[0], context: ProviderContext) => Promise<unknown>;

function wireCall({ wire, credential, stream, connectMs }: ProviderContext): WireCall {
  return {
    wire,
    whole: !stream,
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
}

/** In lower case, since the SDK joins two spellings of one name. */
function requestHeaders({ headers, idempotencyKey }: ProviderContext): Record<string, string> {
  const all: Record<string, string> = { "idempotency-key": idempotencyKey };
  for (const name in headers) all[name.toLowerCase()] = headers[name]!;
  return all;
}

function decodeContext({ name, now }: ProviderInit, { target, model }: ProviderContext): DecodeContext {
  return { provider: name, target, model, now: now(), native: undefined };
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as AsyncIterable<unknown> | null | undefined)?.[Symbol.asyncIterator] === "function";
}
