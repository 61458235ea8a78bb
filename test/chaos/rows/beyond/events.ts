import type { FaultContext } from "../../../../src/testing/faults/fault.ts";
import type { Frame } from "../../../../src/testing/wires/answer.ts";
import { A, A_OR_E, answer, E, type Expected, I, NO_ANSWER } from "../../expected.ts";
import { bodyOf, editedEvents, eventOf, framesOf, put, stepsOf } from "../../faults/kit.ts";
import { type FaultRow, ONLY_ANTHROPIC, ONLY_OPENAI } from "../../row.ts";

const TRUNCATED = I("stream_truncated");
/** Whole, or said to be cut: nothing else would be honest. */
const A_OR_I: Expected = {
  ...TRUNCATED,
  kinds: ["stream_truncated", "stream_error", "server_error"],
  way: "answer or interrupted",
  alone: 1,
};
/** Google's older SDK reads lines of its own kind only. */
const OLDER_READS_LITTLE = { older: { stream: A_OR_E } };
const BROKEN = ["stream_error", "server_error", "stream_truncated", "overloaded"] as const;

/** The whole body, its text changed. */
const rewritten = (change: (body: string) => string) =>
  stepsOf("rewritten", function* (at: FaultContext) {
    yield { do: "head", status: 200, headers: at.rendering.headers };
    yield { do: "write", bytes: change(bodyOf(at)) };
    yield { do: "end" };
  });

const without = (gone: (frame: Frame) => boolean) =>
  framesOf("without", (frames) => frames.filter((frame) => !gone(frame)));

/** The frames, with others put before the first of that part. */
const insertedAt = (part: Frame["part"], make: (at: FaultContext) => readonly Frame[], after = false) =>
  framesOf("with more", (frames, at) => {
    const place = frames.findIndex((frame) => frame.part === part) + Number(after);
    return [...frames.slice(0, place), ...make(at), ...frames.slice(place)];
  });

const raw = (text: string): Frame => ({ part: "between", text });
const overload = (at: FaultContext) => [eventOf(at, at.wire.error({ kind: "overloaded", status: 503 }), "error")];
const dataOf = (value: string) => (at: FaultContext) => [
  at.wire.kind === "anthropic" ? raw(`data: ${value}\n\n`) : eventOf(at, value),
];

const AFTER_TEXT: readonly Frame["part"][] = ["mark", "usage", "closing"];

/** What may stand in a stream, and what may be missing from it. */
export const EVENTS: readonly FaultRow[] = [
  { id: "E", does: "no blank line after the last event", fault: rewritten((body) => body.trimEnd()), stream: A_OR_I },
  {
    id: "E",
    does: "lines end in CR alone",
    fault: rewritten((body) => body.replaceAll("\r\n", "\n").replaceAll("\n", "\r")),
    stream: A,
    except: OLDER_READS_LITTLE,
  },
  {
    id: "E",
    does: "`data:` without a blank",
    fault: rewritten((body) => body.replaceAll("data: ", "data:")),
    stream: A,
    except: OLDER_READS_LITTLE,
  },
  {
    id: "E",
    does: "`id` and `retry` fields",
    fault: rewritten((body) => body.replaceAll("data: ", "id: 7\nretry: 10\ndata: ")),
    stream: A,
    except: OLDER_READS_LITTLE,
  },
  {
    id: "E",
    does: "an event in several `data` lines",
    fault: rewritten((body) => body.replaceAll(/^data: \{/gm, "data: {\ndata: ")),
    stream: A,
    except: OLDER_READS_LITTLE,
  },
  {
    id: "E",
    does: "empty `data` lines between events",
    fault: rewritten((body) => body.replaceAll(/^data: \{/gm, "data:\n\ndata: {")),
    stream: A_OR_E,
  },
  {
    id: "E",
    does: "blank lines between events",
    fault: rewritten((body) => body.replaceAll(/(\r?\n){2}/g, "\n\n\n\n\n")),
    stream: A,
    except: { older: { stream: { ...NO_ANSWER, way: "interrupted or error" } } },
  },
  {
    id: "E",
    does: "another id, model and time in each event",
    fault: framesOf("ids", (frames) =>
      frames.map((frame, at) => ({
        ...frame,
        text: frame.text.replace(/"(id|model|responseId|modelVersion)":"[^"]*"/g, `"$1":"other-${at}"`),
      })),
    ),
    stream: A,
  },
  {
    id: "E",
    does: "names of events that say something else",
    fault: rewritten((body) => body.replaceAll(/^event: .*$/gm, "event: message")),
    stream: A,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "no names of events",
    fault: rewritten((body) => body.replaceAll(/^event: .*\n/gm, "")),
    stream: A_OR_E,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "a field nobody knows, and one without a colon",
    fault: rewritten((body) => body.replaceAll("data: ", "novelty: 1\nnocolon\ndata: ")),
    stream: A,
    except: OLDER_READS_LITTLE,
  },
  { id: "E", does: "`null` as an event", fault: insertedAt("content", dataOf("null"), true), stream: A_OR_I },
  { id: "E", does: "a number as an event", fault: insertedAt("content", dataOf("42"), true), stream: A_OR_I },
  { id: "E", does: "a list as an event", fault: insertedAt("content", dataOf("[]"), true), stream: A_OR_I },
  { id: "E", does: "an empty object as an event", fault: insertedAt("content", dataOf("{}"), true), stream: A_OR_I },
  {
    id: "E",
    does: "a page of a proxy after some text",
    fault: framesOf("page", (frames) => [
      ...frames.filter(({ part }) => !AFTER_TEXT.includes(part)),
      raw("<html><body><h1>502 Bad Gateway</h1></body></html>"),
    ]),
    stream: { ...TRUNCATED, way: "interrupted or error", alone: 1, kinds: [...BROKEN] },
  },
  {
    id: "E",
    does: "error event after all text, before the mark",
    fault: insertedAt("mark", overload),
    stream: I("overloaded"),
  },
  {
    id: "E",
    does: "error event after the mark",
    fault: insertedAt("mark", overload, true),
    stream: { ...I("overloaded"), way: "answer or interrupted" },
  },
  {
    id: "E",
    does: "an error in plain text",
    fault: insertedAt("mark", (at) => [
      at.wire.kind === "anthropic"
        ? raw("event: error\ndata: upstream gave up\n\n")
        : raw("data: upstream gave up\n\n"),
    ]),
    stream: { ...I(BROKEN), way: "interrupted or error", alone: 1 },
    except: { older: { stream: { ...NO_ANSWER, way: "interrupted or error" } } },
  },
  {
    id: "E",
    does: "more events after the end",
    fault: framesOf("more", (frames, at) => [...frames, eventOf(at, "{}", "ping")]),
    stream: A_OR_I,
  },
  {
    id: "E",
    does: "`[DONE]` instead of a finish",
    fault: without((frame) => frame.part === "mark"),
    stream: I(["stream_truncated", "stream_error"]),
  },
  {
    id: "E",
    does: "choices or candidates are empty between texts",
    fault: insertedAt(
      "content",
      (at) =>
        at.wire.kind === "openai"
          ? [eventOf(at, { choices: [] })]
          : at.wire.kind === "gemini"
            ? [eventOf(at, { candidates: [] })]
            : [],
      true,
    ),
    stream: A,
  },
  {
    id: "E",
    does: "choices or candidates are `null` between texts",
    fault: insertedAt(
      "content",
      (at) =>
        at.wire.kind === "openai"
          ? [eventOf(at, { choices: null })]
          : at.wire.kind === "gemini"
            ? [eventOf(at, { candidates: null })]
            : [],
      true,
    ),
    stream: A_OR_I,
  },
  {
    id: "E",
    does: "a text of another choice, never finished",
    fault: insertedAt(
      "content",
      (at) =>
        at.wire.kind === "openai"
          ? [eventOf(at, { choices: [{ index: 7, delta: { content: "stray" } }] })]
          : at.wire.kind === "gemini"
            ? [eventOf(at, { candidates: [{ index: 7, content: { parts: [{ text: "stray" }] } }] })]
            : [],
      true,
    ),
    stream: { ...A_OR_I, text: () => true },
    except: { anthropic: "none" },
  },
  {
    id: "E",
    does: "deltas are `null` at the end",
    fault: editedEvents("mark", {
      openai: put("choices.0.delta", null),
      anthropic: put("novelty", null),
      gemini: put("candidates.0.content", null),
    }),
    stream: A,
  },
  {
    id: "E",
    does: "deltas are missing at the end",
    fault: editedEvents("mark", {
      openai: put("choices.0.delta", undefined),
      gemini: put("candidates.0.content", undefined),
    }),
    stream: A,
  },
  {
    id: "E",
    does: "the role in every event",
    fault: editedEvents("content", {
      openai: put("choices.0.delta.role", "assistant"),
      gemini: put("candidates.0.content.role", "model"),
    }),
    stream: A,
  },
  {
    id: "E",
    does: "a finish in every event",
    fault: editedEvents("content", {
      openai: put("choices.0.finish_reason", "stop"),
      gemini: put("candidates.0.finishReason", "STOP"),
    }),
    stream: A,
  },
  {
    id: "E",
    does: "no message_start",
    fault: without((frame) => frame.text.includes('"message_start"')),
    stream: NO_ANSWER,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "no content_block_start",
    fault: without((frame) => frame.text.includes('"content_block_start"')),
    stream: A,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "no content_block_stop",
    fault: without((frame) => frame.text.includes('"content_block_stop"')),
    stream: A,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "no message_delta",
    fault: without((frame) => frame.text.includes('"message_delta"')),
    stream: I(["stream_error", "stream_truncated"]),
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "message_start without a message",
    fault: editedEvents("opening", { anthropic: put("message", undefined) }),
    stream: NO_ANSWER,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "a block without its content",
    fault: editedEvents("between", { anthropic: put("content_block", undefined) }),
    stream: A,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "a delta without its delta",
    fault: editedEvents("content", { anthropic: put("delta", undefined) }),
    stream: NO_ANSWER,
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "a second message inside the first",
    fault: insertedAt("mark", (at) => [
      eventOf(at, { type: "message_start", message: { id: "msg_other", usage: {} } }),
    ]),
    stream: I("stream_error"),
    except: ONLY_ANTHROPIC,
  },
  {
    id: "E",
    does: "tool arguments that are no JSON",
    reply: { text: "", toolCalls: [{ name: "book", arguments: '{"city": "Br' }] },
    stream: {
      ...I(["bad_generation", "stream_error"], { counted: false }),
      way: "answer or interrupted",
      text: (said) => said === "",
      finish: "tool_calls",
      warning: "malformed_arguments",
    },
    except: { gemini: "none", older: "none" },
  },
  {
    id: "E",
    does: "tool calls with gaps in their indices",
    reply: { text: "", toolCalls: [{ name: "book", arguments: { a: 1 } }] },
    fault: editedEvents("content", { openai: put("choices.0.delta.tool_calls.0.index", 3) }),
    stream: answer({ text: (said) => said === "", finish: "tool_calls" }),
    except: ONLY_OPENAI,
  },
  {
    id: "E",
    does: "a tool call without a name",
    reply: { text: "", toolCalls: [{ name: "", arguments: { a: 1 } }] },
    stream: E("bad_generation"),
    except: ONLY_OPENAI,
  },
];
