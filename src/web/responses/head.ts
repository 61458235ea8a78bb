import { list, record } from "../../lib/record.ts";
import type { Fields } from "./refuse.ts";
import type { Decoded } from "./request.ts";

/** What an answer repeats of its request, and is named by. */
export interface Subject {
  readonly body: Fields;
  /** Unique to the call: ids are made of it. */
  readonly key: string;
  readonly carriesState: boolean;
  /** Whether the client may know who answered. */
  readonly mayReport: boolean;
  readonly warnings: Decoded["warnings"];
}

/** The route report, with what this endpoint had to leave out. */
export function reportOf(report: unknown, { mayReport, warnings }: Subject): Fields {
  if (report === undefined || !mayReport) return {};
  const { target } = record(report);
  const own = warnings.map((warning) => ({ ...warning, target }));
  return { x_llmux: { ...record(report), warnings: [...list(record(report).warnings), ...own] } };
}

/** A response before there is anything in it. `made`: a completion, or a chunk of one. */
export function head({ body, key, mayReport }: Subject, made: Fields): Fields {
  const given = (field: string, otherwise: unknown = null) => body[field] ?? otherwise;
  return {
    ...{ id: `resp_${key}`, object: "response", created_at: made.created, status: "in_progress" },
    ...{ background: false, error: null, incomplete_details: null, instructions: given("instructions") },
    ...{
      max_output_tokens: given("max_output_tokens"),
      max_tool_calls: given("max_tool_calls"),
      model: mayReport ? made.model : body.model,
    },
    ...{ output: [], parallel_tool_calls: given("parallel_tool_calls", true), previous_response_id: null },
    ...{ prompt_cache_key: given("prompt_cache_key"), reasoning: reasoningOf(body.reasoning) },
    ...{ safety_identifier: given("safety_identifier"), service_tier: made.service_tier ?? "default", store: false },
    ...{ temperature: given("temperature"), text: { format: { type: "text" }, ...record(body.text) } },
    ...{ tool_choice: given("tool_choice", "auto"), tools: given("tools", []), top_logprobs: given("top_logprobs", 0) },
    ...{
      top_p: given("top_p"),
      truncation: "disabled",
      usage: null,
      user: given("user"),
      metadata: given("metadata", {}),
    },
  };
}

function reasoningOf(reasoning: unknown): Fields {
  const { effort = null, summary = null } = record(reasoning);
  return { effort, summary };
}
