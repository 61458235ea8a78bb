import { LlmuxError } from "../../contract/errors.ts";

interface ErrorBody {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly param?: unknown;
}

/**
 * The error a server hid in an answer with status 200, in the SDK's own form for classification; undefined if there is
 * none. OpenRouter and others send `{ error }`, Fireworks a bare string in it, older vLLM and Mistral `{ object: "error" }`.
 */
export function hiddenError(answer: { readonly error?: unknown; readonly object?: unknown }): Error | undefined {
  const body = answer.error || (answer.object === "error" ? answer : undefined);
  if (!body) return undefined;
  const { message, code, type, param } =
    typeof body === "object" ? (body as ErrorBody) : ({ message: body } as ErrorBody);
  const text = typeof message === "string" ? message : JSON.stringify(message ?? body);
  return Object.assign(new Error(text), { status: undefined, code, type, param, error: body });
}

/** A tool call that nobody could run: the model's failure, not the server's. */
export function namelessCall(target: string): LlmuxError {
  return new LlmuxError("bad_generation", `${target} called a tool without naming it`);
}
