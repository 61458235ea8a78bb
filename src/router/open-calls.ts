interface Farewell {
  readonly calls: Set<unknown>;
  readonly then: () => unknown;
}

/** Calls under way, by their controllers. */
export class OpenCalls extends Set<AbortController> {
  readonly #farewells = new Set<Farewell>();

  /** Runs `then` when every call that is under way now has ended. What it throws harms nobody. */
  afterThese(then: () => unknown): void {
    this.#farewells.add({ calls: new Set(this), then });
    this.#look();
  }

  override delete(controller: AbortController): boolean {
    const was = super.delete(controller);
    for (const { calls } of this.#farewells) calls.delete(controller);
    if (this.#farewells.size > 0) this.#look();
    return was;
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
