import { createHash } from "node:crypto";

/** What a provider signs its thinking with: bound to the model and to what was thought or called, opaque to everybody else. */
export function sign(model: string, ...content: readonly string[]): string {
  const hash = createHash("sha256").update(model);
  for (const piece of content) hash.update("\0").update(piece);
  return hash.digest("base64");
}
