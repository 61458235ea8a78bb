import { builtin } from "./node.ts";

type Readable = import("node:stream").Readable;
type Transform = import("node:stream").Transform;

/** Content codings of RFC 9110 §8.4.1, each with what undoes it. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ["gzip", () => emptyToo(builtin("node:zlib").createGunzip())],
  ["x-gzip", () => emptyToo(builtin("node:zlib").createGunzip())],
  ["deflate", inflate],
  ["br", () => emptyToo(builtin("node:zlib").createBrotliDecompress())],
]);

/** Undoes the codings named in `content-encoding`; a body with one that is unknown stays as it is, as with the standard fetch. */
export function decoded(body: Readable, contentEncoding: string | null): Readable {
  if (contentEncoding === null) return body;
  const codings = contentEncoding.toLowerCase().split(",").map(trimmed).filter(applied);
  const decoders = codings.reverse().map((coding) => DECODERS.get(coding));
  if (decoders.length === 0 || !decoders.every((make) => make !== undefined)) return body;
  const chain = decoders.map((make) => make());
  builtin("node:stream").pipeline([body, ...chain], () => {});
  return chain.at(-1)!;
}

/** What has no byte was compressed by nobody, whatever its head says: it is empty, not cut short. */
function emptyToo(decoder: Transform & { readonly bytesWritten: number }): Transform {
  const flush = decoder._flush;
  return Object.assign(decoder, {
    _flush: (done: Parameters<typeof flush>[0]) => (decoder.bytesWritten === 0 ? done() : flush.call(decoder, done)),
  });
}

const trimmed = (coding: string) => coding.trim();
const applied = (coding: string) => coding !== "" && coding !== "identity";

/** Some servers send `deflate` without its zlib envelope: the first byte tells. */
function inflate(): Transform {
  const { createInflate, createInflateRaw } = builtin("node:zlib");
  let inner: Transform | undefined;
  const begin = (first: number): Transform => {
    const make = (first & 0x0f) === 8 ? createInflate : createInflateRaw;
    return make()
      .on("data", (bytes: Uint8Array) => outer.push(bytes))
      .on("error", (error: Error) => outer.destroy(error));
  };
  const outer: Transform = new (builtin("node:stream").Transform)({
    transform(bytes: Buffer, _encoding, done) {
      inner ??= begin(bytes[0] ?? 0);
      inner.write(bytes, () => done());
    },
    flush(done) {
      if (!inner) return done();
      inner.once("end", () => done());
      inner.end();
    },
  });
  return outer;
}
