import type { FaultContext } from "../../../../src/testing/faults/fault.ts";
import { flow } from "../../../../src/testing/healthy.ts";
import type { Step } from "../../../../src/testing/steps.ts";
import type { Frame } from "../../../../src/testing/wires/answer.ts";
import { A, answer, E, EMPTY, type Expected, I, NO_ANSWER } from "../../expected.ts";
import { eventOf, FOR_EVER, framesOf, stepsOf } from "../../faults/kit.ts";
import { type FaultRow, ONLY_ANTHROPIC, ONLY_GEMINI, ONLY_OPENAI } from "../../row.ts";

/** Some frames of the healthy stream, then steps of one's own. */
const then = (choose: (frames: readonly Frame[]) => readonly Frame[], steps: (at: FaultContext) => Iterable<Step>) =>
  stepsOf("then", function* (at) {
    yield { do: "head", status: 200, headers: at.rendering.headers };
    yield* flow(choose(at.rendering.frames), 0);
    yield { do: "wait", ms: 5 };
    yield* steps(at);
  });

const all = (frames: readonly Frame[]) => frames;
const untilText = (frames: readonly Frame[]) => frames.slice(0, frames.findIndex(({ part }) => part === "content") + 2);
const untilMark = (frames: readonly Frame[]) => frames.slice(0, frames.findIndex(({ part }) => part === "mark") + 1);
const opening = (frames: readonly Frame[]) => frames.filter(({ part }) => part === "opening");

function repeated(make: (at: FaultContext) => string, ms = 20): (at: FaultContext) => Iterable<Step> {
  return function* (at) {
    for (;;) {
      yield { do: "write", bytes: make(at) };
      yield { do: "wait", ms };
    }
  };
}

/** An event with that text, on each wire. */
const says = (at: FaultContext, text: string): string =>
  eventOf(
    at,
    {
      openai: { choices: [{ index: 0, delta: { content: text } }] },
      anthropic: { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
      gemini: { candidates: [{ index: 0, content: { role: "model", parts: [{ text }] } }] },
    }[at.wire.kind],
  ).text;

const more = (at: FaultContext): Frame => ({ part: "content", text: says(at, " and more") });
const reset = (): Iterable<Step> => [{ do: "wait", ms: 40 }, { do: "reset" }];
const stall = (): Iterable<Step> => [FOR_EVER];
const IDLE = I("timeout", { phase: "idle" });
const any = () => true;
const A_OR_CUT: Expected = { ...I("stream_truncated"), way: "answer or interrupted" };

/** What may come behind the end, and what may stand in its place. */
export const ENDINGS: readonly FaultRow[] = [
  {
    id: "N",
    does: "pings for ever after text",
    silent: true,
    fault: then(
      untilText,
      repeated(({ wire }) => wire.ping),
    ),
    stream: IDLE,
  },
  {
    id: "N",
    does: "comments for ever after text",
    silent: true,
    fault: then(
      untilText,
      repeated(() => ": on\n\n"),
    ),
    stream: IDLE,
  },
  {
    id: "N",
    does: "empty texts for ever after text",
    silent: true,
    fault: then(
      untilText,
      repeated((at) => says(at, "")),
    ),
    stream: IDLE,
  },
  {
    id: "N",
    does: "empty texts for ever",
    silent: true,
    fault: then(
      (frames) =>
        frames.slice(
          0,
          frames.findIndex(({ part }) => part === "content"),
        ),
      repeated((at) => says(at, "")),
    ),
    stream: E("timeout", { phase: "first_token" }),
  },
  {
    id: "N",
    does: "an event byte by byte after text",
    silent: true,
    fault: then(
      untilText,
      repeated(() => "d"),
    ),
    stream: IDLE,
  },
  {
    id: "N",
    does: "text for ever",
    bareMayAnswer: true,
    silent: true,
    fault: then(
      untilText,
      repeated((at) => says(at, "on ")),
    ),
    stream: I("timeout", { phase: "total", text: any }),
  },
  {
    id: "N",
    does: "silence after the mark",
    silent: true,
    fault: then(untilMark, stall),
    stream: A,
    except: { anthropic: { stream: IDLE } },
  },
  {
    id: "N",
    does: "pings for ever after the mark",
    silent: true,
    fault: then(
      untilMark,
      repeated(({ wire }) => wire.ping),
    ),
    stream: A,
    except: { anthropic: { stream: IDLE } },
  },
  {
    id: "N",
    does: "reset after the last event",
    fault: then(all, reset),
    stream: A,
    except: { gemini: { stream: A_OR_CUT } },
  },
  {
    id: "N",
    does: "half of `[DONE]`",
    fault: then(untilMark, () => [{ do: "write", bytes: "data: [DO" }, { do: "end" }]),
    stream: A,
    except: ONLY_OPENAI,
  },
  {
    id: "N",
    does: "a finish in the opening event, text, a pause, more text",
    fault: stepsOf("early", function* (at) {
      const { headers, frames } = at.rendering;
      const finish = eventOf(at, { choices: [{ index: 0, delta: { role: "assistant" }, finish_reason: "stop" }] });
      yield { do: "head", status: 200, headers };
      yield* flow([finish, ...untilText(frames)], 0);
      yield { do: "wait", ms: 700 };
      yield* flow(frames.slice(untilText(frames).length), 0);
      yield { do: "end" };
    }),
    stream: A,
    except: ONLY_OPENAI,
  },
  {
    id: "N",
    does: "text after the mark",
    fault: framesOf("more", (frames, at) =>
      frames.flatMap((frame) => (frame.part === "mark" ? [frame, more(at)] : [frame])),
    ),
    stream: { ...A_OR_CUT, kinds: ["stream_truncated", "stream_error", "server_error"], text: any },
  },
  {
    id: "N",
    does: "text after the closing event",
    fault: framesOf("more", (frames, at) => [...frames, more(at)]),
    stream: A,
    except: { gemini: "none", older: "none" },
  },
  {
    id: "N",
    does: "an error after the closing event",
    fault: framesOf("error", (frames, at) => [
      ...frames,
      eventOf(at, at.wire.error({ kind: "overloaded", status: 503 }), "error"),
    ]),
    stream: A,
    except: { gemini: { stream: { ...I("overloaded"), way: "answer or interrupted" } } },
  },
  {
    id: "N",
    does: "`[DONE]` twice",
    fault: framesOf("twice", (frames) => [...frames, frames.at(-1)!]),
    stream: A,
    except: ONLY_OPENAI,
  },
  {
    id: "N",
    does: "`[DONE]` first",
    fault: framesOf("first", (frames) => [frames.at(-1)!, ...frames]),
    stream: NO_ANSWER,
    except: ONLY_OPENAI,
  },
  {
    id: "N",
    does: "another finish after the first",
    fault: framesOf("two", (frames, at) =>
      frames.flatMap((frame) =>
        frame.part === "mark"
          ? [frame, eventOf(at, { choices: [{ index: 0, delta: {}, finish_reason: "length" }] })]
          : [frame],
      ),
    ),
    stream: answer({ finish: "length" }),
    except: ONLY_OPENAI,
  },
  {
    id: "N",
    does: "usage and the closing event alone",
    fault: framesOf("usage", (frames) => frames.filter(({ part }) => part === "usage" || part === "closing")),
    stream: NO_ANSWER,
    except: { gemini: "none", older: "none" },
  },
  {
    id: "N",
    does: "opening and mark, nothing said",
    fault: framesOf("nothing", (frames) => frames.filter(({ part }) => part !== "content")),
    stream: EMPTY,
  },
  {
    id: "N",
    does: "opening events alone",
    fault: framesOf("opening", opening),
    stream: NO_ANSWER,
    except: { gemini: "none", older: "none" },
  },
  {
    id: "N",
    does: "the finish is `error`",
    fault: framesOf("error", (frames, at) => [
      ...untilText(frames),
      eventOf(at, { choices: [{ index: 0, delta: {}, finish_reason: "error" }] }),
    ]),
    stream: I(["stream_error", "server_error"]),
    except: ONLY_OPENAI,
  },
  {
    id: "N",
    does: "MALFORMED_FUNCTION_CALL after text",
    fault: framesOf("malformed", (frames, at) => [
      ...untilText(frames),
      eventOf(at, { candidates: [{ index: 0, finishReason: "MALFORMED_FUNCTION_CALL" }] }),
    ]),
    stream: I("bad_generation", { counted: false }),
    except: ONLY_GEMINI,
  },
  {
    id: "N",
    does: "an error in Google's lines, not in an event",
    fault: framesOf("lines", (frames, at) => [
      ...untilText(frames),
      { part: "between", text: `${JSON.stringify(at.wire.error({ kind: "overloaded", status: 503 }), null, 2)}\n` },
    ]),
    stream: I("overloaded"),
    except: {
      ...ONLY_GEMINI,
      older: {
        stream: { ...NO_ANSWER, way: "interrupted or error", kinds: ["overloaded", ...NO_ANSWER.kinds], alone: 1 },
      },
    },
  },
  {
    id: "N",
    does: "a block that was never begun",
    fault: framesOf("stray", (frames, at) => [
      ...untilText(frames),
      eventOf(at, { type: "content_block_delta", index: 9, delta: { type: "text_delta", text: "stray" } }),
      ...frames.slice(untilText(frames).length),
    ]),
    stream: { ...A_OR_CUT, kinds: ["stream_error"], text: any },
    except: ONLY_ANTHROPIC,
  },
  {
    id: "N",
    does: "an error event without an error",
    fault: framesOf("bare", (frames, at) => [
      ...untilText(frames),
      { part: "between", text: at.wire.event("{}", "error") },
    ]),
    stream: I(["stream_error", "server_error", "stream_truncated"]),
    except: ONLY_ANTHROPIC,
  },
  {
    id: "N",
    does: "an error event of an unknown type",
    fault: framesOf("new", (frames, at) => [
      ...untilText(frames),
      eventOf(at, { type: "error", error: { type: "novel_error", message: "new" } }),
    ]),
    stream: I(["stream_error", "server_error"]),
    except: ONLY_ANTHROPIC,
  },
];
