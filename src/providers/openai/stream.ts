import type { Chunk, ChunkChoice } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import { record } from "../../lib/record.ts";
import type { DecodeContext, StreamCodec } from "../reducer.ts";
import { annotationsOf } from "./citations.ts";
import type { Spoken } from "./content.ts";
import { finishReason } from "./finish-reason.ts";
import { type Manner, mannerOf } from "./manner.ts";
import { hiddenError, namelessCall } from "./no-answer.ts";
import { hear, newSpeech, type Speech } from "./speech.ts";
import { lastDeltas, type OpenCall, readCallDeltas } from "./stream-tools.ts";
import { usageOf } from "./usage.ts";

const OBJECT = "chat.completion.chunk";
const NOTHING: readonly Chunk[] = [];

interface State {
  readonly context: DecodeContext;
  readonly manner: Manner;
  /** The text itself is read, not only passed on. */
  readonly reads: boolean;
  /** Frozen at the first chunk that names them; "" and 0 before. */
  id: string;
  model: string;
  created: number;
  readonly slots: Map<number, Slot>;
  /** The list handed out for a chunk that needs no change: read before the next event, so one is enough. */
  readonly single: [Chunk] | [];
}

/** What is known of one choice. */
interface Slot {
  started: boolean;
  /** It has said something, whatever it was. */
  spoken: boolean;
  /** The whole message it sent in place of deltas. */
  whole: string | undefined;
  readonly calls: OpenCall[];
  readonly speech: Speech;
}

/** A chunk as servers send it: any part may be missing or odd. */
type WireChunk = Partial<Omit<Chunk, "choices">> & { readonly choices?: unknown; readonly error?: unknown };
type WireChoice = Partial<Omit<ChunkChoice, "delta">> & {
  readonly delta?: WireDelta | null;
  /** In place of a delta, from servers that end with the whole message. */
  readonly message?: unknown;
  readonly error?: unknown;
};
type WireDelta = Spoken & { readonly role?: unknown; readonly tool_calls?: unknown };

/** Chunks of any OpenAI-compatible server, as OpenAI would have sent them. An ordinary chunk passes as the same object. */
export const openAIStream: StreamCodec<State, unknown> = {
  initial(context) {
    const manner = mannerOf(context);
    const reads = manner.thinkTags || manner.textOverCalls;
    return { context, manner, reads, id: "", model: "", created: 0, slots: new Map(), single: [] };
  },
  step(state, event) {
    if (typeof event !== "object" || event === null) return NOTHING;
    const chunk = event as WireChunk;
    if (!isOrdinary(state, chunk)) return harden(state, chunk);
    state.single[0] = chunk as Chunk;
    return state.single as readonly Chunk[];
  },
};

/** The common case: text or reasoning of a choice that has begun, from a server that says everything as OpenAI does. */
function isOrdinary(state: State, chunk: WireChunk): boolean {
  const { choices } = chunk;
  if (state.reads || chunk.id !== state.id || chunk.model !== state.model || chunk.created !== state.created)
    return false;
  if (chunk.object !== OBJECT || chunk.error || chunk.usage || !Array.isArray(choices) || choices.length !== 1)
    return false;
  const choice = choices[0] as WireChoice | null;
  if (!choice || choice.error || (choice.finish_reason ?? undefined) !== undefined) return false;
  const { delta } = choice;
  if (typeof delta !== "object" || delta === null) return false;
  if (delta.tool_calls !== undefined || delta.reasoning !== undefined) return false;
  if (typeof delta.content !== "string" && delta.content !== undefined && delta.content !== null) return false;
  // The choice has begun: a role would be its second.
  if (delta.role !== undefined || delta.reasoning_details !== undefined || delta.thinking !== undefined) return false;
  const slot = state.slots.get(choice.index as number);
  if (!slot?.started || choice.message !== undefined) return false;
  slot.spoken ||= speaks(delta);
  return true;
}

function harden(state: State, chunk: WireChunk): readonly Chunk[] {
  const error = hiddenError(chunk);
  if (error) throw error;
  freeze(state, chunk);
  const usage = usageOf(chunk, state.manner.reasoningApart);
  const wire: readonly (WireChoice | null)[] = Array.isArray(chunk.choices) ? chunk.choices : [];
  // Azure begins with a chunk of filter results and no choice; some servers send none with their pings.
  if (wire.length === 0 && !usage) return NOTHING;
  nameAnswer(state);
  const annotations = annotationsOf(chunk as { citations?: unknown });
  const choices = wire
    .map((choice, at) => hardenChoice(state, record(choice), at))
    .map((choice) =>
      annotations && choice.finish_reason ? { ...choice, delta: { annotations, ...choice.delta } } : choice,
    );
  const { id, model, created } = state;
  return [
    {
      ...(chunk as Partial<Chunk>),
      id,
      object: OBJECT,
      created,
      model,
      choices,
      ...(usage && { usage }),
    },
  ];
}

function freeze(state: State, { id, model, created }: WireChunk): void {
  if (typeof id === "string") state.id ||= id;
  if (typeof model === "string") state.model ||= model;
  if (typeof created === "number") state.created ||= Math.floor(created);
}

/** From the first chunk that is passed on, the names stand. */
function nameAnswer(state: State): void {
  const { now, model } = state.context;
  state.model ||= model;
  state.created ||= Math.floor(now / 1000);
  state.id ||= `chatcmpl-${fingerprint(`${now}:${model}`, 24)}`;
}

function hardenChoice(state: State, wire: WireChoice, at: number): ChunkChoice {
  const error = hiddenError(wire as { error?: unknown });
  if (error) throw error;
  const { target } = state.context;
  const { message, ...choice } = wire;
  const index = Number.isInteger(choice.index) ? (choice.index as number) : at;
  const slot = slotOf(state, index);
  const said = saidIn(slot, record(choice.delta), record(message), target);
  const heard = hear(slot.speech, said, state.manner, Boolean(choice.finish_reason));
  const delta = hardenDelta(slot, said, heard, `${state.id}:${index}`);
  const finish_reason = finishReason(choice.finish_reason, slot.calls.length > 0, target);
  if (finish_reason === null) return { ...choice, index, delta, finish_reason } as ChunkChoice;
  const rest = lastDeltas(slot.calls);
  if (rest === undefined) throw namelessCall(target);
  if (rest.length > 0) delta.tool_calls = [...(delta.tool_calls ?? []), ...rest];
  return { ...choice, index, delta, finish_reason } as ChunkChoice;
}

/**
 * What a choice says: its delta, or its message where that stands in place of one. A message after deltas says them again.
 *
 * @throws LlmuxError `stream_error` if further messages say something else: whether they add to the first is anyone's guess.
 */
function saidIn(slot: Slot, delta: WireDelta, message: WireDelta, target: string): WireDelta {
  if (speaks(delta)) {
    slot.spoken = true;
    return delta;
  }
  if (!speaks(message)) return delta;
  const whole = JSON.stringify(message);
  if (!slot.spoken) {
    slot.spoken = true;
    slot.whole = whole;
    return message;
  }
  if (slot.whole === undefined || slot.whole === whole) return delta;
  throw new LlmuxError("stream_error", `${target} streamed several messages in place of deltas`);
}

function speaks({ role: _, ...rest }: WireDelta): boolean {
  return Object.values(rest).some(
    (value) => value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
}

function slotOf(state: State, index: number): Slot {
  const known = state.slots.get(index);
  if (known) return known;
  const slot: Slot = { started: false, spoken: false, whole: undefined, calls: [], speech: newSpeech() };
  state.slots.set(index, slot);
  return slot;
}

function hardenDelta(slot: Slot, wire: WireDelta, heard: ReturnType<typeof hear>, seed: string): ChunkChoice["delta"] {
  const { role, content: said, reasoning: _, reasoning_content: __, thinking: ___, tool_calls, ...rest } = wire;
  const { content, reasoning } = heard;
  const calls = readCallDeltas(slot.calls, heard.calls, seed);
  const first = !slot.started;
  slot.started = true;
  return {
    ...(first && { role: "assistant" as const }),
    ...(content !== undefined ? { content } : said === null && { content: null }),
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...(calls && { tool_calls: calls }),
    ...rest,
  };
}
