import type { Chunk } from "../../contract/chat.ts";
import { jsonIn } from "../../lib/json-in.ts";
import { textOf } from "../text-of.ts";
import { answerText, isAnswer } from "./answer-tool.ts";
import type { NativeRequest } from "./draft.ts";
import { chunk, type Delta, type MessageState, type Open, protocolError } from "./message-state.ts";
import { identified, rawInput } from "./tool-calls.ts";
import type { NativeBlock } from "./visible.ts";

/** `content_block_start`. */
interface BlockStart {
  readonly index: number;
  readonly content_block?: NativeBlock;
}

export function startBlock(state: MessageState, { index, content_block }: BlockStart): readonly Chunk[] {
  // One without its block begins with its first delta.
  if (!content_block) return [];
  const { customTools, answerTool } = state.context.native as NativeRequest;
  const answer = isAnswer(content_block, answerTool);
  const place = state.offset + index;
  const block = answer ? { type: "text", text: "" } : { ...identified(content_block, state.id ?? "", place) };
  const isCall = block.type === "tool_use";
  const custom = isCall && customTools.includes(block.name ?? "");
  const open: Open = { block, call: isCall ? state.calls++ : undefined, custom, answer, json: "", closed: false };
  state.blocks.set(place, open);
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
    readonly content?: unknown;
  };
}

export function growBlock(state: MessageState, { index, delta }: BlockDelta): readonly Chunk[] {
  if (!Object.hasOwn(DELTAS, delta.type)) return [];
  const open = state.blocks.get(state.offset + index) ?? openedBy(state, index, delta.type);
  return DELTAS[delta.type as keyof typeof DELTAS](state, open, delta);
}

/** Some gateways leave out where a text or a thought begins; nothing else can be told from its deltas. */
function openedBy(state: MessageState, index: number, type: string): Open {
  const kind = STARTED_BY[type];
  if (kind === undefined) throw protocolError(state, `content came for block ${index}, which had not begun`);
  const open: Open = { block: { type: kind }, call: undefined, custom: false, answer: false, json: "", closed: false };
  state.blocks.set(state.offset + index, open);
  return open;
}

const STARTED_BY: Readonly<Record<string, string>> = {
  text_delta: "text",
  citations_delta: "text",
  thinking_delta: "thinking",
  signature_delta: "thinking",
};

type Grow = (state: MessageState, open: Open, delta: BlockDelta["delta"]) => readonly Chunk[];

const DELTAS = {
  text_delta(state, { block }, delta) {
    const text = textOf(delta.text);
    block.text = (block.text ?? "") + text;
    return text ? [chunk(state, { content: text })] : [];
  },
  thinking_delta(state, { block }, delta) {
    const thinking = textOf(delta.thinking);
    block.thinking = (block.thinking ?? "") + thinking;
    return thinking ? [chunk(state, { reasoning_content: thinking })] : [];
  },
  signature_delta(_state, { block }, { signature = "" }) {
    block.signature = signature;
    return [];
  },
  compaction_delta(_state, { block }, { content }) {
    block.content = content;
    return [];
  },
  citations_delta(_state, { block }, { citation }) {
    block.citations = [...(block.citations ?? []), citation];
    return [];
  },
  input_json_delta(state, open, { partial_json }) {
    const text = textOf(partial_json);
    open.json += text;
    if (open.answer) return sayAnswer(state, open, text);
    return text && open.call !== undefined && !open.custom ? [callChunk(state, open, { text })] : [];
  },
} satisfies Record<string, Grow>;

export function stopBlock(state: MessageState, { index }: { readonly index: number }): readonly Chunk[] {
  const open = state.blocks.get(state.offset + index);
  if (!open || open.closed) return [];
  open.closed = true;
  if (open.answer) return endAnswer(state, open);
  if (open.json) readInput(state, open);
  if (open.call === undefined) return [];
  if (open.custom) return [callChunk(state, open, { text: rawInput(open.block.input) })];
  return open.json ? [] : [callChunk(state, open, { text: JSON.stringify(open.block.input ?? {}) })];
}

/** An answer that is the whole input is passed on as it comes; any other when it is there. */
function sayAnswer(state: MessageState, { block }: Open, text: string): readonly Chunk[] {
  if (!text || (state.context.native as NativeRequest).answerTool?.wrapped) return [];
  block.text += text;
  return [chunk(state, { content: text })];
}

function endAnswer(state: MessageState, { block, json }: Open): readonly Chunk[] {
  if (block.text) return [];
  const input = jsonIn(json || "{}");
  if (input === undefined) {
    state.broken = true;
    block.text = json;
  }
  block.text ||= answerText(input, (state.context.native as NativeRequest).answerTool!);
  return [chunk(state, { content: block.text })];
}

function readInput(state: MessageState, { block, json }: Open): void {
  const input = jsonIn(json);
  if (input === undefined) state.broken = true;
  else block.input = input;
}

function callChunk(
  state: MessageState,
  { call, custom }: Open,
  part: { id?: string | undefined; name?: string | undefined; text: string },
): Chunk {
  const { id, name, text } = part;
  const named = name === undefined ? {} : { name };
  const first = id === undefined ? {} : { id, type: custom ? "custom" : "function" };
  const body = custom ? { custom: { ...named, input: text } } : { function: { ...named, arguments: text } };
  return chunk(state, { tool_calls: [{ index: call, ...first, ...body }] } as Delta);
}
