import { flow, healthy, joined } from "../healthy.ts";
import type { Rendering } from "../rendering.ts";
import type { Step } from "../steps.ts";
import type { Fault, FaultContext } from "./fault.ts";

/** Faults of the connection, and whole answers that arrive in trying ways. */
export const sockets = {
  reset_before_response: { says: "resets the connection once the request is read", steps: () => [{ do: "reset" }] },
  close_before_response: { says: "closes the connection in order, without a response", steps: () => [{ do: "close" }] },
  not_http: {
    says: "answers with bytes that are not HTTP, then closes",
    steps: () => [{ do: "raw", bytes: "220 ready to receive mail\r\n" }, { do: "close" }],
  },
  oversized_headers: {
    says: "response headers of 64 kB (`bytes`)",
    *steps({ rendering, options }) {
      const headers = { ...rendering.headers, "x-filler": "x".repeat(options.bytes ?? 65_536) };
      yield* healthy({ ...rendering, headers });
    },
  },
  slow_headers: {
    says: "waits before the headers (`delayMs`, 1 s), then answers well",
    *steps({ rendering, options }) {
      yield { do: "wait", ms: options.delayMs ?? 1_000 };
      yield* healthy(rendering);
    },
  },
  hang_before_headers: {
    says: "reads the request and never answers",
    steps: () => [{ do: "wait", ms: Number.POSITIVE_INFINITY }],
  },
  slow_drip: { says: "a whole answer in drops of 16 bytes (`bytes`), 5 ms apart (`delayMs`)", steps: drip },
  multibyte_split: { says: "a whole answer whose multi-byte characters are split between writes", steps: split },
  crlf: {
    says: "a whole answer whose lines end in CR LF",
    steps: (at) => rewritten(at, (text) => text.replaceAll(/\r?\n/g, "\r\n")),
  },
  comments: {
    says: "a whole answer with an SSE comment before every event",
    steps: (at) => rewritten(at, (text) => (at.rendering.isStream ? `: comment\n\n${text}` : text)),
  },
  byte_order_mark: {
    says: "a whole answer that starts with a byte order mark",
    steps: ({ rendering }) => {
      const [first, ...rest] = rendering.frames;
      return healthy({ ...rendering, frames: first ? [{ ...first, text: `\uFEFF${first.text}` }, ...rest] : [] });
    },
  },
  unknown_event: { says: "a whole answer with an event of an unknown type after the opening", steps: withUnknown },
  oversized_event: {
    says: "a whole answer with one event of 1 MB (`bytes`)",
    steps: ({ render, options }) => healthy(render({ chunks: ["x".repeat(options.bytes ?? 1_048_576)] })),
  },
  many_events: {
    says: "a whole answer of 10,000 content events",
    steps: ({ render }) => healthy(render({ chunks: Array.from({ length: 10_000 }, () => "x") })),
  },
} as const satisfies Readonly<Record<string, Fault>>;

function* head({ headers }: Rendering): Iterable<Step> {
  yield { do: "head", status: 200, headers };
}

function* drip({ rendering, options }: FaultContext): Iterable<Step> {
  const bytes = Buffer.from(joined(rendering.frames));
  const size = Math.max(1, options.bytes ?? 16);
  yield* head(rendering);
  for (let start = 0; start < bytes.length; start += size) {
    yield { do: "write", bytes: bytes.subarray(start, start + size) };
    yield { do: "wait", ms: options.delayMs ?? 5 };
  }
  yield { do: "end" };
}

/** The answer gets some characters of two, three and four bytes, so that there is something to split. */
function* split({ render, answer }: FaultContext): Iterable<Step> {
  const rendering = render({ chunks: [...answer.chunks, " čaj, ", "お茶 ", "🍵"] });
  const bytes = Buffer.from(joined(rendering.frames));
  yield* head(rendering);
  let start = 0;
  for (let at = 1; at <= bytes.length; at += 1) {
    const isContinuation = ((bytes[at] ?? 0) & 0b1100_0000) === 0b1000_0000;
    if (!isContinuation && at < bytes.length) continue;
    yield { do: "write", bytes: bytes.subarray(start, at) };
    yield { do: "wait", ms: 1 };
    start = at;
  }
  yield { do: "end" };
}

function rewritten({ rendering }: FaultContext, rewrite: (text: string) => string): Iterable<Step> {
  const frames = rendering.frames.map((frame) => ({ ...frame, text: rewrite(frame.text) }));
  return healthy({ ...rendering, frames });
}

function* withUnknown({ wire, rendering }: FaultContext): Iterable<Step> {
  if (!rendering.isStream) return yield* healthy(rendering);
  const name = wire.kind === "anthropic" ? "from_the_future" : undefined;
  const place = Math.max(0, rendering.frames.findIndex((frame) => frame.part === "content") - 1);
  const body = JSON.stringify({ type: "from_the_future", choices: [] });
  yield* head(rendering);
  yield* flow(rendering.frames.slice(0, place), 0);
  yield { do: "write", bytes: wire.event(body, name) };
  yield* flow(rendering.frames.slice(place), rendering.pauseMs);
  yield { do: "end" };
}
