import type { Clock } from "../contract/clock.ts";
import { within } from "../lib/within.ts";
import type { OpenCalls } from "./open-calls.ts";
import { timeLimitOf } from "./time-limit.ts";

export interface CloseParts {
  readonly open: OpenCalls;
  readonly clock: Clock;
  /** No more calls from here on. */
  stop(): void;
  abort(controller: AbortController): void;
  /** Resolves when what listeners have begun has ended. */
  idle(): Promise<void>;
  release(): Promise<void>;
}

const ABORT_MS = 1000;

/** Drains, then aborts, then lets go of everything. A second call waits for the first one's end. */
export function createClose(parts: CloseParts): (options?: { timeoutMs?: number }) => Promise<void> {
  let closing: Promise<void> | undefined;
  return async function close(options) {
    const timeoutMs = timeLimitOf("close", options);
    parts.stop();
    closing ??= shut(parts, timeoutMs);
    return await closing;
  };
}

async function shut({ open, clock, abort, idle, release }: CloseParts, timeoutMs: number): Promise<void> {
  await drained(open, clock, timeoutMs);
  for (const controller of open.all()) abort(controller);
  // Aborted calls end within a few turns, and their last events still find their listeners.
  await drained(open, clock, ABORT_MS);
  await within(clock, ABORT_MS, idle());
  await release();
}

/** Calls end in many ways, all of which take them out of the list: looked at often, for a short time. */
function drained(open: Pick<OpenCalls, "size">, clock: Clock, timeoutMs: number): Promise<void> {
  const end = clock.now() + timeoutMs;
  return new Promise((resolve) => {
    const look = () => {
      if (open.size === 0 || clock.now() >= end) resolve();
      else clock.setTimeout(look, Math.min(10, Math.max(1, end - clock.now())));
    };
    look();
  });
}
