import { list, record } from "../../lib/record.ts";
import { endOf, usageOf } from "./end.ts";
import { head, reportOf, type Subject } from "./head.ts";
import { type OpenCall, openCall } from "./open-call.ts";
import type { Emit, OpenItem } from "./open-item.ts";
import { type OpenMessage, openMessage } from "./open-message.ts";
import { type OpenReasoning, openReasoning } from "./open-reasoning.ts";
import type { Fields } from "./refuse.ts";
import { sealState } from "./state.ts";

/** An event of a streamed response. */
export type ResponseEvent = Fields & { readonly type: string; readonly sequence_number: number };

/** Turns the chunks of a chat stream into a response's events. Pure: chunks in, events out. */
export interface EventEncoder {
  chunk(chunk: Fields): readonly ResponseEvent[];
  /** The stream ended well. */
  end(): readonly ResponseEvent[];
  /** It broke. */
  fail(error: { readonly code: string; readonly message: string }): readonly ResponseEvent[];
  /** All items so far, in their last form. */
  items(): readonly Fields[];
}

interface State {
  readonly subject: Subject;
  readonly all: OpenItem[];
  readonly calls: Map<unknown, OpenCall>;
  /** The text or reasoning that is being written. */
  current: OpenMessage | OpenReasoning | undefined;
  head: Fields | undefined;
  finish: unknown;
  usage: unknown;
  report: unknown;
  providerState: unknown;
}

export function eventEncoder(subject: Subject): EventEncoder {
  const state: State = {
    ...{ subject, all: [], calls: new Map(), current: undefined, head: undefined },
    ...{ finish: undefined, usage: undefined, report: undefined, providerState: undefined },
  };
  let sequence = 0;
  let events: ResponseEvent[] = [];
  const emit: Emit = (type, fields) => {
    events.push({ type, sequence_number: sequence, ...fields });
    sequence += 1;
  };
  const taken = () => {
    const all = events;
    events = [];
    return all;
  };
  const begin = (chunk: Fields) => {
    if (state.head !== undefined) return;
    state.head = head(subject, chunk);
    emit("response.created", { response: state.head });
    emit("response.in_progress", { response: state.head });
  };
  const items = () => state.all.map(({ item }) => item);
  const last = (fields: Fields) => ({
    response: {
      ...state.head,
      ...fields,
      output: items(),
      usage: usageOf(state.usage),
      ...reportOf(state.report, subject),
    },
  });
  return {
    chunk(chunk) {
      begin(chunk);
      take(chunk, state, emit);
      return taken();
    },
    end() {
      begin({});
      closeAll(state, emit);
      const end = endOf(state.finish);
      emit(`response.${String(end.status)}`, last(end));
      return taken();
    },
    fail(error) {
      begin({});
      emit("response.failed", last({ status: "failed", error }));
      return taken();
    },
    items,
  };
}

function take(chunk: Fields, state: State, emit: Emit): void {
  if (chunk.usage) state.usage = chunk.usage;
  if (chunk.x_llmux !== undefined) state.report = chunk.x_llmux;
  const { delta, finish_reason, logprobs } = record(list(chunk.choices)[0]);
  const { reasoning_content, content, refusal, annotations, tool_calls, provider_state } = record(delta);
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  if (isText(reasoning_content)) reasoning(state, emit).think(reasoning_content, emit);
  if (isText(content)) message(state, emit).say("text", content, list(record(logprobs).content), emit);
  if (isText(refusal)) message(state, emit).say("refusal", refusal, [], emit);
  if (list(annotations).length > 0) message(state, emit).cite(annotations, emit);
  for (const call of list(tool_calls)) callOf(record(call), state, emit).write(call, emit);
  if (provider_state) state.providerState = provider_state;
  if (finish_reason) state.finish = finish_reason;
}

function add<Item extends OpenItem>(state: State, make: (key: string, at: number) => Item): Item {
  const item = make(state.subject.key, state.all.length);
  state.all.push(item);
  return item;
}

function reasoning(state: State, emit: Emit): OpenReasoning {
  if (state.current?.kind === "reasoning") return state.current as OpenReasoning;
  leave(state, emit);
  const opened = add(state, (key, at) => openReasoning(key, at, emit));
  state.current = opened;
  return opened;
}

function message(state: State, emit: Emit): OpenMessage {
  if (state.current?.kind === "message") return state.current as OpenMessage;
  leave(state, emit);
  const opened = add(state, (key, at) => openMessage(key, at, emit));
  state.current = opened;
  return opened;
}

function callOf(delta: Fields, state: State, emit: Emit): OpenCall {
  const known = state.calls.get(delta.index);
  if (known !== undefined) return known;
  leave(state, emit);
  const opened = add(state, (key, at) => openCall(key, at, delta, emit));
  state.calls.set(delta.index, opened);
  return opened;
}

/** What is being written is whole. Reasoning whose provider's state is wanted waits for that, which comes last. */
function leave(state: State, emit: Emit): void {
  const { current, subject } = state;
  state.current = undefined;
  if (current === undefined) return;
  if ("finish" in current) current.finish(emit);
  if (!("finish" in current) || !subject.carriesState) current.close(emit);
}

function closeAll(state: State, emit: Emit): void {
  leave(state, emit);
  const { subject, providerState } = state;
  if (subject.carriesState) {
    const wanted = providerState !== undefined && !state.all.some(({ kind }) => kind === "reasoning");
    if (wanted) reasoning(state, emit);
    const [first, ...others] = state.all.filter(({ kind }) => kind === "reasoning");
    first?.close(emit, providerState === undefined ? {} : { encrypted_content: sealState(providerState) });
    for (const item of others) item.close(emit);
  }
  for (const call of state.calls.values()) call.close(emit);
  // OpenAI answers nothing with an empty message.
  if (state.all.length === 0) add(state, (key, at) => openMessage(key, at, emit)).close(emit);
}
