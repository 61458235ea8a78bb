import type { Clock } from "../contract/clock.ts";
import { unref } from "../lib/clock.ts";

/** How long a finished stream may keep its connection before it is cut, in milliseconds. */
const GRACE_MS = 500;

/**
 * Reads a finished stream to its end, so that the connection can be used again, and cuts it if the end does not come or cannot be
 * read. Nobody else may be waiting for it: Node's web streams throw outside all calls when one with two reads is aborted.
 */
export function drain(source: AsyncIterator<unknown>, controller: AbortController, clock: Clock): void {
  const over = () => cut(source, controller);
  const timer = clock.setTimeout(over, GRACE_MS);
  unref(timer);
  const stop = () => clock.clearTimeout(timer);
  const read = (): Promise<void> => source.next().then(({ done }) => (done ? undefined : read()));
  void read().then(stop, () => {
    stop();
    over();
  });
}

/** Lets go of a stream and its connection. */
export function cut(source: AsyncIterator<unknown>, controller: AbortController, reason?: unknown): void {
  controller.abort(reason);
  void Promise.resolve(source.return?.()).catch(() => {});
}
