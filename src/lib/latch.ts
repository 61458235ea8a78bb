/** Ends once: callbacks run last-in first-out at the first `settle`, later ones at once. A throwing callback stops none of the others. */
export class Latch<S> {
  #last: Deferred<S> | undefined;
  #end: { readonly value: S } | undefined;

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** How it has ended. */
  get value(): S | undefined {
    return this.#end?.value;
  }

  defer(callback: (end: S) => void): void {
    if (this.#end) run(callback, this.#end.value);
    else this.#last = { callback, before: this.#last };
  }

  /** Returns false if it had ended before. */
  settle(value: S): boolean {
    if (this.#end) return false;
    this.#end = { value };
    const last = this.#last;
    this.#last = undefined;
    for (let each = last; each !== undefined; each = each.before) run(each.callback, value);
    return true;
  }
}

interface Deferred<S> {
  readonly callback: (end: S) => void;
  readonly before: Deferred<S> | undefined;
}

function run<S>(callback: (end: S) => void, value: S): void {
  try {
    callback(value);
  } catch (error) {
    // Whoever deferred it is gone; a throw from here would end the process.
    console.error("llmux: a deferred callback threw", error);
  }
}
