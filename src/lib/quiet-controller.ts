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
  /** Most have one listener; a set is made for the second. While others are left nobody takes the place of the first: they came before. */
  #listener: (() => void) | undefined;
  #others: Set<() => void> | undefined;

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
    const listener = this.#listener;
    const others = this.#others;
    this.#listener = undefined;
    this.#others = undefined;
    listener?.();
    for (const other of others ?? []) other();
  }

  listen(listener: () => void): () => void {
    if (this.#listener === undefined && !this.#others?.size) this.#listener = listener;
    else {
      this.#others ??= new Set();
      this.#others.add(listener);
    }
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
      else this.#others?.delete(listener);
    };
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
