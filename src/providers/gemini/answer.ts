import { LlmuxError } from "../../contract/errors.ts";
import type { DecodeContext } from "../reducer.ts";
import type { GeminiNative, GenerateResponse } from "./wire.ts";

/** Names of functions that stand for custom tools, as encoding left them. */
export function customTools(context: DecodeContext): readonly string[] {
  return (context.native as Partial<GeminiNative> | undefined)?.custom ?? [];
}

/**
 * Takes what upstream sent for an answer, or throws: an `{ error }` body, which Google may send under HTTP 200 and
 * within streams, as an error in Google's words, anything else that is no answer as `server_error`.
 */
export function readAnswer(value: unknown, target: string): GenerateResponse {
  const body: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof body === "object" && body !== null) {
    if ("error" in body && body.error) throw upstreamError(body.error);
    if (!Array.isArray(value) && isAnswer(body)) return body;
  }
  throw new LlmuxError("server_error", `${target}: expected an answer, got ${describe(value)}`);
}

function isAnswer(body: GenerateResponse): boolean {
  return body.candidates === undefined || Array.isArray(body.candidates);
}

/** Names what came, briefly and without its content. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== "object") return `a ${typeof value}`;
  const keys = Object.keys(value).filter((key) => typeof (value as Record<string, unknown>)[key] !== "function");
  return keys.length > 0 ? `an object with ${keys.slice(0, 8).join(", ")}` : "an empty object";
}

interface GoogleError {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
}

function upstreamError(error: unknown): Error {
  const { code, status, message, details } = (typeof error === "object" ? error : { message: error }) as GoogleError;
  return Object.assign(new Error(String(message ?? status ?? code ?? "the provider reported an error")), {
    ...(typeof code === "number" && { status: code }),
    code: status ?? code,
    errorDetails: details,
    error,
  });
}
