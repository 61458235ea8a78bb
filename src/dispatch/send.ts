import type { ChatRequest, Chunk, Completion } from "../contract/chat.ts";
import type { AttemptContext } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Reply, ReplyStream } from "../contract/reply.ts";
import { usageFrom } from "../contract/usage.ts";
import { jsonIn } from "../lib/json-in.ts";
import { isAborted } from "../lib/quiet-controller.ts";
import { untilAborted } from "../lib/race.ts";
import { providerContext } from "./provider-context.ts";
import { sendEmbeddings } from "./send-embeddings.ts";
import { nativeEvents, sendNative } from "./send-native.ts";

/** Makes the router's stream over a provider's chunks; `commit` resolves at the first content. */
export type OpenStream = (
  context: AttemptContext,
  source: AsyncIterator<Chunk>,
) => ReplyStream & { commit(): Promise<void> };

/** Told of each answer that ended well. */
export type Keep = (context: AttemptContext, body: Completion) => void;

/** The core of the attempt ring: one call of the provider, raced with the attempt's abort. */
export function createSend(openStream: OpenStream, keep: Keep): (context: AttemptContext) => Promise<Reply> {
  return function send(context) {
    if (isAborted(context.controller)) return Promise.reject(context.controller.signal.reason);
    if (context.operation === "embeddings") return sendEmbeddings(context);
    if (context.operation === "native" && !context.stream) return sendNative(context, (body) => accept(context, body));
    return context.stream ? sendStream(context, openStream, keep) : sendWhole(context, keep);
  };
}

async function sendWhole(context: AttemptContext, keep: Keep): Promise<Reply> {
  const { provider, request, controller } = context;
  const work = Promise.resolve(provider.complete(request as ChatRequest, providerContext(context)));
  const body = await untilAborted(work, controller);
  accept(context, body);
  warnIfOdd(context, body);
  keep(context, body);
  return { kind: "completion", body };
}

/** A whole answer ends its attempt well. */
function accept(context: AttemptContext, body: Completion): void {
  checkCompletion(body);
  context.race?.win();
  const usage = usageFrom(body.usage);
  context.settle({ status: "ok", ...(usage ? { usage } : { partial: partialOf(body) }) });
}

async function sendStream(context: AttemptContext, openStream: OpenStream, keep: Keep): Promise<Reply> {
  const { provider, request, controller } = context;
  const native = context.operation === "native" ? nativeEvents(context) : undefined;
  const work = Promise.resolve(provider.stream(request as ChatRequest, providerContext(context, native?.told)));
  const iterable = await untilAborted(work, controller, close);
  if (typeof iterable?.[Symbol.asyncIterator] !== "function") {
    const message = "the provider's stream() gave nothing to iterate: return an async iterable of chunks";
    throw new FaultError({ kind: "config", message });
  }
  const body = openStream(context, iterable[Symbol.asyncIterator]());
  await body.commit();
  for (const callback of context.onCommit.splice(0)) callback();
  context.mayMoveOn = never;
  context.defer(({ status }) => {
    if (status !== "ok" || native) return;
    const answer = body.completion();
    warnIfOdd(context, answer);
    keep(context, answer);
  });
  return { kind: "stream", body, ...(native && { native: native.events }) };
}

/** A committed answer is the call's, whatever becomes of it. */
const never = () => false;

/** An answer that arrives after the attempt was given up: nobody will read it. */
function close(iterable: AsyncIterable<Chunk>): void {
  void Promise.resolve(iterable[Symbol.asyncIterator]().return?.()).catch(() => {});
}

/** A resolved promise proves nothing: the answer needs a choice with a message and a finish. */
function checkCompletion(body: Completion): void {
  const choice = (body as Completion | undefined)?.choices?.[0];
  if (choice?.message === undefined) {
    throw new FaultError({ kind: "server_error", message: "the answer has no choices[0].message" });
  }
  if (!choice.finish_reason) {
    throw new FaultError({ kind: "stream_truncated", message: "the answer has no finish_reason: it is incomplete" });
  }
}

/** An answer that ended properly and yet is of little use: marked, never unmarked. */
function warnIfOdd({ call, target }: AttemptContext, body: Completion): void {
  for (const { message } of body.choices) {
    for (const toolCall of message.tool_calls ?? []) {
      if (toolCall.type !== "function" || jsonIn(toolCall.function.arguments || "{}") !== undefined) continue;
      const text = `${target.id} called ${toolCall.function.name} with arguments that are not JSON: ask it again, or mend them`;
      call.draft.warnings.push({ code: "malformed_arguments", target: target.id, message: text });
    }
  }

  const silent = body.choices.every(
    ({ message: { content, refusal, tool_calls, function_call, audio }, finish_reason }) =>
      finish_reason !== "content_filter" && !content && !refusal && !tool_calls?.length && !function_call && !audio,
  );
  if (!silent) return;
  const message = `${target.id} finished (${body.choices[0]?.finish_reason}) with neither text, refusal nor tool call`;
  call.draft.warnings.push({ code: "empty_answer", target: target.id, message });
}

function partialOf(body: Completion) {
  const { content, reasoning_content } = body.choices[0]!.message;
  return { content: content ?? "", reasoning: reasoning_content ?? "", toolCalls: [] };
}
