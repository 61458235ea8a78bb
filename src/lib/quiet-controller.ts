/**
 * An abort controller that can be asked and listened to without its signal. Making a signal, an event target of its own, and
 * listening to it costs microseconds, and most calls end without anybody having wanted it.
 */
export class QuietController extends AbortController {
  #aborted = false;
  #listeners: Set<() => void> | undefined;

  get aborted(): boolean {
    return this.#aborted;
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

export function isAborted(controller: AbortController): boolean {
  return controller instanceof QuietController ? controller.aborted : controller.signal.aborted;
}

/** Calls `listener` once when `controller` aborts, later than now. Returns what takes it off again. */
export function onAbort(controller: AbortController, listener: () => void): () => void {
  if (controller instanceof QuietController) return controller.listen(listener);
  const { signal } = controller;
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
