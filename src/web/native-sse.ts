import { isLlmuxError } from "../contract/errors.ts";
import type { ProviderKind } from "../data/vendors.ts";
import { record } from "../lib/record.ts";
import { errorBody } from "./error-body.ts";

/** How a wire frames its events, ends its streams and tells of a break. Sources: the three APIs' references. */
interface Framing {
  event(event: unknown): string;
  readonly end: string;
  broken(error: unknown): unknown;
}

const data = (event: unknown) => `data: ${JSON.stringify(event)}`;

const FRAMING: Readonly<Record<ProviderKind, Framing>> = {
  openai: { event: (event) => `${data(event)}\n\n`, end: "data: [DONE]\n\n", broken: errorBody },
  anthropic: {
    event: (event) => `event: ${String(record(event).type ?? "message")}\n${data(event)}\n\n`,
    end: "",
    broken: (error) => ({ type: "error", error: { type: typeOf(error), message: errorBody(error).error.message } }),
  },
  gemini: {
    event: (event) => `${data(event)}\r\n\r\n`,
    end: "",
    broken(error) {
      const code = isLlmuxError(error) ? error.status : 500;
      return { error: { code, message: errorBody(error).error.message, status: statusOf(code) } };
    },
  },
};

/**
 * A native stream as its provider's API would send it: Anthropic names its events, Google ends lines with `\r\n`, OpenAI ends
 * with `[DONE]`. A stream that broke ends with the provider's own error event; one that was aborted errors, as a fetch's body.
 */
export function nativeSse(
  native: { readonly stream: AsyncIterable<unknown>; readonly controller: AbortController },
  kind: ProviderKind,
): ReadableStream<Uint8Array> {
  const framing = FRAMING[kind];
  const encoder = new TextEncoder();
  const iterator = native.stream[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (!done) return controller.enqueue(encoder.encode(framing.event(value)));
          if (native.controller.signal.aborted) {
            return controller.error(new DOMException("This operation was aborted", "AbortError"));
          }
          if (framing.end) controller.enqueue(encoder.encode(framing.end));
        } catch (error) {
          controller.enqueue(encoder.encode(framing.event(framing.broken(error))));
        }
        controller.close();
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Anthropic's type of an error. */
function typeOf(error: unknown): string {
  if (!isLlmuxError(error)) return "api_error";
  if (error.kind === "rate_limit") return "rate_limit_error";
  if (error.kind === "overloaded") return "overloaded_error";
  return error.kind === "timeout" ? "timeout_error" : "api_error";
}

/** Google's status of an HTTP status. */
function statusOf(code: number): string {
  if (code === 429) return "RESOURCE_EXHAUSTED";
  if (code === 503) return "UNAVAILABLE";
  return code === 504 ? "DEADLINE_EXCEEDED" : "INTERNAL";
}
