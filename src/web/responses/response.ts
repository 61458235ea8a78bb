import { list, record } from "../../lib/record.ts";
import { itemsOf } from "./output.ts";
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

/** A whole answer of chat as a response. */
export function encodeResponse(completion: Fields, subject: Subject): Fields {
  const { message, finish_reason, logprobs } = record(list(completion.choices)[0]);
  const output = itemsOf(record(message), { ...subject, logprobs: list(record(logprobs).content) });
  return {
    ...head(subject, completion),
    ...endOf(finish_reason),
    output,
    usage: usageOf(completion.usage),
    ...reportOf(completion.x_llmux, subject),
  };
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

const INCOMPLETE: Readonly<Record<string, string>> = { length: "max_output_tokens", content_filter: "content_filter" };

/** How a response ended, by chat's finish reason. */
export function endOf(finish: unknown): Fields {
  const reason = INCOMPLETE[String(finish)];
  return reason === undefined ? { status: "completed" } : { status: "incomplete", incomplete_details: { reason } };
}

export function usageOf(usage: unknown): Fields | null {
  const { prompt_tokens, completion_tokens, total_tokens, ...details } = record(usage);
  if (typeof prompt_tokens !== "number") return null;
  const input = record(details.prompt_tokens_details);
  const { reasoning_tokens = 0 } = record(details.completion_tokens_details);
  return {
    input_tokens: prompt_tokens,
    input_tokens_details: {
      cached_tokens: input.cached_tokens ?? 0,
      cache_write_tokens: input.cache_write_tokens ?? 0,
    },
    output_tokens: completion_tokens,
    output_tokens_details: { reasoning_tokens },
    total_tokens,
  };
}
