import type { Mode } from "../../columns.ts";
import { A, answer, both, E, EMPTY, type Expected, NO_ANSWER } from "../../expected.ts";
import { edited, editedEvents, put, putNumbers } from "../../faults/kit.ts";
import { type FaultRow, ONLY_GEMINI } from "../../row.ts";

/** An answer that says of itself that it is empty, or none; never text that the server did not say. */
const MARKED: Expected = { ...NO_ANSWER, way: "answer or error", text: (said) => said === "", warning: "empty_answer" };

/** The text in the JSON answer of each wire. */
const textIs = (value: unknown) =>
  edited({
    openai: put("choices.0.message.content", value),
    anthropic: put("content.0.text", value),
    gemini: put("candidates.0.content.parts.0.text", value),
  });

/** The text of every event. */
const textsAre = (value: unknown) =>
  editedEvents("content", {
    openai: put("choices.0.delta.content", value),
    anthropic: put("delta.text", value),
    gemini: put("candidates.0.content.parts.0.text", value),
  });

const listIs = (value: unknown) =>
  edited({ openai: put("choices", value), anthropic: put("content", value), gemini: put("candidates", value) });

const OPENAI_FINISH = "choices.0.finish_reason";
const GEMINI_FINISH = "candidates.0.finishReason";

const finishIs = (value: unknown) =>
  edited({
    openai: put(OPENAI_FINISH, value),
    anthropic: put("stop_reason", value),
    gemini: put(GEMINI_FINISH, value),
  });

const finishInStreamIs = (value: unknown) =>
  editedEvents("mark", {
    openai: put(OPENAI_FINISH, value),
    anthropic: put("delta.stop_reason", value),
    gemini: put(GEMINI_FINISH, value),
  });

/** Each count of the usage, wherever it stands. */
const countsAre = (value: unknown) => {
  const gemini = putNumbers("usageMetadata", value);
  const usage = putNumbers("usage", value);
  const started = putNumbers("message.usage", value);
  const anthropic = (event: object) => [usage(event), started(event)];
  return {
    json: edited({ openai: usage, anthropic, gemini }),
    stream: editedEvents("any", { openai: usage, anthropic, gemini }),
  };
};

const ODD_TEXTS: readonly (readonly [says: string, value: unknown])[] = [
  ["a number", 42],
  ["an object", { text: "hi" }],
  ["`true`", true],
  ["`null`", null],
  ["a list of parts", [{ type: "text", text: "hi" }]],
];

const ODD_LISTS: readonly (readonly [says: string, value: unknown])[] = [
  ["`[null]`", [null]],
  ["an object", {}],
  ["a number", 7],
  ["`null`", null],
];

const ODD_COUNTS: readonly (readonly [says: string, value: unknown])[] = [
  ["texts", "12"],
  ["negative", -5],
  ["`null`", null],
  ["objects", {}],
  ["huge", 1e21],
  ["fractions", 1.5],
];

/** Some servers that speak OpenAI's wire send a part of text in place of the text. */
function readAs(value: unknown, mode: Mode) {
  if (typeof value !== "object" || value === null) return {};
  return {
    except: {
      openai: { [mode]: answer({ text: (said) => (mode === "JSON" ? said === "hi" : /^(?:hi)+$/.test(said)) }) },
    },
  };
}

/** Fields that are there, and are not what they should be. */
export const FIELDS: readonly FaultRow[] = [
  ...ODD_TEXTS.flatMap(([says, value]) => [
    { id: "F", does: `the text is ${says}`, fault: textIs(value), JSON: MARKED, ...readAs(value, "JSON") },
    {
      id: "F",
      does: `the text of each event is ${says}`,
      fault: textsAre(value),
      stream: MARKED,
      ...readAs(value, "stream"),
    },
  ]),
  ...ODD_LISTS.map(([says, value]) => ({
    id: "F",
    does: `choices, content or candidates are ${says}`,
    fault: listIs(value),
    JSON: NO_ANSWER,
  })),
  ...ODD_COUNTS.flatMap(([says, value]) => [
    { id: "F", does: `the counts are ${says}`, fault: countsAre(value).json, JSON: A },
    { id: "F", does: `the counts are ${says}`, fault: countsAre(value).stream, stream: A },
  ]),
  { id: "F", does: "no usage", reply: { text: "an answer that nobody counted", usage: null }, ...both(A) },
  { id: "F", does: "no finish", fault: finishIs(undefined), JSON: NO_ANSWER },
  { id: "F", does: "the finish is `null`", fault: finishIs(null), JSON: NO_ANSWER },
  { id: "F", does: "the finish is a number", fault: finishIs(5), JSON: NO_ANSWER },
  { id: "F", does: "the finish is an empty text", fault: finishIs(""), JSON: NO_ANSWER },
  {
    id: "F",
    does: "the finish is an empty text",
    fault: finishInStreamIs(""),
    stream: { ...NO_ANSWER, way: "interrupted" },
  },
  {
    id: "F",
    does: "no role, no index",
    fault: edited({
      openai: (answer) =>
        [put("choices.0.message.role", undefined), put("choices.0.index", undefined)].map((edit) => edit(answer)),
      anthropic: put("role", undefined),
      gemini: (answer) =>
        [put("candidates.0.content.role", undefined), put("candidates.0.index", undefined)].map((edit) => edit(answer)),
    }),
    JSON: A,
  },
  {
    id: "F",
    does: "no role, no index",
    fault: editedEvents("any", {
      openai: (event) =>
        [put("choices.0.delta.role", undefined), put("choices.0.index", undefined)].map((edit) => edit(event)),
      anthropic: put("message.role", undefined),
      gemini: (event) =>
        [put("candidates.0.content.role", undefined), put("candidates.0.index", undefined)].map((edit) => edit(event)),
    }),
    stream: A,
  },
  {
    id: "F",
    does: "two choices where one was asked for",
    fault: edited({
      openai: put("choices.1", { index: 1, message: { role: "assistant", content: "no" }, finish_reason: "stop" }),
      gemini: put("candidates.1", { index: 1, content: { parts: [{ text: "no" }] }, finishReason: "STOP" }),
    }),
    JSON: A,
    except: { anthropic: "none" },
  },
  {
    id: "F",
    does: "tool arguments that are no JSON",
    reply: { text: "", toolCalls: [{ name: "book", arguments: '{"city": "Br' }] },
    JSON: answer({ text: (said) => said === "", finish: "tool_calls", warning: "malformed_arguments" }),
    except: { anthropic: "none", gemini: "none" },
  },
  {
    id: "F",
    does: "a tool call without a name",
    reply: { text: "", toolCalls: [{ name: "", arguments: { a: 1 } }] },
    JSON: E("bad_generation"),
    except: { anthropic: "none", gemini: "none" },
  },
  {
    id: "F",
    does: "the prompt was blocked, under 200",
    fault: edited({
      gemini: (answer) => Object.assign(answer, { candidates: undefined, promptFeedback: { blockReason: "SAFETY" } }),
    }),
    JSON: answer({ text: (said) => said === "", finish: "content_filter" }),
    except: ONLY_GEMINI,
  },
  { id: "F", does: "the finish is an object", fault: finishIs({}), JSON: NO_ANSWER },
  { id: "F", does: "the finish is a number", fault: finishInStreamIs(5), stream: { ...NO_ANSWER, way: "interrupted" } },
  { id: "F", does: "a finish nobody knows", fault: finishIs("FROM_THE_FUTURE"), JSON: A },
  { id: "F", does: "a finish nobody knows", fault: finishInStreamIs("FROM_THE_FUTURE"), stream: A },
  {
    id: "F",
    does: "cut at the token limit before any text",
    reply: { text: "", finishReason: "length" },
    ...both(answer({ finish: "length", text: (said) => said === "", warning: "empty_answer" })),
  },
  {
    id: "F",
    does: "the model broke off: `error`, MALFORMED_FUNCTION_CALL",
    reply: { text: "", finishReason: "FAILED" },
    fault: edited({ openai: put(OPENAI_FINISH, "error"), gemini: put(GEMINI_FINISH, "MALFORMED_FUNCTION_CALL") }),
    JSON: E("server_error", { alone: 2 }),
    except: { anthropic: "none", gemini: { JSON: E("bad_generation") } },
  },
  {
    id: "F",
    does: "no message, content or parts",
    fault: edited({
      openai: put("choices.0.message", undefined),
      anthropic: put("content", undefined),
      gemini: put("candidates.0.content", undefined),
    }),
    JSON: NO_ANSWER,
    // Google leaves it out where there is nothing to say.
    except: { gemini: { JSON: EMPTY } },
  },
  {
    id: "F",
    does: "parts that are no list",
    fault: edited({
      openai: put("choices.0.message", "hi"),
      anthropic: put("content", "hi"),
      gemini: put("candidates.0.content.parts", "hi"),
    }),
    JSON: NO_ANSWER,
  },
  {
    id: "F",
    does: "id, model and time are missing or odd",
    fault: edited({
      openai: (answer) => Object.assign(answer, { id: null, model: 5, created: "now" }),
      anthropic: (answer) => Object.assign(answer, { id: 17, model: null }),
      gemini: (answer) => Object.assign(answer, { responseId: 5, modelVersion: null }),
    }),
    JSON: A,
  },
  {
    id: "F",
    does: "fields from the future everywhere",
    fault: edited({
      openai: put("choices.0.message.novelty", { a: 1 }),
      anthropic: put("content.1", { type: "novelty", data: { a: 1 } }),
      gemini: put("candidates.0.content.parts.1", { novelty: { a: 1 } }),
    }),
    JSON: A,
  },
];
