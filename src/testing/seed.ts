import { createHash } from "node:crypto";

/** 64 hex digits that depend on nothing but the seed and the parts. */
export function digest(seed: number, ...parts: readonly string[]): string {
  const hash = createHash("sha256").update(String(seed));
  for (const part of parts) hash.update("\0").update(part);
  return hash.digest("hex");
}

/** A number in [0, 1) read from a digest. */
export function fraction(hex: string, at = 0): number {
  return Number.parseInt(hex.slice(at, at + 8), 16) / 2 ** 32;
}

/** Cuts a text into pieces of 2 to 6 characters where the digest says; the first two are short, so that any answer has a middle. */
export function pieces(text: string, hex: string): readonly string[] {
  const characters = Array.from(text);
  const cut: string[] = [];
  for (let start = 0, turn = 0; start < characters.length; turn += 1) {
    const size = turn < 2 ? 2 : 2 + (Number.parseInt(hex[turn % hex.length] ?? "0", 16) % 5);
    cut.push(characters.slice(start, start + size).join(""));
    start += size;
  }
  return cut;
}
