import pRetry from "p-retry";
import { AttemptFailed } from "./attempt.ts";

/** Every key filled in, once: p-retry copies and validates the object on each call. Waiting and deciding are `again`'s. */
const OPTIONS = {
  retries: Number.POSITIVE_INFINITY,
  factor: 1,
  minTimeout: 0,
  maxTimeout: 0,
  maxRetryTime: Number.POSITIVE_INFINITY,
  randomize: false,
  unref: false,
  signal: undefined,
  onFailedAttempt: () => {},
  shouldConsumeRetry: () => true,
  shouldRetry: ({ error }: { error: Error }) => error instanceof AttemptFailed && error.again(),
};

/** Repeats `attempt` for as long as its failure's `again()` says so. */
export function repeat<T>(attempt: () => Promise<T>): Promise<T> {
  return pRetry(attempt, OPTIONS);
}
