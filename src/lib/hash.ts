import { builtin } from "./builtin.ts";
import { sha256InJs } from "./hash-in-js.ts";

interface NodeCrypto {
  createHash(name: "sha256"): { update(text: string, encoding: "utf8"): { digest(encoding: "hex"): string } };
}

let hash: ((text: string) => string) | undefined;

/** SHA-256 of a text's UTF-8, in lower-case hex: at once, on every runtime. */
export function sha256(text: string): string {
  // Not with the module: Node takes milliseconds to load its crypto, and most calls hash nothing.
  hash ??= fastest();
  return hash(text);
}

function fastest(): (text: string) => string {
  const crypto = builtin<NodeCrypto>("node:crypto");
  if (!crypto?.createHash) return sha256InJs;
  return (text) => crypto.createHash("sha256").update(text, "utf8").digest("hex");
}
