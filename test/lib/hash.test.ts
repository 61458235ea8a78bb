import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/lib/hash.ts";
import { sha256InJs } from "../../src/lib/hash-in-js.ts";

const node = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

describe.each([
  ["sha256", sha256],
  ["sha256InJs", sha256InJs],
])("%s", (_name, hash) => {
  it("gives the published digests", () => {
    expect(hash("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("agrees with Node's on any text, across block boundaries", () => {
    for (let length = 0; length < 200; length += 1) expect(hash("é".repeat(length))).toBe(node("é".repeat(length)));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        expect(hash(text)).toBe(node(text));
      }),
    );
  });
});
