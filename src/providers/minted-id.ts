import { fingerprint } from "../lib/fingerprint.ts";

/** An id in OpenAI's form for a call that has none: the same for the same place in the same answer. */
export function mintedId(seed: string, place: number | string): string {
  return `call_${fingerprint(`${seed}:${place}`, 24)}`;
}
