import { flow } from "../healthy.ts";
import type { Step } from "../steps.ts";
import type { Frame } from "../wires/answer.ts";
import type { Fault, FaultContext } from "./fault.ts";

const FOR_EVER: Step = { do: "wait", ms: Number.POSITIVE_INFINITY };
const END: Step = { do: "end" };
const RESET: Step = { do: "reset" };

/** Faults inside a body that began well. JSON bodies are cut in the same places: after the first bytes, in the middle, before the end. */
export const streams = {
  cut_before_text: {
    says: "ends after the opening events, before any content",
    steps: (at) => sent(at, opening(at), [END]),
  },
  cut_mid_stream: { says: "ends cleanly after some content", steps: (at) => sent(at, some(at), [END]) },
  cut_mid_event: { says: "ends cleanly inside an event", steps: (at) => sent(at, broken(at), [END]) },
  no_terminal_mark: {
    says: "ends cleanly after all content, without the provider's terminal mark",
    steps: (at) => sent(at, at.rendering.frames.filter(before("mark")), [END]),
  },
  mark_only: {
    says: "the terminal mark alone, with nothing before it",
    steps: (at) =>
      sent(
        at,
        at.rendering.frames.filter((frame) => !before("mark")(frame)),
        [END],
      ),
  },
  no_closing_event: {
    says: "complete, but the event after the terminal mark is missing ([DONE], message_stop; Gemini has none)",
    steps: (at) =>
      sent(
        at,
        at.rendering.frames.filter((frame) => frame.part !== "closing"),
        [END],
      ),
  },
  finish_twice: {
    says: "the terminal mark is sent twice",
    steps: (at) => sent(at, doubled(at.rendering.frames), [END]),
  },
  reset_after_headers: { says: "resets the connection after the headers", steps: (at) => sent(at, [], [RESET]) },
  reset_mid_stream: { says: "resets the connection after some content", steps: (at) => sent(at, some(at), [RESET]) },
  hang_after_headers: { says: "headers, then silence", steps: (at) => sent(at, [], [FOR_EVER]) },
  hang_after_opening: { says: "the opening events, then silence", steps: (at) => sent(at, opening(at), [FOR_EVER]) },
  hang_mid_body: { says: "silence inside an event", steps: (at) => sent(at, broken(at), [FOR_EVER]) },
  stall_mid_stream: { says: "silence after some content", steps: (at) => sent(at, some(at), [FOR_EVER]) },
  open_after_completion: {
    says: "a complete body on a socket that stays open",
    steps: (at) => sent(at, at.rendering.frames, [FOR_EVER]),
  },
  pings_forever: { says: "pings and nothing else, for ever", steps: (at) => sent(at, [], repeated(at, at.wire.ping)) },
  comments_forever: {
    says: "SSE comments and nothing else, for ever",
    steps: (at) => sent(at, [], repeated(at, ": waiting\n\n")),
  },
  error_first: {
    says: "200, then the provider's overload error as the first event",
    steps: (at) => sent(at, [failure(at)], [END]),
  },
  error_mid_stream: {
    says: "the provider's overload error as an event after some content",
    steps: (at) => sent(at, [...some(at), failure(at)], [END]),
  },
  undecodable_first: {
    says: "an event that is not JSON, first",
    steps: (at) => sent(at, [garbage(at), ...at.rendering.frames], [END]),
  },
  undecodable_mid_stream: {
    says: "an event that is not JSON, after some content",
    steps: (at) => sent(at, spoiled(at), [END]),
  },
  malformed_sse: {
    says: "a stream whose lines are no SSE fields",
    steps: (at) => sent(at, unframed(at.rendering.frames), [END]),
  },
} as const satisfies Readonly<Record<string, Fault>>;

function* sent({ rendering }: FaultContext, frames: readonly Frame[], then: Iterable<Step>): Iterable<Step> {
  yield { do: "head", status: 200, headers: rendering.headers };
  yield* flow(frames, rendering.pauseMs);
  // What was written must have arrived before the connection is torn.
  yield { do: "wait", ms: 5 };
  yield* then;
}

function opening({ rendering }: FaultContext): readonly Frame[] {
  const first = rendering.frames.findIndex((frame) => frame.part === "content");
  return rendering.frames.slice(0, first);
}

/** Everything up to and including the content event after which the fault comes. */
function some({ rendering, options }: FaultContext): readonly Frame[] {
  const { frames } = rendering;
  const wanted = options.afterChunks ?? 2;
  const places = frames.flatMap((frame, index) => (frame.part === "content" ? [index] : []));
  const last = wanted === 0 ? (places[0] ?? 0) - 1 : (places[wanted - 1] ?? places.at(-1) ?? -1);
  return frames.slice(0, last + 1);
}

function broken(at: FaultContext): readonly Frame[] {
  const whole = some(at);
  const next = at.rendering.frames[whole.length];
  return next ? [...whole, { ...next, text: next.text.slice(0, next.text.length / 2) }] : whole;
}

function before(part: Frame["part"]): (frame: Frame) => boolean {
  const order: readonly Frame["part"][] = ["opening", "content", "between", "mark", "usage", "closing"];
  return (frame) => order.indexOf(frame.part) < order.indexOf(part);
}

function doubled(frames: readonly Frame[]): readonly Frame[] {
  return frames.flatMap((frame) => (frame.part === "mark" ? [frame, frame] : [frame]));
}

function failure({ wire, rendering }: FaultContext): Frame {
  const body = JSON.stringify(wire.error({ kind: "overloaded", status: 503 }));
  return { part: "content", text: rendering.isStream ? wire.event(body, "error") : body };
}

function garbage({ wire, rendering }: FaultContext): Frame {
  const body = '{"this is": not JSON';
  return { part: "content", text: rendering.isStream ? wire.event(body, EVENT_NAMES[wire.kind]) : body };
}

const EVENT_NAMES: Readonly<Record<string, string>> = { anthropic: "content_block_delta" };

function spoiled(at: FaultContext): readonly Frame[] {
  const whole = some(at);
  return [...whole, garbage(at), ...at.rendering.frames.slice(whole.length)];
}

function unframed(frames: readonly Frame[]): readonly Frame[] {
  return frames.map((frame) => ({ ...frame, text: frame.text.replaceAll(/^(data|event): ?/gm, "<$1> ") }));
}

function* repeated({ options, rendering }: FaultContext, text: string): Iterable<Step> {
  for (;;) {
    yield { do: "write", bytes: rendering.isStream ? text : " " };
    yield { do: "wait", ms: options.delayMs ?? 20 };
  }
}
