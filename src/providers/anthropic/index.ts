import type { ChatRequest } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { PrepareContext, Prepared, Provider, ProviderContext } from "../../contract/provider.ts";
import { asStream, changed } from "../changed-context.ts";
import { classify } from "../classify.ts";
import type { ProviderInit } from "../init.ts";
import { nativeBody } from "../native-body.ts";
import { ownClient } from "../own-client.ts";
import { type Continuation, type DecodeContext, decodeBody, decodeEvents } from "../reducer.ts";
import { askOurs, type MessagesClient, makeClients, requestOptions } from "./client.ts";
import { decode } from "./decode.ts";
import type { NativeRequest } from "./draft.ts";
import { encode } from "./encode.ts";
import { errorRows } from "./errors.ts";
import { inOrder, type MessageState } from "./message-state.ts";
import { wireModel } from "./models.ts";
import { isPaused, isReplay, joined, MOST_TURNS, resent } from "./paused.ts";
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

  const ask = <Answer>(client: MessagesClient<Answer>, native: NativeRequest, context: ProviderContext): Answer => {
    const options = requestOptions(init, native, context);
    if (native.exact) return client.messages.create(native.body, options);
    const body = { ...native.body, stream: context.stream };
    return own === undefined ? askOurs(client, body, options) : client.messages.create(body, options);
  };

  return {
    name: init.name,
    prepare,
    native(request, context) {
      const { body, warnings } = nativeBody(request, context, wireModel(context.model));
      const native = { body, headers: {}, customTools: [], mustCall: false, exact: true };
      return ready({ native, warnings });
    },
    async complete(request, given) {
      const context = asStream(given, false);
      const native = await nativeOf(request, context);
      const client = own ?? (await clients.lend(context.credential));
      const turns: unknown[] = [await ask<PromiseLike<unknown>>(client, native, context)];
      while (isPaused(turns.at(-1), native) && !isReplay(turns) && turns.length < MOST_TURNS) {
        turns.push(await ask<PromiseLike<unknown>>(client, resent(native, turns), turnOf(context, turns.length)));
      }
      if (isReplay(turns)) turns.pop();
      for (const turn of turns) context.onNative?.(turn);
      return decode(joined(turns), decodeContext(init, native, context));
    },
    async stream(request, given) {
      const context = asStream(given, true);
      const native = await nativeOf(request, context);
      const decoding = decodeContext(init, { ...native, resumes: !native.exact }, context);
      if (own !== undefined) {
        const eventsOf = async (request: NativeRequest, around: ProviderContext) =>
          (await ask(own, request, around)) as AsyncIterable<NativeEvent>;
        const goOn = nextTurns(native, context, eventsOf);
        return decodeEvents(anthropicStream, decoding, await eventsOf(native, context), goOn);
      }
      const client = await clients.lend(context.credential);
      const bodyOf = async (request: NativeRequest, around: ProviderContext) =>
        (await ask(client, request, around).asResponse()).body ?? noBody(around.target);
      const goOn = nextTurns(native, context, bodyOf);
      return decodeBody(anthropicStream, decoding, await bodyOf(native, context), { read: readEvent, goOn });
    },
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: init.now(), keys }),
    close: () => clients.close(),
  };
}

function noBody(target: string): never {
  throw new LlmuxError("server_error", `${target} answered a stream without a body`);
}

/** What a stream goes on with: where its turn was paused, the answer to that turn sent back as it is. */
function nextTurns<Source>(
  native: NativeRequest,
  context: ProviderContext,
  open: (request: NativeRequest, context: ProviderContext) => Promise<Source>,
): Continuation<MessageState, Source> {
  let asked = 0;
  return (state) => {
    if (!state.paused || state.turns === asked) return undefined;
    asked = state.turns;
    const said = inOrder(state).map(({ block }) => block);
    return open(resent(native, [{ content: said }]), turnOf(context, asked));
  };
}

/** Each request of one answer is another to whoever tells repeats by their key. */
function turnOf(context: ProviderContext, turn: number): ProviderContext {
  return turn === 0 ? context : changed(context, { idempotencyKey: `${context.idempotencyKey}-${turn}` });
}

function decodeContext({ name, now }: ProviderInit, native: NativeRequest, context: ProviderContext): DecodeContext {
  const { target, model, onNative } = context;
  return { provider: name, target, model, now: now(), native, onNative };
}
