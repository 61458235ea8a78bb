/** Bytes turned into characters at a time: more arguments than some engines take would be too many. */
const SLICE = 0x8000;

/** Numbers as base64 of little-endian 32-bit floats, as OpenAI's API packs vectors. */
export function packFloats(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  for (const [i, number] of numbers.entries()) view.setFloat32(i * 4, number, true);
  const bytes = new Uint8Array(view.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += SLICE) text += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(text);
}

/** The reverse of `packFloats`; undefined if the text is not that. */
export function unpackFloats(base64: string): number[] | undefined {
  try {
    const text = atob(base64);
    if (text.length % 4 !== 0) return undefined;
    const view = new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
    return Array.from({ length: text.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
  } catch {
    return undefined;
  }
}
