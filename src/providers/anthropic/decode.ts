import type { Completion } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import { describeBody } from "../no-answer.ts";
import { makeState } from "../provider-state.ts";
import type { DecodeContext } from "../reducer.ts";
import { asText } from "./answer-tool.ts";
import type { NativeRequest } from "./draft.ts";
import { finishReason, refusalText, stopWord } from "./finish-reason.ts";
import { serviceTier } from "./service-tier.ts";
import { decodeToolCall, identified } from "./tool-calls.ts";
import { decodeUsage, type NativeUsage } from "./usage.ts";
import { type NativeBlock, readVisible } from "./visible.ts";

interface NativeMessage {
  readonly id?: string;
  readonly type: "message";
  readonly model?: string;
  readonly content: readonly NativeBlock[];
  readonly stop_reason: string;
  readonly stop_details?: { readonly explanation?: string | null } | null;
  readonly usage?: NativeUsage | null;
}

/**
 * Reads a Messages answer as a completion.
 *
 * @throws LlmuxError `server_error` if it is no whole message: HTTP 200 alone proves nothing; an error body, for
 * classification, if it is one.
 */
export function decode(answer: unknown, context: DecodeContext): Completion {
  const message = checkedMessage(answer, context);
  const { customTools: custom, mustCall, answerTool } = context.native as NativeRequest;
  const { stop_reason, usage } = message;
  const id = messageId(message, context);
  const blocks = message.content.map((block, at) => asText(identified(block, id, at), answerTool));
  const visible = readVisible(blocks, (block) => decodeToolCall(block, custom.includes(block.name ?? "")));
  if (mustCall && !visible.tool_calls?.length) throw uncalled(context.target);
  const tokens = decodeUsage(usage);
  return {
    id,
    object: "chat.completion",
    created: Math.floor(context.now / 1000),
    model: message.model ?? context.model,
    choices: [
      {
        index: 0,
        finish_reason: finishReason(answerTool && !visible.tool_calls ? answered(stop_reason) : stop_reason, blocks),
        logprobs: null,
        message: {
          role: "assistant",
          ...visible,
          refusal: refusalText(stop_reason, message.stop_details),
          ...(blocks.length > 0 && { provider_state: makeState(context.provider, context.model, blocks, visible) }),
        },
      },
    ],
    ...serviceTier(usage),
    ...(tokens && { usage: tokens }),
  };
}

/** A message's id, made where a server names none: ids of calls are made from it. */
export function messageId({ id }: { readonly id?: string }, { now, model }: DecodeContext): string {
  return typeof id === "string" && id !== "" ? id : `msg_${fingerprint(`${now}:${model}`, 24)}`;
}

/** A tool that was called for the answer's sake alone ends the turn. */
export function answered(stopReason: string): string {
  return stopReason === "tool_use" ? "end_turn" : stopReason;
}

/** What `compat.enforce` makes of an answer without the call that was asked for. */
export function uncalled(target: string): LlmuxError {
  const message = `${target} answered with text where a tool call was required; the model cannot be forced (compat.enforce)`;
  return new LlmuxError("bad_generation", message);
}

function checkedMessage(answer: unknown, { target }: DecodeContext): NativeMessage {
  const message = (typeof answer === "object" && answer !== null ? answer : {}) as Partial<NativeMessage>;
  if (message.type === "message" && Array.isArray(message.content) && stopWord(message.stop_reason)) {
    return message as NativeMessage;
  }
  if ((message as { type?: string }).type === "error") {
    throw Object.assign(new Error("an error came under status 200"), { error: answer });
  }
  throw new LlmuxError(
    "server_error",
    `${target}: the answer is no finished Anthropic message but ${describe(answer)}; check the base URL`,
  );
}

function describe(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return describeBody(answer);
  const { type, stop_reason } = answer as Partial<NativeMessage>;
  return `an object with type ${JSON.stringify(type)} and stop_reason ${JSON.stringify(stop_reason)}`;
}
