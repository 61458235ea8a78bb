import pRetry from "p-retry";
import { AttemptFailed } from "./attempt.ts";

/** Waiting and deciding are `again`'s. */
const mayRepeat = async (error: unknown): Promise<boolean> => error instanceof AttemptFailed && (await error.again());

/** Every key filled in, once: p-retry copies and validates the object on each call. */
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
  shouldRetry: ({ error }: { error: Error }) => mayRepeat(error),
};

/** Repeats `attempt` for as long as its failure's `again()` says so. Most need no repeat, and nothing of its machinery. */
export function repeat<T>(attempt: () => Promise<T>): Promise<T> {
  return attempt().catch(async (error) => {
    if (!(await mayRepeat(error))) throw error;
    return await pRetry(attempt, OPTIONS);
  });
}
