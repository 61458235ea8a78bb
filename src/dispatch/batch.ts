import type { CallContext } from "../contract/context.ts";
import { type EmbeddingInput, type EmbeddingRequest, type Embeddings, inputsOf } from "../contract/embedding.ts";
import { isLlmuxError } from "../contract/errors.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Reply } from "../contract/reply.ts";
import type { RouteReport, Warning } from "../contract/report.ts";
import { isAborted, onAbort, QuietController } from "../lib/quiet-controller.ts";

/** Requests of one call that are under way at a time. */
const PARALLEL = 4;

export interface BatchParts {
  /** Most inputs, and most tokens, of one request to any of the call's targets. */
  limits(call: CallContext): { readonly maxInputs: number; readonly maxTokens: number };
  tokensOf(input: EmbeddingInput): number;
  report(call: CallContext): RouteReport;
}

type Dispatch = (call: CallContext) => Promise<Reply>;
type EmbeddingCall = CallContext & { readonly operation: "embeddings"; readonly request: EmbeddingRequest };

/**
 * The dispatcher for calls whose inputs are more than one request may hold: each part is dispatched by itself, several at a
 * time, and the vectors are put together in the order of the inputs. One part that fails ends the others and the call.
 */
export function batched(dispatch: Dispatch, parts: BatchParts): Dispatch {
  return function batch(call) {
    if (call.operation !== "embeddings") return dispatch(call);
    const inputs = split(inputsOf(call.request), parts, call);
    return inputs.length === 1 ? dispatch(call) : oneOf(inputs, call);
  };

  async function oneOf(inputs: readonly EmbeddingInput[][], call: EmbeddingCall): Promise<Reply> {
    const answers = await all(inputs, call, dispatch, parts);
    const warnings = new Map(call.draft.warnings.map((warning) => [keyOf(warning), warning]));
    call.draft.warnings = [...warnings.values()];
    return { kind: "embedding", body: joined(answers) };
  }
}

function split(inputs: readonly EmbeddingInput[], { limits, tokensOf }: BatchParts, call: CallContext) {
  const { maxInputs, maxTokens } = limits(call);
  const groups: EmbeddingInput[][] = [[]];
  let tokens = 0;
  for (const input of inputs) {
    const more = tokensOf(input);
    const full = groups.at(-1)!.length >= maxInputs || tokens + more > maxTokens;
    if (full && groups.at(-1)!.length > 0) {
      groups.push([]);
      tokens = 0;
    }
    groups.at(-1)!.push(input);
    tokens += more;
  }
  return groups;
}

/** Every part's answer, or the first failure once all have ended: what they cost is in its report. */
async function all(groups: readonly EmbeddingInput[][], call: EmbeddingCall, dispatch: Dispatch, parts: BatchParts) {
  const controller = new QuietController();
  const follow = () => controller.abort(call.controller.signal.reason);
  if (isAborted(call.controller)) follow();
  else call.defer(onAbort(call.controller, follow));
  const answers: Embeddings[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < groups.length && failures.length === 0) {
      const at = next;
      next += 1;
      try {
        const reply = await dispatch(partOf(call, controller, groups[at]!, at));
        answers[at] = reply.body as Embeddings;
      } catch (error) {
        failures.push(error);
        controller.abort(new FaultError({ kind: "aborted", message: "another part of the batch has failed" }));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, groups.length) }, work));
  if (failures.length === 0) return answers;
  const [error] = failures;
  const report = parts.report(call);
  const { attempts, skipped } = report;
  throw isLlmuxError(error) ? Object.assign(error, { attempts, skipped, report }) : error;
}

/** Shares the call's end and its report; a key of its own, since another body under the same key would be refused. */
function partOf(call: EmbeddingCall, controller: AbortController, inputs: EmbeddingInput[], at: number): CallContext {
  const input = inputs as string[] | number[][];
  const idempotencyKey = `${call.options.idempotencyKey ?? call.callId}.${at}`;
  return { ...call, controller, request: { ...call.request, input }, options: { ...call.options, idempotencyKey } };
}

function joined(answers: readonly Embeddings[]): Embeddings {
  const { usage: _, ...head } = answers[0]!;
  const tokens = (name: "prompt_tokens" | "total_tokens") =>
    answers.reduce((sum, { usage }) => sum + (usage?.[name] ?? 0), 0);
  return {
    ...head,
    data: answers.flatMap(({ data }) => data).map((one, index) => ({ ...one, index })),
    usage: { prompt_tokens: tokens("prompt_tokens"), total_tokens: tokens("total_tokens") },
  };
}

function keyOf({ code, param, target }: Warning): string {
  return JSON.stringify([code, param, target]);
}
