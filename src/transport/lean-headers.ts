/** Fields of a head by their names in small letters, each as the list of its values would be written. */
type Fields = Record<string, string>;

type RawText = string | Uint8Array;

/** Header values are bytes; read as Latin-1, as the standard fetch does. */
function textOf(raw: RawText): string {
  return typeof raw === "string" ? raw : (raw as Buffer).toString("latin1");
}

/**
 * The header fields of a response, read from the raw list only when asked for. Has what the standard `Headers` has; changing
 * it is for nobody, and throws as it does on the headers of a standard response that was fetched.
 *
 * Nothing of it is an own enumerable property: SDKs copy the entries of such an object for a log that is off.
 */
export class LeanHeaders implements Headers {
  #raw: readonly RawText[];
  #fields: Fields | undefined;
  #sorted: [string, string][] | undefined;

  /** @param raw Names and values in turn, as Node's `rawHeaders`, or their bytes, as undici's. */
  constructor(raw: readonly RawText[]) {
    this.#raw = raw;
  }

  get(name: string): string | null {
    return this.fields()[name.toLowerCase()] ?? null;
  }

  has(name: string): boolean {
    return this.fields()[name.toLowerCase()] !== undefined;
  }

  getSetCookie(): string[] {
    return this.#sort().flatMap(([name, value]) => (name === "set-cookie" ? [value] : []));
  }

  entries(): HeadersIterator<[string, string]> {
    return this.#sort().values() as HeadersIterator<[string, string]>;
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  keys(): HeadersIterator<string> {
    return this.#sort()
      .map(([name]) => name)
      .values() as HeadersIterator<string>;
  }

  values(): HeadersIterator<string> {
    return this.#sort()
      .map(([, value]) => value)
      .values() as HeadersIterator<string>;
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this.#sort()) callback.call(self, value, name, this);
  }

  append(): never {
    throw new TypeError("immutable");
  }

  set(): never {
    throw new TypeError("immutable");
  }

  delete(): never {
    throw new TypeError("immutable");
  }

  /** All fields, by their names in small letters. */
  fields(): Fields {
    if (this.#fields) return this.#fields;
    // Bytes are views of a socket's read buffer, which would be kept with them.
    const raw = this.#raw.map(textOf);
    this.#raw = raw;
    // Without a prototype, so that no field is found that was not sent.
    const fields: Fields = Object.create(null);
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const name = raw[i]!.toLowerCase();
      const before = fields[name];
      fields[name] = before === undefined ? raw[i + 1]! : `${before}, ${raw[i + 1]!}`;
    }
    this.#fields = fields;
    return fields;
  }

  /** By name, each name once; only cookies stay apart. */
  #sort(): [string, string][] {
    if (this.#sorted) return this.#sorted;
    const fields = this.fields();
    const sorted: [string, string][] = [];
    for (const name of Object.keys(fields).sort()) {
      if (name === "set-cookie") for (const value of this.#cookies()) sorted.push([name, value]);
      else sorted.push([name, fields[name]!]);
    }
    this.#sorted = sorted;
    return sorted;
  }

  #cookies(): string[] {
    const raw = this.#raw.map(textOf);
    return raw.filter((_, i) => i % 2 === 1 && raw[i - 1]!.toLowerCase() === "set-cookie");
  }
}
