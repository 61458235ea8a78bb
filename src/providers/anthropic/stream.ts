import type { Chunk, ChunkChoice } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import { makeState } from "../provider-state.ts";
import type { DecodeContext, StreamCodec } from "../reducer.ts";
import { answerText, isAnswer } from "./answer-tool.ts";
import { answered, uncalled } from "./decode.ts";
import type { NativeRequest } from "./draft.ts";
import { finishReason, refusalText } from "./finish-reason.ts";
import { serviceTier } from "./service-tier.ts";
import { decodeToolCall, rawInput } from "./tool-calls.ts";
import { decodeUsage, laterUsage, type NativeUsage } from "./usage.ts";
import { type NativeBlock, readVisible } from "./visible.ts";

/** An event of a Messages stream, also of a kind not yet known here. */
export interface NativeEvent {
  readonly type: string;
}

interface Open {
  readonly block: NativeBlock;
  /** Place among the client's tool calls; undefined for every other block. */
  readonly call: number | undefined;
  readonly custom: boolean;
  /** The call whose input is the answer: it is read as text. */
  readonly answer: boolean;
  /** Streamed JSON of the block's input. */
  json: string;
  closed: boolean;
}

interface State {
  readonly context: DecodeContext;
  id: string | undefined;
  model: string;
  usage: NativeUsage | undefined;
  stopReason: string | undefined;
  stopDetails: { explanation?: string | null } | null | undefined;
  readonly blocks: Map<number, Open>;
  calls: number;
  /** An input was no JSON, so the native blocks are not what the model wrote. */
  broken: boolean;
  ended: boolean;
}

type Delta = ChunkChoice["delta"];
type Step<Event> = (state: State, event: Event) => readonly Chunk[];

/** Reads the events of a Messages stream as chunks; the finish comes with `message_stop` and not before. */
export const anthropicStream: StreamCodec<State, NativeEvent> = {
  initial: (context) => ({
    context,
    id: undefined,
    model: context.model,
    usage: undefined,
    stopReason: undefined,
    stopDetails: undefined,
    blocks: new Map(),
    calls: 0,
    broken: false,
    ended: false,
  }),
  step(state, event) {
    if (!Object.hasOwn(EVENTS, event.type) || state.ended) return [];
    return EVENTS[event.type as keyof typeof EVENTS](state, event as never);
  },
};

const EVENTS = {
  message_start: startMessage,
  content_block_start: startBlock,
  content_block_delta: growBlock,
  content_block_stop: stopBlock,
  message_delta: changeMessage,
  message_stop: stopMessage,
} satisfies Record<string, Step<never>>;

interface MessageStart {
  readonly message: {
    readonly id: string;
    readonly model?: string;
    readonly usage?: NativeUsage;
    readonly content?: readonly NativeBlock[];
    readonly stop_reason?: string | null;
  };
}

function startMessage(state: State, { message }: MessageStart): readonly Chunk[] {
  const first = state.id === undefined;
  if (!first && message.id !== state.id && state.blocks.size > 0) {
    throw protocolError(state, `a second message (${message.id}) began inside the first (${state.id})`);
  }
  state.usage = laterUsage(state.usage, message.usage);
  if (!first) return [];
  state.id = message.id;
  state.model = message.model ?? state.model;
  state.stopReason = message.stop_reason ?? undefined;
  return [chunk(state, { role: "assistant", content: "" }), ...startedBlocks(state, message.content ?? [])];
}

/** After a programmatic tool call a message may begin with whole blocks: they stand before those that are streamed. */
function startedBlocks(state: State, blocks: readonly NativeBlock[]): readonly Chunk[] {
  return blocks.flatMap((content_block, at) => {
    const index = at - blocks.length;
    return [...startBlock(state, { index, content_block }), ...stopBlock(state, { index })];
  });
}

interface BlockStart {
  readonly index: number;
  readonly content_block: NativeBlock;
}

function startBlock(state: State, { index, content_block }: BlockStart): readonly Chunk[] {
  const { customTools, answerTool } = state.context.native as NativeRequest;
  const answer = isAnswer(content_block, answerTool);
  const block = answer ? { type: "text", text: "" } : { ...content_block };
  const isCall = block.type === "tool_use";
  const custom = isCall && customTools.includes(block.name ?? "");
  const open: Open = { block, call: isCall ? state.calls++ : undefined, custom, answer, json: "", closed: false };
  state.blocks.set(index, open);
  if (open.call !== undefined) return [callChunk(state, open, { id: block.id, name: block.name, text: "" })];
  if (block.type === "text" && block.text) return [chunk(state, { content: block.text })];
  if (block.type === "thinking" && block.thinking) return [chunk(state, { reasoning_content: block.thinking })];
  return [];
}

interface BlockDelta {
  readonly index: number;
  readonly delta: {
    readonly type: string;
    readonly text?: string;
    readonly thinking?: string;
    readonly signature?: string;
    readonly partial_json?: string;
    readonly citation?: unknown;
  };
}

function growBlock(state: State, { index, delta }: BlockDelta): readonly Chunk[] {
  if (!Object.hasOwn(DELTAS, delta.type)) return [];
  const open = state.blocks.get(index) ?? openedBy(state, index, delta.type);
  return DELTAS[delta.type as keyof typeof DELTAS](state, open, delta);
}

/** Some gateways leave out where a text begins; nothing else can be told from its deltas. */
function openedBy(state: State, index: number, type: string): Open {
  const kind = type === "text_delta" ? "text" : type === "thinking_delta" ? "thinking" : undefined;
  if (kind === undefined) throw protocolError(state, `content came for block ${index}, which had not begun`);
  const open: Open = { block: { type: kind }, call: undefined, custom: false, answer: false, json: "", closed: false };
  state.blocks.set(index, open);
  return open;
}

type Grow = (state: State, open: Open, delta: BlockDelta["delta"]) => readonly Chunk[];

const DELTAS = {
  text_delta(state, { block }, { text = "" }) {
    block.text = (block.text ?? "") + text;
    return text ? [chunk(state, { content: text })] : [];
  },
  thinking_delta(state, { block }, { thinking = "" }) {
    block.thinking = (block.thinking ?? "") + thinking;
    return thinking ? [chunk(state, { reasoning_content: thinking })] : [];
  },
  signature_delta(_state, { block }, { signature = "" }) {
    block.signature = signature;
    return [];
  },
  citations_delta(_state, { block }, { citation }) {
    block.citations = [...(block.citations ?? []), citation];
    return [];
  },
  input_json_delta(state, open, { partial_json: text = "" }) {
    open.json += text;
    if (open.answer) return sayAnswer(state, open, text);
    return text && open.call !== undefined && !open.custom ? [callChunk(state, open, { text })] : [];
  },
} satisfies Record<string, Grow>;

function stopBlock(state: State, { index }: { readonly index: number }): readonly Chunk[] {
  const open = state.blocks.get(index);
  if (!open || open.closed) return [];
  open.closed = true;
  if (open.answer) return endAnswer(state, open);
  if (open.json) readInput(state, open);
  if (open.call === undefined) return [];
  if (open.custom) return [callChunk(state, open, { text: rawInput(open.block.input) })];
  return open.json ? [] : [callChunk(state, open, { text: JSON.stringify(open.block.input ?? {}) })];
}

/** An answer that is the whole input is passed on as it comes; any other when it is there. */
function sayAnswer(state: State, { block }: Open, text: string): readonly Chunk[] {
  if (!text || (state.context.native as NativeRequest).answerTool?.wrapped) return [];
  block.text += text;
  return [chunk(state, { content: text })];
}

function endAnswer(state: State, { block, json }: Open): readonly Chunk[] {
  if (block.text) return [];
  let input: unknown = {};
  try {
    input = JSON.parse(json || "{}");
  } catch {
    state.broken = true;
    block.text = json;
  }
  block.text ||= answerText(input, (state.context.native as NativeRequest).answerTool!);
  return [chunk(state, { content: block.text })];
}

function readInput(state: State, { block, json }: Open): void {
  try {
    block.input = JSON.parse(json);
  } catch {
    state.broken = true;
  }
}

interface MessageDelta {
  readonly delta?: { readonly stop_reason?: string | null; readonly stop_details?: State["stopDetails"] };
  readonly usage?: NativeUsage | null;
}

function changeMessage(state: State, { delta, usage }: MessageDelta): readonly Chunk[] {
  state.usage = laterUsage(state.usage, usage);
  state.stopReason = delta?.stop_reason ?? state.stopReason;
  state.stopDetails = delta?.stop_details ?? state.stopDetails;
  return [];
}

function stopMessage(state: State): readonly Chunk[] {
  const { stopReason } = state;
  if (stopReason === undefined) throw protocolError(state, "the message ended without a stop_reason");
  const opens = [...state.blocks.entries()].sort(([a], [b]) => a - b).map(([, open]) => open);
  const closing = [...state.blocks].flatMap(([index, open]) => {
    if (open.call === undefined || open.closed) return [];
    const closed = stopBlock(state, { index });
    if (open.json === "" || state.broken) throw protocolError(state, "the message ended inside a tool call");
    return closed;
  });
  const { mustCall, answerTool } = state.context.native as NativeRequest;
  if (mustCall && state.calls === 0) throw uncalled(state.context.target);
  state.ended = true;
  const refusal = refusalText(stopReason, state.stopDetails);
  const tokens = decodeUsage(state.usage);
  return [
    ...closing,
    ...(refusal === null ? [] : [chunk(state, { refusal })]),
    chunk(
      state,
      lastWords(state, opens),
      finishReason(answerTool && state.calls === 0 ? answered(stopReason) : stopReason),
    ),
    ...(tokens ? [{ ...chunk(state, {}), ...serviceTier(state.usage), choices: [], usage: tokens }] : []),
  ];
}

/** What the caller should have of the whole answer: the native blocks, and the sources of its text as OpenAI's search models send them. */
function lastWords({ context, broken }: State, opens: readonly Open[]): Delta {
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

function callChunk(
  state: State,
  { call, custom }: Open,
  part: { id?: string | undefined; name?: string | undefined; text: string },
): Chunk {
  const { id, name, text } = part;
  const named = name === undefined ? {} : { name };
  const first = id === undefined ? {} : { id, type: custom ? "custom" : "function" };
  const body = custom ? { custom: { ...named, input: text } } : { function: { ...named, arguments: text } };
  return chunk(state, { tool_calls: [{ index: call, ...first, ...body }] } as Delta);
}

function chunk(state: State, delta: Delta, finish_reason: ChunkChoice["finish_reason"] = null): Chunk {
  if (state.id === undefined) throw protocolError(state, "content came before message_start");
  return {
    id: state.id,
    object: "chat.completion.chunk",
    created: Math.floor(state.context.now / 1000),
    model: state.model,
    choices: [{ index: 0, delta, finish_reason }],
  };
}

function protocolError({ context }: State, what: string): LlmuxError {
  return new LlmuxError("stream_error", `${context.target}: the stream broke Anthropic's protocol: ${what}`);
}
