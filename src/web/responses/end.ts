import { record } from "../../lib/record.ts";
import type { Fields } from "./refuse.ts";

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
