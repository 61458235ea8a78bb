import { brotliCompressSync, deflateRawSync, gzipSync } from "node:zlib";
import type { FaultContext } from "../../../../src/testing/faults/fault.ts";
import { whole } from "../../../../src/testing/steps.ts";
import { A, A_OR_E, answer, both, E, LOST, NO_ANSWER } from "../../expected.ts";
import { bodyOf, JSON_TYPE, jsonOf, stepsOf } from "../../faults/kit.ts";
import type { FaultRow } from "../../row.ts";

/** 200 with that very text. */
const text = (body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  stepsOf(body, () => whole(200, headers, body));

/** The healthy body through a coding, under a name. */
function coded(name: string, encode: (body: string) => Uint8Array) {
  return stepsOf(name, function* (at: FaultContext) {
    const headers = { ...at.rendering.headers, ...(name && { "content-encoding": name }) };
    yield { do: "head", status: 200, headers };
    yield { do: "write", bytes: encode(bodyOf(at)) };
    yield { do: "end" };
  });
}

/** The healthy body under another type. */
function typed(type: string | undefined) {
  return stepsOf(`${type}`, function* (at: FaultContext) {
    yield { do: "head", status: 200, headers: type === undefined ? {} : { "content-type": type } };
    yield { do: "write", bytes: bodyOf(at) };
    yield { do: "end" };
  });
}

const gzip = (body: string) => gzipSync(body);
/** A proxy that says so in its own words, or in none. */
const SAID = E(["server_error", "stream_truncated", "overloaded", "rate_limit", "stream_error"], {
  alone: 2,
  counted: true,
});

/** Whole responses under 200 that hold no answer, or hide it. */
export const BODIES: readonly FaultRow[] = [
  { id: "B", does: "200 with `{}`", fault: text("{}"), ...both(NO_ANSWER) },
  { id: "B", does: "200 with a JSON string", fault: text('"an answer"'), ...both(NO_ANSWER) },
  { id: "B", does: "200 with a number", fault: text("42"), ...both(NO_ANSWER) },
  { id: "B", does: "200 with `true`", fault: text("true"), ...both(NO_ANSWER) },
  { id: "B", does: "200 with blanks", fault: text("   \n  "), ...both(NO_ANSWER) },
  { id: "B", does: '200 with `{"detail": …}`', fault: text('{"detail":"Internal failure"}'), ...both(NO_ANSWER) },
  {
    id: "B",
    does: "200 with an error that is a string",
    fault: text('{"error":"went wrong"}'),
    ...both(SAID),
    except: {
      older: { stream: NO_ANSWER },
      // An event that says so is the provider's word.
      anthropic: { JSON: NO_ANSWER, stream: E("server_error") },
    },
  },
  {
    id: "B",
    does: "200 with a rate-limit error",
    fault: jsonOf("rate limit", ({ wire }) => JSON.stringify(wire.error({ kind: "rate_limit", status: 429 }))),
    JSON: E("rate_limit"),
    stream: E("rate_limit"),
    except: { older: { stream: NO_ANSWER } },
  },
  {
    id: "B",
    does: "200 with a list of one error",
    fault: jsonOf("a list", ({ wire }) => JSON.stringify([wire.error({ kind: "overloaded", status: 503 })])),
    ...both(E(["overloaded", "server_error", "stream_truncated"], { alone: 2, counted: true })),
    except: { gemini: both(E("overloaded")), older: { stream: NO_ANSWER } },
  },
  {
    id: "B",
    does: "an answer, then more",
    fault: jsonOf("more", (at) => `${JSON.stringify(at.wire.json(at.answer))} and so on`),
    JSON: NO_ANSWER,
  },
  {
    id: "B",
    does: "two answers in one body",
    fault: jsonOf("two", (at) => JSON.stringify(at.wire.json(at.answer)).repeat(2)),
    JSON: NO_ANSWER,
  },
  {
    id: "B",
    does: "an answer in a list",
    fault: jsonOf("a list", (at) => JSON.stringify([at.wire.json(at.answer)])),
    JSON: NO_ANSWER,
  },
  {
    id: "B",
    does: "an answer as a JSON string",
    fault: jsonOf("a string", (at) => JSON.stringify(JSON.stringify(at.wire.json(at.answer)))),
    JSON: NO_ANSWER,
  },
  { id: "B", does: "an answer named `text/plain`", fault: typed("text/plain"), JSON: A_OR_E, stream: A_OR_E },
  { id: "B", does: "an answer without a type", fault: typed(undefined), JSON: A_OR_E, stream: A_OR_E },
  { id: "B", does: "an answer named `text/html`", fault: typed("text/html"), JSON: A_OR_E, stream: A_OR_E },
  { id: "B", does: "a stream named `application/json`", fault: typed("application/json"), stream: A_OR_E },
  { id: "B", does: "gzip", fault: coded("gzip", gzip), ...both(A) },
  { id: "B", does: "Brotli", fault: coded("br", (body) => brotliCompressSync(body)), ...both(A) },
  {
    id: "B",
    does: "deflate without its envelope",
    fault: coded("deflate", (body) => deflateRawSync(body)),
    ...both(A),
  },
  { id: "B", does: "gzip twice, said so", fault: coded("gzip, gzip", (body) => gzipSync(gzipSync(body))), ...both(A) },
  {
    id: "B",
    does: "gzip twice, said once",
    fault: coded("gzip", (body) => gzipSync(gzipSync(body))),
    ...both(NO_ANSWER),
  },
  { id: "B", does: "gzip, not said", fault: coded("", gzip), ...both(NO_ANSWER) },
  { id: "B", does: "gzip said, and none", fault: coded("gzip", (body) => Buffer.from(body)), ...both(NO_ANSWER) },
  { id: "B", does: "Brotli said, gzip sent", fault: coded("br", gzip), ...both(NO_ANSWER) },
  {
    id: "B",
    does: "gzip cut short",
    fault: coded("gzip", (body) => gzipSync(body).subarray(0, -30)),
    JSON: NO_ANSWER,
    stream: { ...NO_ANSWER, way: "interrupted or error" },
  },
  { id: "B", does: "a coding nobody knows", fault: coded("snappy", (body) => Buffer.from(body)), ...both(A_OR_E) },
  {
    id: "B",
    does: "bytes that are no UTF-8 in the text",
    fault: stepsOf("latin1", function* (at: FaultContext) {
      yield { do: "head", status: 200, headers: at.rendering.headers };
      yield { do: "write", bytes: Buffer.from(bodyOf(at).replaceAll("weather", "w\u00e9ather"), "latin1") };
      yield { do: "end" };
    }),
    ...both({ ...NO_ANSWER, way: "answer or error", text: (said) => said.startsWith("echo: ") }),
  },
  {
    id: "B",
    does: "half a surrogate pair in the text",
    reply: { text: "one \ud83c half" },
    ...both(answer({ text: (said) => /^one (\ud83c|\ufffd+) half$/.test(said) })),
  },
  {
    id: "B",
    does: "200 with the body of another wire",
    fault: stepsOf("another wire", (at) => whole(200, JSON_TYPE, FOREIGN[at.wire.kind])),
    ...both(NO_ANSWER),
  },
  {
    id: "B",
    does: "204 with a body",
    fault: stepsOf("204", () => [
      { do: "raw", bytes: "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}" },
      { do: "wait", ms: 5 },
      { do: "close" },
    ]),
    ...both({ ...LOST, alone: 2 }),
    // Its fetch sees now the one, now the other first.
    except: { older: "none" },
  },
  { id: "B", does: "205", fault: stepsOf("205", () => whole(205, {}, "")), ...both(NO_ANSWER) },
  {
    id: "B",
    does: "201 with the answer",
    fault: stepsOf("201", (at) => whole(201, at.rendering.headers, bodyOf(at))),
    ...both(A),
  },
  {
    id: "B",
    does: "206 with half of the answer",
    fault: stepsOf("206", (at) => whole(206, at.rendering.headers, bodyOf(at).slice(0, bodyOf(at).length / 2))),
    JSON: NO_ANSWER,
    stream: { ...NO_ANSWER, way: "interrupted or error" },
  },
];

const ANTHROPIC =
  '{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn"}';
const OPENAI =
  '{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}';
const FOREIGN = { openai: ANTHROPIC, anthropic: OPENAI, gemini: OPENAI };
