import type { ChatRequest } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { PrepareContext, Prepared, Provider, ProviderContext } from "../../contract/provider.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { nativeBody } from "../native-body.ts";
import { ownClient } from "../own-client.ts";
import { type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { type MessagesClient, makeClients, requestOptions } from "./client.ts";
import { decode } from "./decode.ts";
import type { NativeRequest } from "./draft.ts";
import { encode } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { wireModel } from "./models.ts";
import { goOn, isPaused, joined, MOST_TURNS } from "./paused.ts";
import { readEvent } from "./read-event.ts";
import { anthropicStream, type NativeEvent } from "./stream.ts";

/** Makes the provider of Claude models, over the official SDK `@anthropic-ai/sdk`, which is loaded on first use. */
export function createProvider(init: ProviderInit): Provider {
  const clients = makeClients(init);
  const own = ownClient<MessagesClient>(init, "messages.create", "@anthropic-ai/sdk");

  /** Once the SDK is there. */
  const ready = (prepared: Prepared): Prepared | Promise<Prepared> =>
    (own === undefined ? clients.ready()?.then(() => prepared) : undefined) ?? prepared;

  const prepare = (request: ChatRequest, context: PrepareContext) => ready(encode(request, context, init.name));

  const nativeOf = async (request: ChatRequest, context: ProviderContext) =>
    (context.prepared ?? (await prepare(request, context))).native as NativeRequest;

  const ask = <Answer>(client: MessagesClient<Answer>, native: NativeRequest, context: ProviderContext): Answer =>
    client.messages.create(
      native.exact ? native.body : { ...native.body, stream: context.stream },
      requestOptions(init, native, context),
    );

  return {
    name: init.name,
    prepare,
    native(request, context) {
      const { body, warnings } = nativeBody(request, context, wireModel(context.model));
      const native = { body, headers: {}, customTools: [], mustCall: false, exact: true };
      return ready({ native, warnings });
    },
    async complete(request, given) {
      const context = { ...given, stream: false };
      const native = await nativeOf(request, context);
      const client = own ?? (await clients.lend(context.credential));
      const turns: unknown[] = [await ask<PromiseLike<unknown>>(client, native, context)];
      while (isPaused(turns.at(-1), native) && turns.length < MOST_TURNS) {
        const next = { ...context, idempotencyKey: `${context.idempotencyKey}-${turns.length}` };
        turns.push(await ask<PromiseLike<unknown>>(client, goOn(native, turns), next));
      }
      for (const turn of turns) context.onNative?.(turn);
      return decode(joined(turns), decodeContext(init, native, context));
    },
    async stream(request, given) {
      const context = { ...given, stream: true };
      const native = await nativeOf(request, context);
      const decoding = decodeContext(init, native, context);
      if (own !== undefined) {
        const events = await ask(own, native, context);
        return decodeEvents(anthropicStream, decoding, events as AsyncIterable<NativeEvent>);
      }
      const { body } = await ask(await clients.lend(context.credential), native, context).asResponse();
      if (body === null) throw new LlmuxError("server_error", `${context.target} answered a stream without a body`);
      return decodeBody(anthropicStream, decoding, body, readEvent);
    },
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: init.now(), keys }),
    close: () => clients.close(),
  };
}

function decodeContext({ name, now }: ProviderInit, native: NativeRequest, context: ProviderContext): DecodeContext {
  const { target, model, onNative } = context;
  return { provider: name, target, model, now: now(), native, onNative };
}
