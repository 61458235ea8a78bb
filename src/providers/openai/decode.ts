import type { Completion, CompletionChoice } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import { isRecord, record } from "../../lib/record.ts";
import { notAnAnswer } from "../no-answer.ts";
import type { DecodeContext } from "../reducer.ts";
import { annotationsOf } from "./citations.ts";
import type { Spoken } from "./content.ts";
import { finishReason } from "./finish-reason.ts";
import { mannerOf } from "./manner.ts";
import { hiddenError, namelessCall } from "./no-answer.ts";
import { ordinary } from "./ordinary.ts";
import { hear, newSpeech } from "./speech.ts";
import { readCalls } from "./tools.ts";
import { usageOf } from "./usage.ts";

interface WireChoice {
  readonly index?: unknown;
  readonly error?: unknown;
  readonly finish_reason?: unknown;
  readonly logprobs?: CompletionChoice["logprobs"];
  readonly message?: Spoken & { readonly tool_calls?: unknown; readonly refusal?: string | null };
}

/**
 * Reads an answer of any OpenAI-compatible server as OpenAI would have written it.
 *
 * @throws LlmuxError `server_error` if it is no answer at all, `stream_truncated` if it has no `finish_reason`;
 * an error with `code`, `type` and `error` if the server hid one under status 200.
 */
export function decode(answer: unknown, context: DecodeContext): Completion {
  if (!isRecord(answer)) throw notAnAnswer(context.target, answer, "a chat completion");
  const plain = ordinary(answer, mannerOf(context));
  if (plain) return plain;
  const error = hiddenError(answer);
  if (error) throw error;
  const { choices, usage: _, ...body } = answer as Partial<Completion>;
  if (!Array.isArray(choices) || choices.length === 0)
    throw notAnAnswer(context.target, answer, "a completion's choices");
  const id = textOr(body.id, "") || `chatcmpl-${fingerprint(`${context.now}:${context.model}`, 24)}`;
  const usage = usageOf(answer, mannerOf(context).reasoningApart);
  const annotations = annotationsOf(answer);
  return {
    ...body,
    id,
    object: "chat.completion",
    created: secondsOf(body.created) || Math.floor(context.now / 1000),
    model: textOr(body.model, context.model),
    choices: choices.map((choice, at) => {
      const decoded = decodeChoice(choice, at, `${id}:${at}`, context);
      return annotations ? { ...decoded, message: { annotations, ...decoded.message } } : decoded;
    }),
    ...(usage && { usage }),
  };
}

function decodeChoice(choice: unknown, at: number, seed: string, context: DecodeContext): CompletionChoice {
  const { target } = context;
  const { index, finish_reason: finish, logprobs, message: wire, error, ...rest } = record(choice) as WireChoice;
  const hidden = hiddenError({ error });
  if (hidden) throw hidden;
  if (!isRecord(wire)) throw notAnAnswer(target, choice, "a choice with a message");
  const { tool_calls: _, reasoning: __, reasoning_content: ___, thinking: ____, ...message } = wire;
  const { content, reasoning, calls: called } = hear(newSpeech(), wire, mannerOf(context), true);
  const calls = readCalls(called, seed);
  if (calls?.some(isNameless)) throw namelessCall(target);
  const finish_reason = finishReason(finish, calls !== undefined, target);
  if (finish_reason === null) {
    const told = `${target} sent an answer without finish_reason (choices[${at}]): it is incomplete`;
    throw new LlmuxError("stream_truncated", told);
  }
  return {
    ...rest,
    index: Number.isInteger(index) ? Number(index) : at,
    finish_reason,
    logprobs: logprobs ?? null,
    message: {
      ...message,
      role: "assistant",
      content: content ?? null,
      refusal: typeof wire.refusal === "string" ? wire.refusal : null,
      ...(reasoning !== undefined && { reasoning_content: reasoning }),
      ...(calls && { tool_calls: calls }),
    },
  };
}

/** True for a call that does not say which tool it is of. */
function isNameless(call: NonNullable<CompletionChoice["message"]["tool_calls"]>[number]): boolean {
  const { name } = call.type === "custom" ? call.custom : call.function;
  return typeof name !== "string" || name === "";
}

/** Some servers tell fractions of a second, some write it as text. */
function secondsOf(created: unknown): number {
  return typeof created === "number" || typeof created === "string" ? Math.floor(Number(created)) : 0;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
