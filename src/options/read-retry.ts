import type { RetryOptions } from "../contract/target.ts";
import { withDefaults } from "../lib/defaults.ts";

/** Repeats as they are given, over what holds otherwise; `false` is none. `maxRetries` of a call has the last word. */
export function readRetry(
  usual: Required<RetryOptions>,
  retry: RetryOptions | false | undefined,
  maxRetries?: number,
): Required<RetryOptions> {
  return withDefaults(usual, retry === false ? { maxRetries: 0 } : retry, { maxRetries });
}
