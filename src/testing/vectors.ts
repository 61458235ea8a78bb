import { digest } from "./seed.ts";

/** Numbers of a vector where the request names none. */
const DIMENSIONS: Readonly<Record<string, number>> = {
  "text-embedding-3-small": 1536,
  "text-embedding-3-large": 3072,
  "text-embedding-ada-002": 1536,
  "gemini-embedding-001": 3072,
};
const OTHERS = 1536;

/** The vector of a text: always the same for it, of length 1, in numbers that survive 32 bits. */
export function vectorOf(text: string, model: string, dimensions?: number): number[] {
  const length = dimensions ?? DIMENSIONS[model] ?? OTHERS;
  let state = Number.parseInt(digest(0, text).slice(0, 8), 16) || 1;
  const numbers = Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  const size = Math.hypot(...numbers);
  return numbers.map((number) => Math.fround(number / size));
}

/** The same in base64: little-endian 32-bit floats. */
export function packed(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString("base64");
}

/** Four characters are a token. */
export function tokensOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.max(1, Math.ceil(text.length / 4)), 0);
}
