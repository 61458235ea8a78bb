import type { Chunk } from "../../contract/chat.ts";
import { makeState } from "../provider-state.ts";
import type { StreamCodec } from "../reducer.ts";
import { answered, messageId, uncalled } from "./decode.ts";
import type { NativeRequest } from "./draft.ts";
import { finishReason, refusalText, stopWord } from "./finish-reason.ts";
import { growBlock, startBlock, stopBlock } from "./message-blocks.ts";
import { chunk, type Delta, inOrder, type MessageState, type Open, protocolError } from "./message-state.ts";
import { MOST_TURNS, summed } from "./paused.ts";
import { serviceTier } from "./service-tier.ts";
import { decodeToolCall } from "./tool-calls.ts";
import { decodeUsage, laterUsage, type NativeUsage } from "./usage.ts";
import { type NativeBlock, readVisible } from "./visible.ts";

/** An event of a Messages stream, also of a kind not yet known here. */
export interface NativeEvent {
  readonly type: string;
}

type Step<Event> = (state: MessageState, event: Event) => readonly Chunk[];

/** Reads the events of a Messages stream as chunks; the finish comes with `message_stop` and not before. */
export const anthropicStream: StreamCodec<MessageState, NativeEvent> = {
  initial: (context) => ({
    context,
    id: undefined,
    messageId: undefined,
    model: context.model,
    usage: undefined,
    stopReason: undefined,
    stopDetails: undefined,
    blocks: new Map(),
    offset: 0,
    calls: 0,
    broken: false,
    turns: 1,
    paused: false,
    before: undefined,
    ended: false,
  }),
  step(state, event) {
    if (!Object.hasOwn(EVENTS, event.type) || state.ended) return [];
    return EVENTS[event.type as keyof typeof EVENTS](state, event as never);
  },
};

const EVENTS = {
  message: wholeMessage,
  message_start: startMessage,
  content_block_start: startBlock,
  content_block_delta: growBlock,
  content_block_stop: stopBlock,
  message_delta: changeMessage,
  message_stop: stopMessage,
} satisfies Record<string, Step<never>>;

interface Message {
  readonly id?: string;
  readonly model?: string;
  readonly usage?: NativeUsage;
  readonly content?: readonly NativeBlock[];
  readonly stop_reason?: string | null;
  readonly stop_details?: MessageState["stopDetails"];
}

/** From servers that do not stream. */
function wholeMessage(state: MessageState, message: Message): readonly Chunk[] {
  return [...startMessage(state, { message }), ...changeMessage(state, { delta: message }), ...stopMessage(state)];
}

interface MessageStart {
  readonly message: Message;
}

function startMessage(state: MessageState, { message }: MessageStart): readonly Chunk[] {
  if (state.paused) return resume(state, message);
  const first = state.id === undefined;
  const id = messageId(message, state.context);
  if (!first && id !== state.messageId && state.blocks.size > 0) {
    throw protocolError(state, `a second message (${id}) began inside another (${state.messageId})`);
  }
  state.usage = laterUsage(state.usage, message.usage);
  if (!first) return [];
  state.id = id;
  state.messageId = id;
  state.model = message.model ?? state.model;
  state.stopReason = stopWord(message.stop_reason);
  return [chunk(state, { role: "assistant", content: "" }), ...startedBlocks(state, message.content ?? [])];
}

/** A further message goes on with one that was paused. The same one again goes on with nothing: somebody replays answers. */
function resume(state: MessageState, { id, usage, content }: Message): readonly Chunk[] {
  if (id === state.messageId) return finish(state, "pause_turn");
  state.messageId = id;
  state.paused = false;
  state.turns += 1;
  state.before = summed(state.before, state.usage);
  state.usage = laterUsage(undefined, usage);
  state.offset = 1 + Math.max(-1, ...state.blocks.keys());
  return startedBlocks(state, content ?? []);
}

/** After a programmatic tool call a message may begin with whole blocks: they stand before those that are streamed. */
function startedBlocks(state: MessageState, blocks: readonly NativeBlock[]): readonly Chunk[] {
  const chunks = blocks.flatMap((content_block, index) => [
    ...startBlock(state, { index, content_block }),
    ...stopBlock(state, { index }),
  ]);
  state.offset += blocks.length;
  return chunks;
}

interface MessageDelta {
  readonly delta?: { readonly stop_reason?: string | null; readonly stop_details?: MessageState["stopDetails"] };
  readonly usage?: NativeUsage | null;
}

function changeMessage(state: MessageState, { delta, usage }: MessageDelta): readonly Chunk[] {
  state.usage = laterUsage(state.usage, usage);
  state.stopReason = stopWord(delta?.stop_reason) ?? state.stopReason;
  state.stopDetails = delta?.stop_details ?? state.stopDetails;
  return [];
}

function stopMessage(state: MessageState): readonly Chunk[] {
  const { stopReason } = state;
  if (stopReason === undefined) throw protocolError(state, "the message ended without a stop_reason");
  const closing = closeCalls(state);
  if (!goesOn(state)) return [...closing, ...finish(state, stopReason)];
  state.paused = true;
  state.stopReason = undefined;
  return closing;
}

function goesOn({ stopReason, turns, blocks, context }: MessageState): boolean {
  const { resumes } = context.native as NativeRequest;
  return stopReason === "pause_turn" && resumes === true && turns < MOST_TURNS && blocks.size > 0;
}

function closeCalls(state: MessageState): readonly Chunk[] {
  return [...state.blocks].flatMap(([index, open]) => {
    if (open.call === undefined || open.closed) return [];
    const closed = stopBlock(state, { index: index - state.offset });
    if (open.json === "" || state.broken) throw protocolError(state, "the message ended inside a tool call");
    return closed;
  });
}

function finish(state: MessageState, stopReason: string): readonly Chunk[] {
  const { mustCall, answerTool } = state.context.native as NativeRequest;
  if (mustCall && state.calls === 0) throw uncalled(state.context.target);
  state.ended = true;
  const refusal = refusalText(stopReason, state.stopDetails);
  const usage = summed(state.before, state.usage);
  const tokens = decodeUsage(usage);
  const opens = inOrder(state);
  const reason = answerTool && state.calls === 0 ? answered(stopReason) : stopReason;
  const finish_reason = finishReason(
    reason,
    opens.map(({ block }) => block),
  );
  return [
    ...(refusal === null ? [] : [chunk(state, { refusal })]),
    chunk(state, lastWords(state, opens), finish_reason),
    ...(tokens ? [{ ...chunk(state, {}), ...serviceTier(usage), choices: [], usage: tokens }] : []),
  ];
}

/** What the caller should have of the whole answer: the native blocks, and the sources of its text as OpenAI's search models send them. */
function lastWords({ context, broken }: MessageState, opens: readonly Open[]): Delta {
  if (opens.length === 0) return {};
  const blocks = opens.map((open) => open.block);
  const visible = readVisible(blocks, (block) => {
    const open = opens.find((other) => other.block === block);
    return decodeToolCall(block, open?.custom ?? false, open?.json);
  });
  return {
    ...(visible.annotations && { annotations: visible.annotations }),
    ...(!broken && { provider_state: makeState(context.provider, context.model, blocks, visible) }),
  } as Delta;
}
