/** What can be asked and listened to without a signal. */
export interface Ending {
  readonly aborted: boolean;
  readonly reason: unknown;
  readonly signal: AbortSignal;
  listen(listener: () => void): () => void;
}

/**
 * An abort controller that can be asked and listened to without its signal. Making a signal, an event target of its own, and
 * listening to it costs microseconds, and most calls end without anybody having wanted it.
 */
export class QuietController extends AbortController implements Ending {
  #aborted = false;
  #listeners: Set<() => void> | undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#aborted ? this.signal.reason : undefined;
  }

  override abort(reason?: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    super.abort(reason);
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  listen(listener: () => void): () => void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => void this.#listeners?.delete(listener);
  }
}

/** A signal of somebody else's, which has to be listened to. */
class SignalEnding implements Ending {
  readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get reason(): unknown {
    return this.signal.reason;
  }

  listen(listener: () => void): () => void {
    this.signal.addEventListener("abort", listener, { once: true });
    return () => this.signal.removeEventListener("abort", listener);
  }
}

/** The cheapest way to ask and listen to what may be aborted. */
export function endingOf(source: AbortController | AbortSignal | Ending): Ending {
  if (source instanceof QuietController) return source;
  if ("listen" in source) return source;
  return new SignalEnding("signal" in source ? source.signal : source);
}

export function isAborted(controller: AbortController): boolean {
  return controller instanceof QuietController ? controller.aborted : controller.signal.aborted;
}

/** Calls `listener` once when `controller` aborts, later than now. Returns what takes it off again. */
export function onAbort(controller: AbortController, listener: () => void): () => void {
  return endingOf(controller).listen(listener);
}
