import { LlmuxError } from "../../contract/errors.ts";
import { textOf } from "../text-of.ts";
import { type CallContext, type DecodedCall, decodeCall } from "./calls.ts";
import { applyPartialArg } from "./partial-args.ts";
import type { Candidate, FunctionCall, Part } from "./wire.ts";

/** One candidate as it grows, part by part. JSON answers and streams are read with the same steps. */
export interface CandidateState {
  content: string;
  reasoning: string;
  readonly calls: DecodedCall[];
  /** Native parts in order, for the next turn. */
  readonly blocks: Part[];
  /** Where each visible text part begins in `content`; by index of the part within the answer. */
  readonly starts: (number | undefined)[];
  /** A call whose arguments are still coming (Vertex). */
  open: { call: FunctionCall; args: Record<string, unknown>; signature: string | undefined } | undefined;
  /** True once any part carried text of the answer. */
  spoke: boolean;
}

/** What a part adds to the answer. */
export interface Addition {
  readonly content?: string;
  readonly reasoning?: string;
  readonly call?: DecodedCall;
}

export function newCandidate(): CandidateState {
  return { content: "", reasoning: "", calls: [], blocks: [], starts: [], open: undefined, spoke: false };
}

/** True if the candidate says anything beside calls: text, an image, code that was run. Thoughts are no answer. */
export function hasContent(state: CandidateState): boolean {
  return state.spoke || state.blocks.some((block) => block.text === undefined && !block.functionCall);
}

/** The parts of a candidate, which Gemini leaves out where there is nothing to say. */
export function partsOf({ content }: Candidate): readonly Part[] {
  const parts: unknown = content?.parts ?? [];
  if (Array.isArray(parts)) return parts as Part[];
  throw new LlmuxError("server_error", "a candidate's parts are no list");
}

/** Takes one part in, and tells what it adds; empty texts add nothing but are kept if they carry a signature. */
export function takePart(state: CandidateState, part: Part, context: CallContext): Addition[] {
  const text = textOf(part.text);
  const speaks = typeof part.text === "string";
  state.starts.push(speaks && !part.thought ? state.content.length : undefined);
  if (part.functionCall) return takeCall(state, part, part.functionCall, context);
  keep(state, part);
  if (!speaks) return [];
  if (part.thought) {
    state.reasoning += text;
    return text ? [{ reasoning: text }] : [];
  }
  state.content += text;
  state.spoke ||= text !== "";
  return text ? [{ content: text }] : [];
}

/** Ends a call whose arguments came in pieces; its end may be told by the next part, or by the answer's end alone. */
export function closeCall(state: CandidateState, context: CallContext): Addition[] {
  const { open } = state;
  if (!open) return [];
  state.open = undefined;
  const call: FunctionCall = { ...open.call, args: open.args };
  const decoded = decodeCall(call, open.signature, { ...context, seed: `${context.seed}:${state.calls.length}` });
  state.calls.push(decoded);
  keep(state, { functionCall: call, ...(open.signature && { thoughtSignature: open.signature }) });
  return [{ call: decoded }];
}

function takeCall(state: CandidateState, part: Part, given: FunctionCall, context: CallContext): Addition[] {
  const { partialArgs, willContinue, args, ...call } = given;
  const added = call.name ? closeCall(state, context) : [];
  if (call.name) state.open = { call, args: { ...args }, signature: part.thoughtSignature };
  if (!state.open) return added;
  for (const piece of partialArgs ?? []) applyPartialArg(state.open.args, piece);
  return willContinue ? added : [...added, ...closeCall(state, context)];
}

/** Keeps a part for the next turn. Pieces of one text are joined; a part with a signature stays by itself. */
function keep(state: CandidateState, part: Part): void {
  const last = state.blocks.at(-1);
  if (isPlainText(part) && !part.text) return;
  if (last && isPlainText(part) && isPlainText(last) && Boolean(last.thought) === Boolean(part.thought)) {
    state.blocks[state.blocks.length - 1] = { ...last, text: `${last.text}${part.text}` };
  } else {
    state.blocks.push(part);
  }
}

function isPlainText(part: Part): boolean {
  return part.text !== undefined && Object.keys(part).every((key) => key === "text" || key === "thought");
}
