import type { Chunk, ChunkChoice } from "../../contract/chat.ts";
import { makeState } from "../provider-state.ts";
import type { DecodeContext, StreamCodec } from "../reducer.ts";
import { customTools, readAnswer } from "./answer.ts";
import type { CallContext } from "./calls.ts";
import {
  type Addition,
  type CandidateState,
  closeCall,
  hasContent,
  newCandidate,
  partsOf,
  takePart,
} from "./candidate.ts";
import { blockedChoice } from "./decode.ts";
import { decodeFinish, refusalOf } from "./finish-reason.ts";
import { decodeGrounding } from "./grounding.ts";
import { type Heading, headingOf } from "./heading.ts";
import { decodeLogprobs } from "./logprobs.ts";
import { decodeTier, decodeUsage, hasCounts } from "./usage.ts";
import type { Candidate, GenerateResponse, GroundingMetadata, UsageMetadata } from "./wire.ts";

interface StreamedCandidate extends CandidateState {
  /** The finish already told, until more content comes. */
  finished: string | undefined;
  grounding: GroundingMetadata | undefined;
  cited: boolean;
}

/** A stream being read. */
export interface GeminiStreamState {
  readonly context: DecodeContext;
  readonly custom: readonly string[];
  heading: Heading | undefined;
  /** A running total: fields replace earlier ones. */
  usage: UsageMetadata | undefined;
  readonly candidates: Map<number, StreamedCandidate>;
}

/** The stream codec of `:streamGenerateContent`: each event is a whole response holding what is new. */
export const geminiStream: StreamCodec<GeminiStreamState, unknown> = {
  initial: (context) => ({
    context,
    custom: customTools(context),
    heading: undefined,
    usage: undefined,
    candidates: new Map(),
  }),
  step(state, event) {
    const answer = readAnswer(event, state.context.target);
    state.heading ??= headingOf(answer, state.context);
    if (answer.usageMetadata) state.usage = { ...state.usage, ...answer.usageMetadata };
    const choices = [
      ...(answer.candidates ?? []).flatMap((candidate, position) => stepCandidate(state, candidate, position)),
      ...stepFeedback(state, answer),
    ];
    const chunks = choices.map((choice) => chunkOf(state, choice));
    const told = choices.some((choice) => choice.finish_reason);
    if (!told && hasCounts(answer.usageMetadata) && isFinished(state)) chunks.push(chunkOf(state));
    return chunks;
  },
};

function stepCandidate(state: GeminiStreamState, candidate: Candidate, position: number): ChunkChoice[] {
  const index = candidate.index ?? position;
  const { current, opening } = candidateAt(state, index);
  const calls: CallContext = { custom: state.custom, seed: `${state.heading?.id}:${index}` };
  const before = current.calls.length;
  const parts = partsOf(candidate);
  const additions = parts.flatMap((part) => takePart(current, part, calls));
  if (candidate.finishReason === "STOP") additions.push(...closeCall(current, calls));
  if (candidate.groundingMetadata) current.grounding = candidate.groundingMetadata;
  // Some models tell a finish with every chunk: only the last one is the end, and what it ends may be a part that shows nothing.
  if (additions.length > 0 || (parts.length > 0 && candidate.finishReason)) current.finished = undefined;
  const choices = [...opening, ...deltasOf(additions, index, before)];
  attachLogprobs(choices, candidate);
  return [...choices, ...finish(state, current, candidate, index)];
}

function candidateAt(state: GeminiStreamState, index: number) {
  const known = state.candidates.get(index);
  if (known) return { current: known, opening: [] };
  const current: StreamedCandidate = { ...newCandidate(), finished: undefined, grounding: undefined, cited: false };
  state.candidates.set(index, current);
  return { current, opening: [choiceOf(index, { role: "assistant", content: "" })] };
}

function deltasOf(additions: readonly Addition[], index: number, callsBefore: number): ChunkChoice[] {
  let call = callsBefore;
  return additions.map((addition) => {
    if (addition.content !== undefined) return choiceOf(index, { content: addition.content });
    if (addition.reasoning !== undefined) return choiceOf(index, { reasoning_content: addition.reasoning });
    const tool_calls = [{ index: call++, ...addition.call }] as NonNullable<ChunkChoice["delta"]["tool_calls"]>;
    return choiceOf(index, { tool_calls });
  });
}

function attachLogprobs(choices: readonly ChunkChoice[], candidate: Candidate): void {
  const logprobs = decodeLogprobs(candidate.logprobsResult);
  const spoken = choices.findLast((choice) => choice.delta.content);
  if (logprobs && spoken) spoken.logprobs = logprobs;
}

function finish(
  { context }: GeminiStreamState,
  current: StreamedCandidate,
  { finishReason, finishMessage }: Candidate,
  index: number,
): ChunkChoice[] {
  if (typeof finishReason !== "string" || !finishReason || current.finished === finishReason)
    return citedLate(current, index);
  const finish_reason = decodeFinish({
    reason: finishReason,
    message: finishMessage,
    calls: current.calls.length > 0,
    content: hasContent(current),
    target: context.target,
  });
  current.finished = finishReason;
  const visible = { content: current.content, tool_calls: current.calls };
  const delta: ChunkChoice["delta"] = {
    ...(finish_reason === "content_filter" && { refusal: refusalOf(finishReason, finishMessage) }),
    ...(current.blocks.length > 0 && {
      provider_state: makeState(context.provider, context.model, current.blocks, visible),
    }),
  };
  return [...cited(current, index), { ...choiceOf(index, delta), finish_reason }];
}

/** The answer's sources, told once: offsets mean something only when all its text has come. */
function cited(current: StreamedCandidate, index: number): ChunkChoice[] {
  const annotations = current.cited ? [] : decodeGrounding(current.grounding, current);
  if (annotations.length === 0) return [];
  current.cited = true;
  // OpenAI's search models send them so, though the SDK has no type for it.
  return [choiceOf(index, { annotations } as ChunkChoice["delta"])];
}

/** Sources may come after the finish. */
function citedLate(current: StreamedCandidate, index: number): ChunkChoice[] {
  return current.finished === undefined ? [] : cited(current, index);
}

/** A blocked prompt has no candidates: the answer is a refusal. */
function stepFeedback(state: GeminiStreamState, { candidates, promptFeedback }: GenerateResponse): ChunkChoice[] {
  if (candidates?.length || !promptFeedback?.blockReason) return [];
  const { current, opening } = candidateAt(state, 0);
  if (current.finished) return [];
  current.finished = promptFeedback.blockReason;
  const { finish_reason, message } = blockedChoice(promptFeedback);
  return [...opening, { ...choiceOf(0, { refusal: message.refusal }), finish_reason }];
}

function isFinished(state: GeminiStreamState): boolean {
  const candidates = [...state.candidates.values()];
  return candidates.length > 0 && candidates.every((candidate) => candidate.finished);
}

function choiceOf(index: number, delta: ChunkChoice["delta"]): ChunkChoice {
  return { index, delta, finish_reason: null };
}

/** A chunk around one choice, with the usage if that choice ends; without a choice, the usage alone. */
function chunkOf(state: GeminiStreamState, choice?: ChunkChoice): Chunk {
  const heading = state.heading!;
  const usage = !choice || choice.finish_reason ? decodeUsage(state.usage) : undefined;
  return {
    id: heading.id,
    object: "chat.completion.chunk",
    created: heading.created,
    model: heading.model,
    choices: choice ? [choice] : [],
    ...(usage && { usage, ...decodeTier(state.usage) }),
  };
}
