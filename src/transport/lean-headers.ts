/** Names and values in turn: text, as Node's `rawHeaders`, or bytes, as undici's. */
export type RawHeaders = readonly string[] | readonly Uint8Array[];

/**
 * Header values are bytes; read as Latin-1, as the standard fetch does. A head that arrived in one piece is decoded in one
 * piece, and nothing of it is kept: bytes are views of a socket's read buffer.
 */
function textsOf(raw: RawHeaders): readonly string[] {
  if (!isBytes(raw)) return raw;
  const { buffer, byteOffset } = raw[0]!;
  const last = raw[raw.length - 1]!;
  const end = last.byteOffset + last.byteLength;
  for (const bytes of raw) {
    const within = bytes.byteOffset >= byteOffset && bytes.byteOffset + bytes.byteLength <= end;
    if (bytes.buffer !== buffer || !within) return raw.map(latin1);
  }
  const all = latin1(Buffer.from(buffer, byteOffset, end - byteOffset));
  return raw.map((bytes) => {
    const from = bytes.byteOffset - byteOffset;
    return all.slice(from, from + bytes.byteLength);
  });
}

function isBytes(raw: RawHeaders): raw is readonly Uint8Array[] {
  return typeof raw[0] === "object";
}

function latin1(bytes: Uint8Array): string {
  return (bytes as Buffer).toString("latin1");
}

/**
 * The header fields of a response, read from the raw list only when asked for. Has what the standard `Headers` has; changing
 * it is for nobody, and throws as it does on the headers of a standard response that was fetched.
 *
 * Nothing of it is an own enumerable property: SDKs copy the entries of such an object for a log that is off.
 */
export class LeanHeaders implements Headers {
  readonly #raw: readonly string[];
  #sorted: [string, string][] | undefined;

  constructor(raw: RawHeaders) {
    this.#raw = textsOf(raw);
  }

  get(name: string): string | null {
    const wanted = name.toLowerCase();
    const raw = this.#raw;
    let found: string | null = null;
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const field = raw[i]!;
      if (field.length !== wanted.length || field.toLowerCase() !== wanted) continue;
      found = found === null ? raw[i + 1]! : `${found}, ${raw[i + 1]!}`;
    }
    return found;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
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

  /** By name, each name once; only cookies stay apart. */
  #sort(): [string, string][] {
    if (this.#sorted) return this.#sorted;
    const raw = this.#raw;
    const fields = new Map<string, string[]>();
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const name = raw[i]!.toLowerCase();
      const values = fields.get(name);
      if (values) values.push(raw[i + 1]!);
      else fields.set(name, [raw[i + 1]!]);
    }
    const sorted: [string, string][] = [];
    for (const name of [...fields.keys()].sort()) {
      const values = fields.get(name)!;
      for (const value of name === "set-cookie" ? values : [values.join(", ")]) sorted.push([name, value]);
    }
    this.#sorted = sorted;
    return sorted;
  }
}
