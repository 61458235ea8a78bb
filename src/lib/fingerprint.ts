const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Derives `length` characters of [0-9A-Za-z] from a text: the same text always gives the same characters.
 * Two 32-bit FNV-1a lanes, so 64 bits at most: good against accidents, not against attackers.
 */
export function fingerprint(text: string, length: number): string {
  let low = 0x811c9dc5;
  let high = 0x9dc5811c ^ text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x85ebca6b);
  }
  let out = "";
  for (let round = 1; out.length < length; round += 1) {
    const mixed = scramble(low + Math.imul(round, 0x9e3779b9)) ^ scramble(high ^ Math.imul(round, 0xc2b2ae35));
    out += ALPHABET[(mixed >>> 0) % 62];
  }
  return out;
}

function scramble(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
