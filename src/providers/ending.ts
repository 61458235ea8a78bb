import type { Ending } from "../contract/ending.ts";
import type { ProviderContext } from "../contract/provider.ts";

/** What ends the attempt, for the transport; no signal is made for that. */
export function endingOf({ ending }: Pick<ProviderContext, "ending">): { ending?: Ending } {
  return ending ? { ending } : {};
}

/** The same for the SDK, from a context that has nothing but a signal. */
export function signalOf(context: ProviderContext): { signal?: AbortSignal } {
  return context.ending ? {} : { signal: context.signal };
}

/** @throws The abort's reason. */
export function throwIfAborted(context: ProviderContext): void {
  const { aborted, reason } = context.ending ?? context.signal;
  if (aborted) throw reason;
}
