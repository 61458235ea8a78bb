import type { FaultKind } from "llmux";

/** What a cell must come to. What is left out follows from the kind: `FOLLOWS`. */
export interface Expected {
  /** `answer`: whole; `error`: `create` rejects; `interrupted`: the stream throws after its first content. */
  readonly way:
    | "answer"
    | "error"
    | "interrupted"
    | "answer or error"
    | "answer or interrupted"
    | "interrupted or error";
  /** The kinds an error may have. */
  readonly kinds: readonly FaultKind[];
  /** Requests when there is no other target, with two repeats allowed. */
  readonly alone?: number;
  /** Requests to this target when another stands behind it. */
  readonly chained?: number;
  /** Requests that one attempt makes: a fetch that is not ours follows redirects. @default 1 */
  readonly hops?: number;
  /** The breaker counts a failure. */
  readonly counted?: boolean;
  /** The next target answers. */
  readonly next?: boolean;
  readonly finish?: string;
  /** What the answer's text must be like; by default it is what the server meant to say. */
  readonly text?: (text: string) => boolean;
  /** An answer says this of itself. */
  readonly warning?: string;
  readonly phase?: string;
  /** It may not have ended earlier, in milliseconds. */
  readonly notBeforeMs?: number;
  /** The error says when to come back. */
  readonly tellsWait?: boolean;
}

type Rest = Omit<Expected, "way" | "kinds">;

/** What follows a failure before the first content: resilience by kind. `alone`: requests with two repeats allowed, on the only target. */
interface Follow {
  readonly alone: number;
  readonly counted: boolean;
  readonly next: boolean;
}

const TWICE_MORE = { alone: 3, counted: true, next: true };
const ONCE_MORE = { alone: 2, counted: true, next: true };
const NEVER = { alone: 1, counted: false, next: true };
const FINAL = { alone: 1, counted: false, next: false };

export const FOLLOWS: Readonly<Record<FaultKind, Follow>> = {
  rate_limit: { alone: 3, counted: false, next: true },
  quota_exhausted: NEVER,
  overloaded: TWICE_MORE,
  server_error: TWICE_MORE,
  connection: TWICE_MORE,
  timeout: TWICE_MORE,
  stream_truncated: ONCE_MORE,
  stream_error: ONCE_MORE,
  auth: NEVER,
  permission: NEVER,
  model_not_found: NEVER,
  context_length: NEVER,
  request_too_large: NEVER,
  unsupported: NEVER,
  config: NEVER,
  invalid_request: FINAL,
  content_filter: FINAL,
  bad_generation: { alone: 2, counted: false, next: true },
  conflict: { alone: 2, counted: false, next: true },
  aborted: FINAL,
};

/** A whole answer. */
export const A: Expected = answer();
export function answer(rest: Rest = {}): Expected {
  return { way: "answer", kinds: [], ...rest };
}

/** `create` rejects with one of these kinds. */
export function E(kinds: FaultKind | readonly FaultKind[], rest: Rest = {}): Expected {
  return { way: "error", kinds: [kinds].flat(), ...rest };
}

/** The stream breaks after its first content, with one of these kinds. */
export function I(kinds: FaultKind | readonly FaultKind[], rest: Rest = {}): Expected {
  return { way: "interrupted", kinds: [kinds].flat(), ...rest };
}

/** A 2xx that is no answer: whatever it is called, it is asked for once more. */
export const NO_ANSWER: Expected = E(["server_error", "stream_truncated", "stream_error"], { alone: 2, counted: true });
/** The connection went before the answer was there, after its head. */
export const LOST: Expected = E(["connection", "stream_truncated", "server_error"], { counted: true });
/** Nothing was said, and the end was proper: an answer that says so of itself. */
export const EMPTY: Expected = answer({ text: (text) => text === "", warning: "empty_answer" });
/** The connection broke before a byte came: repeated at once, wherever it happens. */
export const RESET: Expected = E("connection", { chained: 2 });
/** Both are right: it is whole, or it is refused. */
export const A_OR_E: Expected = { ...NO_ANSWER, way: "answer or error" };

/** The same in both modes. */
export const both = <T>(expected: T): { readonly JSON: T; readonly stream: T } => ({
  JSON: expected,
  stream: expected,
});
