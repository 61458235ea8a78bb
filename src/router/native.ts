import type { CallOptions } from "../contract/context.ts";
import type { NativeReply, NativeRequest } from "../contract/native.ts";
import { type CallParts, runCall } from "./call.ts";
import { fail, is } from "./field.ts";
import { NativeStream } from "./native-stream.ts";
import { reportOf } from "./report.ts";
import type { Native, NativeOptions } from "./types.ts";

export type AskNative = (
  target: string,
  body: object,
  options?: NativeOptions,
  callId?: string,
) => Promise<NativeReply>;

/** Asks natively: the call ring and the attempt ring around a body that no codec writes. */
export function createAskNative(parts: () => CallParts): AskNative {
  return async function native(target, body, options = {}, callId?) {
    const { request, rest } = read(target, body, options);
    const { context, reply, settled } = await runCall(parts(), { operation: "native", request }, rest, callId);
    if (reply.kind !== "stream") return { body: reply.body, x_llmux: reportOf(context) };
    return {
      stream: new NativeStream(reply.body, reply.native ?? { queue: [], onArrival() {}, waiting() {} }),
      settled: settled(),
      controller: context.controller,
      get x_llmux() {
        return reportOf(context);
      },
    };
  };
}

/** Makes `native`: the same, for the public. */
export function createNative(ask: AskNative): Native {
  return ((target: string, body: object, options?: NativeOptions) => ask(target, body, options)) as Native;
}

function read(target: unknown, body: unknown, options: NativeOptions): { request: NativeRequest; rest: CallOptions } {
  if (!is.name(target)) fail("target", 'expected an alias of one target, "provider/model" or a target\'s id');
  if (!is.object(body)) fail("body", "expected an object: the provider's own request");
  if (!is.object(options)) fail("options", "expected an object, the third argument of native()");
  const { stream, ...rest } = options as NativeOptions;
  if (!is.absent(stream) && !is.flag(stream)) fail("stream", "expected true or false");
  if (is.flag(stream) && is.flag(body.stream) && body.stream !== stream) {
    fail("stream", `the body says ${body.stream}, the options say ${stream}: say it once`);
  }
  return { request: { model: target, body, stream: body.stream === true || stream === true }, rest };
}
