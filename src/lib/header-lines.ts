/**
 * Header fields to send, by names in small letters. Iterates as `Headers` does, and has no enumerable property of its own:
 * SDKs copy what has, for a log that is off.
 */
export class HeaderLines {
  readonly #lines: readonly (readonly [string, string])[];

  constructor(lines: Iterable<readonly [string, string]>) {
    this.#lines = [...lines];
  }

  [Symbol.iterator](): Iterator<readonly [string, string]> {
    return this.#lines[Symbol.iterator]();
  }
}
