/** Who waits for which signal. */
const waiting = new WeakMap<AbortSignal, Map<symbol, () => void>>();

/**
 * Calls `listener` once when `signal` aborts, later than now. Returns what takes it off again. However many listen, the
 * signal has one listener of ours: from the eleventh on, Node would warn of a leak.
 */
export function onSignal(signal: AbortSignal, listener: () => void): () => void {
  const listeners = waiting.get(signal) ?? attend(signal);
  const key = Symbol();
  listeners.set(key, listener);
  return () => {
    if (listeners.delete(key) && listeners.size === 0) leave(signal);
  };
}

function attend(signal: AbortSignal): Map<symbol, () => void> {
  const listeners = new Map<symbol, () => void>();
  waiting.set(signal, listeners);
  signal.addEventListener("abort", tell, { once: true });
  return listeners;
}

function leave(signal: AbortSignal): void {
  waiting.delete(signal);
  signal.removeEventListener("abort", tell);
}

function tell(this: AbortSignal): void {
  const listeners = waiting.get(this);
  waiting.delete(this);
  for (const listener of listeners?.values() ?? []) listener();
}
