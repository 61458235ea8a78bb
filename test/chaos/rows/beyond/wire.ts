import { type Step, whole } from "../../../../src/testing/steps.ts";
import { A, A_OR_E, both, E, type Expected, I, LOST, NO_ANSWER, RESET } from "../../expected.ts";
import { bodyOf, bytesOf, chunk, headOf, someOf, stepsOf } from "../../faults/kit.ts";
import type { FaultRow } from "../../row.ts";

const CHUNKED = "transfer-encoding: chunked\r\n";
const CUT = { JSON: { ...LOST }, stream: I("stream_truncated") };
/** Broken before a whole head has come: the connection's fault. */
const BAD_HTTP = both(E("connection"));
/** Whole, or refused by the connection. */
const REFUSED: Expected = { ...E("connection"), way: "answer or error" };
const UNTOLD = { older: both(E("connection")) };

const dripped = (text: string, ms: number) =>
  function* (): Iterable<Step> {
    for (;;) {
      yield { do: "raw", bytes: text };
      yield { do: "wait", ms };
    }
  };

/** What HTTP itself can get wrong, byte by byte. */
export const WIRE: readonly FaultRow[] = [
  {
    id: "W",
    does: "HTTP/1.0, ended by the connection",
    fault: bytesOf("1.0", (at) => headOf(at, "", "HTTP/1.0 200 OK") + bodyOf(at)),
    ...both(A),
  },
  {
    id: "W",
    does: "HTTP/1.0, cut after some of it",
    fault: bytesOf("1.0 cut", (at) => headOf(at, "", "HTTP/1.0 200 OK") + someOf(at)),
    JSON: NO_ANSWER,
    stream: I("stream_truncated"),
  },
  {
    id: "W",
    does: "HTTP/1.1 without a length, ended by the connection",
    fault: bytesOf("close", (at) => headOf(at, "connection: close\r\n") + bodyOf(at)),
    ...both(A),
  },
  {
    id: "W",
    does: "body longer than announced",
    fault: bytesOf("long", (at) => headOf(at, `content-length: ${Buffer.byteLength(someOf(at))}\r\n`) + bodyOf(at)),
    JSON: { ...NO_ANSWER, kinds: [...NO_ANSWER.kinds, "connection"] },
    stream: I("stream_truncated"),
  },
  {
    id: "W",
    does: "announces a body, then closes",
    fault: bytesOf("none", (at) => headOf(at, "content-length: 1000\r\n")),
    JSON: LOST,
    stream: { ...LOST, alone: 2 },
  },
  {
    id: "W",
    does: "a chunk size that is no number",
    fault: bytesOf("chunk", (at) => `${headOf(at, CHUNKED)}${chunk(someOf(at))}zz\r\nhello`),
    ...CUT,
  },
  {
    id: "W",
    does: "closed inside a chunk",
    fault: bytesOf("chunk", (at) => `${headOf(at, CHUNKED)}${chunk(someOf(at))}ff\r\nhello`),
    ...CUT,
  },
  {
    id: "W",
    does: "closed inside a chunk size",
    fault: bytesOf("chunk", (at) => `${headOf(at, CHUNKED)}${chunk(someOf(at))}f`),
    ...CUT,
  },
  {
    id: "W",
    does: "all chunks but the last",
    fault: bytesOf("chunk", (at) => headOf(at, CHUNKED) + chunk(bodyOf(at))),
    JSON: LOST,
    stream: A,
    except: { gemini: { stream: { ...I("stream_truncated"), way: "answer or interrupted" } } },
  },
  {
    id: "W",
    does: "chunk extensions and trailers",
    fault: bytesOf(
      "chunk",
      (at) => `${headOf(at, CHUNKED)}${chunk(bodyOf(at)).replace("\r\n", ";a=b\r\n")}0\r\nx-trailer: 1\r\n\r\n`,
    ),
    ...both(A),
  },
  {
    id: "W",
    does: "two different lengths",
    fault: bytesOf("lengths", (at) => headOf(at, "content-length: 5\r\ncontent-length: 7\r\n") + bodyOf(at)),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "a length that is no number",
    fault: bytesOf("length", (at) => headOf(at, "content-length: many\r\n") + bodyOf(at)),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "102 and 103 before the answer",
    fault: bytesOf(
      "1xx",
      (at) =>
        `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${headOf(at, "connection: close\r\n")}${bodyOf(at)}`,
    ),
    ...both(A),
  },
  {
    id: "W",
    does: "100 before the answer",
    fault: bytesOf("100", (at) => `HTTP/1.1 100 Continue\r\n\r\n${headOf(at, "connection: close\r\n")}${bodyOf(at)}`),
    ...both(A),
    // undici takes it for an attack.
    except: { undici: both(REFUSED), older: both(REFUSED) },
  },
  {
    id: "W",
    does: "101: other protocols",
    fault: bytesOf("101", () => "HTTP/1.1 101 Switching Protocols\r\nupgrade: foo\r\nconnection: upgrade\r\n\r\n"),
    ...BAD_HTTP,
  },
  { id: "W", does: "a status line of nonsense", fault: bytesOf("status", () => "HTTP/9.9 yes\r\n\r\n"), ...BAD_HTTP },
  {
    id: "W",
    does: "a status of 999",
    lingers: true,
    fault: bytesOf("999", () => "HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n"),
    ...both(E(["server_error", "connection"], { alone: 3 })),
  },
  {
    id: "W",
    does: "closed after the status line",
    fault: bytesOf("head", () => "HTTP/1.1 200 OK\r\n"),
    ...both(E("connection")),
  },
  {
    id: "W",
    does: "closed inside a header",
    fault: bytesOf("head", () => "HTTP/1.1 200 OK\r\ncontent-ty"),
    ...both(E("connection")),
  },
  {
    id: "W",
    does: "reset inside a header",
    fault: stepsOf("head", function* () {
      yield { do: "raw", bytes: "HTTP/1.1 200 OK\r\ncontent-ty" };
      yield { do: "wait", ms: 40 };
      yield { do: "reset" };
    }),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "the answer in pieces of 20 bytes",
    fault: stepsOf("bytes", function* (at) {
      yield { do: "raw", bytes: headOf(at, "connection: close\r\n") };
      const body = Buffer.from(bodyOf(at));
      for (let from = 0; from < body.length; from += 20) {
        yield { do: "raw", bytes: body.subarray(from, from + 20) };
        yield { do: "wait", ms: 0 };
      }
      yield { do: "close" };
    }),
    ...both(A),
  },
  {
    id: "W",
    does: "a header that is no header",
    fault: bytesOf("head", () => "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n{}"),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "2,000 headers",
    fault: bytesOf(
      "headers",
      (at) =>
        headOf(at, `${Array.from({ length: 2_000 }, (_, n) => `x-${n}: filler\r\n`).join("")}connection: close\r\n`) +
        bodyOf(at),
    ),
    ...both({ ...A_OR_E, kinds: ["connection"], alone: 3 }),
  },
  {
    id: "W",
    does: "an empty type, and odd headers",
    fault: bytesOf(
      "odd",
      (at) => headOf(at, "X-EMPTY:\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nconnection: close\r\n") + bodyOf(at),
    ),
    ...both(A),
  },
  {
    id: "W",
    does: "headers byte by byte, for ever",
    silent: true,
    fault: stepsOf("drip", function* () {
      yield { do: "raw", bytes: "HTTP/1.1 200 OK\r\n" };
      yield* dripped("x", 30)();
    }),
    ...both(E("timeout")),
  },
  {
    id: "W",
    does: "blanks in the body, for ever",
    silent: true,
    fault: stepsOf("blanks", function* (at) {
      yield { do: "raw", bytes: headOf(at) };
      yield* dripped(at.rendering.isStream ? "\n" : " ", 30)();
    }),
    JSON: E("timeout", { alone: 1, phase: "total" }),
    stream: E("timeout", { phase: "first_token" }),
    // It does not tell when a head has come.
    except: { older: { JSON: E("timeout", { phase: "first_token" }) } },
  },
  {
    id: "W",
    does: "half an event, byte by byte, for ever",
    silent: true,
    fault: stepsOf("half", function* (at) {
      yield { do: "raw", bytes: headOf(at) };
      yield* dripped("d", 30)();
    }),
    stream: E("timeout", { phase: "first_token" }),
  },
  {
    id: "W",
    does: "a length and chunks at once",
    fault: bytesOf("both", (at) => `${headOf(at, `content-length: 7\r\n${CHUNKED}`)}${chunk(bodyOf(at))}0\r\n\r\n`),
    ...both({ ...REFUSED, ...NO_ANSWER, way: "answer or error", kinds: ["connection", "server_error"], alone: 3 }),
  },
  {
    id: "W",
    does: "a length of 0, and a body",
    fault: bytesOf("zero", (at) => headOf(at, "content-length: 0\r\n") + bodyOf(at)),
    ...both({ ...NO_ANSWER, kinds: [...NO_ANSWER.kinds, "connection"] }),
  },
  {
    id: "W",
    does: "a negative length",
    fault: bytesOf("negative", (at) => headOf(at, "content-length: -5\r\n") + bodyOf(at)),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "a length beyond all numbers",
    fault: bytesOf("huge", (at) => headOf(at, `content-length: ${"9".repeat(30)}\r\n`) + bodyOf(at)),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "a chunk beyond all numbers",
    fault: bytesOf("huge", (at) => `${headOf(at, CHUNKED)}${chunk(someOf(at))}${"f".repeat(20)}\r\nhello`),
    ...CUT,
  },
  {
    id: "W",
    does: "a header with a NUL",
    fault: bytesOf("nul", (at) => headOf(at, "x-odd: a\u0000b\r\n") + bodyOf(at)),
    ...BAD_HTTP,
  },
  {
    id: "W",
    does: "lines of the head end in LF alone",
    fault: bytesOf("lf", (at) => headOf(at, "connection: close\r\n").replaceAll("\r\n", "\n") + bodyOf(at)),
    ...both(REFUSED),
  },
  {
    id: "W",
    does: "a header on two lines",
    fault: bytesOf("fold", (at) => headOf(at, "x-folded: a\r\n b\r\nconnection: close\r\n") + bodyOf(at)),
    ...both(REFUSED),
  },
  {
    id: "W",
    does: "two types",
    fault: bytesOf("types", (at) => headOf(at, "content-type: text/html\r\nconnection: close\r\n") + bodyOf(at)),
    ...both(A_OR_E),
  },
  {
    id: "W",
    does: "a hundred early hints before the answer",
    fault: bytesOf(
      "hints",
      (at) =>
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(100) + headOf(at, "connection: close\r\n") + bodyOf(at),
    ),
    ...both(A),
  },
  {
    id: "W",
    does: "early hints for ever",
    silent: true,
    fault: stepsOf("hints", dripped("HTTP/1.1 103 Early Hints\r\n\r\n", 20)),
    ...both(E("timeout")),
  },
  {
    id: "W",
    does: "reset after a body of the announced length",
    fault: stepsOf("reset", function* (at) {
      yield { do: "raw", bytes: headOf(at, `content-length: ${Buffer.byteLength(bodyOf(at))}\r\n`) + bodyOf(at) };
      yield { do: "wait", ms: 40 };
      yield { do: "reset" };
    }),
    ...both(A),
  },
  {
    id: "W",
    does: "reset before the last chunk",
    fault: stepsOf("reset", function* (at) {
      yield { do: "raw", bytes: headOf(at, CHUNKED) + chunk(bodyOf(at)) };
      yield { do: "wait", ms: 40 };
      yield { do: "reset" };
    }),
    JSON: LOST,
    stream: A,
    except: { gemini: { stream: { ...I("stream_truncated"), way: "answer or interrupted" } } },
  },
  {
    id: "W",
    does: "the body waits a little, then comes",
    fault: stepsOf("later", function* (at) {
      yield { do: "raw", bytes: headOf(at, "connection: close\r\n") };
      yield { do: "wait", ms: 150 };
      yield { do: "raw", bytes: bodyOf(at) };
      yield { do: "close" };
    }),
    ...both(A),
  },
  ...[301, 302, 303, 307, 308].map((status) => ({
    id: "W",
    does: `${status} to the same place`,
    fault: stepsOf(`${status}`, (at) => whole(status, { location: at.request.path }, "")),
    ...both(E("connection")),
    except: { older: "none" as const },
  })),
  { id: "W", does: "plain HTTP where TLS was", place: "plainTls", ...both(E("connection")) },
  {
    id: "W",
    does: "reset in the TLS handshake",
    place: "resetTls",
    ...both(E("connection", { chained: 2 })),
    except: UNTOLD,
  },
  {
    id: "W",
    does: "silence in the TLS handshake",
    place: "silentTls",
    silent: true,
    lingers: true,
    ...both(E("timeout")),
    except: {
      openai: both(E("timeout", { phase: "connect" })),
      // It counts by the second.
      undici: both(E("timeout")),
      anthropic: both(E("timeout", { phase: "connect" })),
    },
  },
  {
    id: "W",
    does: "a connection that never stands",
    place: "blackhole",
    silent: true,
    ...both(E("timeout")),
    except: {
      openai: both(E("timeout", { phase: "connect" })),
      // It counts by the second.
      undici: both(E("timeout")),
      anthropic: both(E("timeout", { phase: "connect" })),
      // Its fetch tries on for ten seconds.
      older: "none",
    },
  },
  { id: "W", does: "TLS, healthy", place: "tls", ...both(A) },
  {
    id: "W",
    does: "TLS: reset after the request",
    place: "tls",
    fault: "reset_before_response",
    ...both(RESET),
    except: UNTOLD,
  },
  { id: "W", does: "TLS: closed after some of the body", place: "tls", fault: "short_body", ...CUT },
  { id: "W", does: "a certificate that nobody signed", place: "selfSigned", ...both(E("connection")) },
  { id: "W", does: "a certificate out of date", place: "expired", ...both(E("connection")) },
  { id: "W", does: "another host's certificate", place: "elsewhere", ...both(E("connection")) },
  { id: "W", does: "closed in the TLS handshake", place: "closesTls", ...both(RESET), except: UNTOLD },
  { id: "W", does: "closed at connect", place: "closes", ...both(E("connection", { chained: 2 })), except: UNTOLD },
];
