import type { Completion, CompletionChoice } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import { makeState } from "../provider-state.ts";
import type { DecodeContext } from "../reducer.ts";
import { customTools, describe, readAnswer } from "./answer.ts";
import { type CandidateState, closeCall, hasContent, newCandidate, partsOf, takePart } from "./candidate.ts";
import { decodeFinish, refusalOf } from "./finish-reason.ts";
import { decodeGrounding } from "./grounding.ts";
import { headingOf } from "./heading.ts";
import { decodeLogprobs } from "./logprobs.ts";
import { decodeTier, decodeUsage } from "./usage.ts";
import type { Candidate, GenerateResponse } from "./wire.ts";

/** Decodes a JSON answer of generateContent. Throws where it is no answer, or not a whole one. */
export function decode(value: unknown, context: DecodeContext): Completion {
  const answer = readAnswer(value, context.target);
  const heading = headingOf(answer, context);
  const usage = decodeUsage(answer.usageMetadata);
  return {
    id: heading.id,
    object: "chat.completion",
    created: heading.created,
    model: heading.model,
    choices: decodeChoices(answer, heading.id, context),
    ...(usage && { usage }),
    ...decodeTier(answer.usageMetadata),
  };
}

function decodeChoices(answer: GenerateResponse, id: string, context: DecodeContext): CompletionChoice[] {
  const { candidates, promptFeedback } = answer;
  if (Array.isArray(candidates) && candidates.length > 0) {
    return candidates.map((candidate: Candidate, position) => {
      const index = candidate.index ?? position;
      return decodeChoice(candidate, index, `${id}:${index}`, context);
    });
  }
  if (promptFeedback?.blockReason) return [blockedChoice(promptFeedback)];
  throw new LlmuxError("server_error", `${context.target}: expected candidates, got ${describe(answer)}`);
}

/** The choice of a prompt that was blocked: HTTP 200 without candidates. */
export function blockedChoice(feedback: NonNullable<GenerateResponse["promptFeedback"]>): CompletionChoice {
  const refusal = refusalOf(feedback.blockReason ?? "", feedback.blockReasonMessage);
  return {
    index: 0,
    finish_reason: "content_filter",
    logprobs: null,
    message: { role: "assistant", content: null, refusal },
  };
}

function decodeChoice(candidate: Candidate, index: number, seed: string, context: DecodeContext): CompletionChoice {
  const { finishReason, finishMessage } = candidate;
  if (typeof finishReason !== "string" || finishReason === "") {
    throw new LlmuxError(
      "stream_truncated",
      `${context.target}: candidate ${index} has no finishReason; the answer is cut short`,
    );
  }
  const state = newCandidate();
  const calls = { custom: customTools(context), seed };
  for (const part of partsOf(candidate)) takePart(state, part, calls);
  if (finishReason === "STOP") closeCall(state, calls);
  const finish_reason = decodeFinish({
    reason: finishReason,
    message: finishMessage,
    calls: state.calls.length > 0,
    content: hasContent(state),
    target: context.target,
  });
  return {
    index,
    finish_reason,
    logprobs: decodeLogprobs(candidate.logprobsResult),
    message: {
      role: "assistant",
      content: state.spoke ? state.content : null,
      refusal: finish_reason === "content_filter" ? refusalOf(finishReason, finishMessage) : null,
      ...messageExtras(state, candidate, context),
    },
  };
}

function messageExtras(state: CandidateState, candidate: Candidate, context: DecodeContext) {
  const annotations = decodeGrounding(candidate.groundingMetadata, state);
  const visible = { content: state.content, tool_calls: state.calls };
  return {
    ...(state.reasoning && { reasoning_content: state.reasoning }),
    ...(annotations.length > 0 && { annotations }),
    ...(state.calls.length > 0 && { tool_calls: state.calls }),
    ...(state.blocks.length > 0 && {
      provider_state: makeState(context.provider, context.model, state.blocks, visible),
    }),
  };
}
