import type { Fault } from "../contract/fault.ts";
import type { Candidate } from "./candidates.ts";
import type { Run } from "./run.ts";

/** Without one of these it would be another question, or another kind of answer. */
const ESSENTIAL = new Set([
  ...["model", "models", "messages", "input", "stream", "stream_options", "tools", "functions", "response_format"],
  "provider_options",
]);

/** Fields by names that other wires have for them, in snake case. */
const FIELD_OF: Readonly<Record<string, string>> = {
  random_seed: "seed",
  stop_sequences: "stop",
  thinking: "reasoning_effort",
  thinking_config: "reasoning_effort",
  thinking_budget: "reasoning_effort",
  thinking_level: "reasoning_effort",
  effort: "reasoning_effort",
  response_logprobs: "logprobs",
  disable_parallel_tool_use: "parallel_tool_calls",
  candidate_count: "n",
  output_dimensionality: "dimensions",
};

/**
 * Makes what drops a parameter that a target has refused, where its `compat.autoDrop` says so: tells true when `replace` has
 * been given the same target with the request encoded anew. Each parameter once; never under `strict`.
 */
export function createLighten(
  { call, candidates }: Run,
  { target, asked }: Candidate,
  replace: (candidate: Candidate) => void,
): (fault: Fault) => Promise<boolean> {
  const dropped: string[] = [];
  return async function lighten({ kind, param }) {
    if (kind !== "unsupported" || !param || target.settings.compat?.autoDrop !== true) return false;
    const field = fieldOf(param, asked.request as object);
    if (field === undefined || dropped.includes(field)) return false;
    dropped.push(field);
    const candidate = await candidates.without(target, dropped);
    if (candidate === undefined) return false;
    const message = `${field} was left out: ${target.id} refused it (compat.autoDrop)`;
    call.draft.warnings.push({ code: "dropped_param", param: field, target: target.id, message });
    replace(candidate);
    return true;
  };
}

/** The field of the request that a path such as `generation_config.topK` speaks of, if it may be left out. */
function fieldOf(param: string, request: object): string | undefined {
  const names = param
    .split(/[.[\]]+/)
    .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, ""))
    .map((name) => FIELD_OF[name] ?? name);
  return names.find((name) => Object.hasOwn(request, name) && !ESSENTIAL.has(name));
}
