import { isLlmuxError } from "../contract/errors.ts";
import type { ProviderKind } from "../data/vendors.ts";
import { record } from "../lib/record.ts";
import { errorBody } from "./error-body.ts";
import { CHAT, type Framing } from "./sse.ts";

const data = (event: unknown) => `data: ${JSON.stringify(event)}`;

const anthropic = (event: unknown) => `event: ${String(record(event).type ?? "message")}\n${data(event)}\n\n`;

const gemini = (event: unknown) => `${data(event)}\r\n\r\n`;

/**
 * How each wire sends the events of a stream, and tells that it broke: Anthropic names its events, Google ends lines with
 * `\r\n`, OpenAI ends with `[DONE]`. Sources: the three APIs' references.
 */
export const NATIVE_FRAMING: Readonly<Record<ProviderKind, Framing>> = {
  openai: CHAT,
  anthropic: {
    event: anthropic,
    error: (error) => anthropic({ type: "error", error: { type: typeOf(error), message: messageOf(error) } }),
    end: "",
  },
  gemini: {
    event: gemini,
    error(error) {
      const code = isLlmuxError(error) ? error.status : 500;
      return gemini({ error: { code, message: messageOf(error), status: STATUS[code] ?? "INTERNAL" } });
    },
    end: "",
  },
};

function messageOf(error: unknown): string {
  return errorBody(error).error.message;
}

/** Anthropic's type of an error. */
function typeOf(error: unknown): string {
  const kind = isLlmuxError(error) ? error.kind : undefined;
  if (kind === "rate_limit") return "rate_limit_error";
  if (kind === "overloaded") return "overloaded_error";
  return kind === "timeout" ? "timeout_error" : "api_error";
}

/** Google's status of an HTTP status. */
const STATUS: Readonly<Record<number, string>> = {
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};
