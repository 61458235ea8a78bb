import { type Link, LinkedList } from "../lib/linked-list.ts";

interface Farewell {
  readonly calls: Set<unknown>;
  readonly then: () => unknown;
}

/**
 * Calls under way, by their controllers. A list and no set: V8 copies a set whose entries come and go to a new table again
 * and again, and each old table holds on to the next, so that what it had held survives one collection after the other.
 */
export class OpenCalls {
  readonly #calls = new LinkedList<AbortController>();
  readonly #farewells = new Set<Farewell>();

  get size(): number {
    return this.#calls.size;
  }

  /** As they are now. */
  all(): AbortController[] {
    const all: AbortController[] = [];
    for (let link = this.#calls.first; link !== undefined; link = link.after) all.push(link.value);
    return all;
  }

  /** Returns what takes it out again. */
  add(controller: AbortController): () => void {
    const link = this.#calls.push(controller);
    return () => this.#remove(link);
  }

  /** Runs `then` when every call that is under way now has ended. What it throws harms nobody. */
  afterThese(then: () => unknown): void {
    this.#farewells.add({ calls: new Set(this.all()), then });
    this.#look();
  }

  #remove(link: Link<AbortController>): void {
    this.#calls.remove(link);
    if (this.#farewells.size === 0) return;
    for (const { calls } of this.#farewells) calls.delete(link.value);
    this.#look();
  }

  #look(): void {
    for (const farewell of this.#farewells) {
      if (farewell.calls.size > 0) continue;
      this.#farewells.delete(farewell);
      void Promise.resolve()
        .then(farewell.then)
        .catch(() => {});
    }
  }
}
