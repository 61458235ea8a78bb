import type { ChatMessage, ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { PrepareContext } from "../../../src/contract/provider.ts";
import type { Warning } from "../../../src/contract/report.ts";
import type { TargetSettings } from "../../../src/contract/target.ts";
import type { NativeRequest } from "../../../src/providers/anthropic/draft.ts";
import { encode } from "../../../src/providers/anthropic/encode.ts";
import { anthropicStream, type NativeEvent } from "../../../src/providers/anthropic/stream.ts";
import { type DecodeContext, decodeEvents } from "../../../src/providers/reducer.ts";

export const HAIKU = "claude-haiku-4-5";
export const OPUS = "claude-opus-5-5";
export const USER: ChatMessage = { role: "user", content: "Hello" };

export function prepareContext(model: string, settings: TargetSettings = {}, stream = false): PrepareContext {
  return { target: `anthropic/${model}`, model, settings, stream };
}

/** A request with one user message and the given fields, as it goes to the model. */
export function encoded(
  fields: object,
  model: string = OPUS,
  settings: TargetSettings = {},
): NativeRequest & { warnings: readonly Warning[]; warned: (string | undefined)[] } {
  const request = { messages: [USER], ...fields } as ChatRequest;
  const { native, warnings } = encode(request, prepareContext(model, settings), "anthropic");
  return { ...(native as NativeRequest), warnings, warned: warnings.map((warning) => warning.param) };
}

/** What encoding threw. */
export function refusal(
  fields: object,
  model?: string,
  settings?: TargetSettings,
): { kind?: string; message?: string; code?: string } {
  try {
    encoded(fields, model, settings);
  } catch (error) {
    return error as { kind: string };
  }
  return {};
}

export function decodeContext(customTools: readonly string[] = []): DecodeContext {
  const body = { model: OPUS, max_tokens: 1, messages: [] };
  const native: NativeRequest = { body, headers: {}, customTools, mustCall: false };
  return { provider: "anthropic", target: `anthropic/${OPUS}`, model: OPUS, now: 1_700_000_000_900, native };
}

export async function decodedStream(
  events: readonly object[],
  context: DecodeContext = decodeContext(),
): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of decodeEvents(anthropicStream, context, fromArray(events))) chunks.push(chunk);
  return chunks;
}

async function* fromArray(events: readonly object[]): AsyncGenerator<NativeEvent> {
  for (const event of events) yield event as NativeEvent;
}

/** The events of a whole stream around the given ones. */
export function stream(inner: readonly object[], stopReason = "end_turn"): object[] {
  return [
    {
      type: "message_start",
      message: {
        id: "msg_1",
        model: OPUS,
        content: [],
        stop_reason: null,
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    },
    ...inner,
    { type: "message_delta", delta: { stop_reason: stopReason }, usage: { output_tokens: 20 } },
    { type: "message_stop" },
  ];
}

/** The events of one block. */
export function block(index: number, content_block: object, deltas: readonly object[] = []): object[] {
  return [
    { type: "content_block_start", index, content_block },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}
