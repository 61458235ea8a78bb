import { builtin } from "./builtin.ts";
import { sha256InJs } from "./hash-in-js.ts";

interface NodeCrypto {
  createHash(name: "sha256"): { update(text: string, encoding: "utf8"): { digest(encoding: "hex"): string } };
}

const crypto = builtin<NodeCrypto>("node:crypto");

/** SHA-256 of a text's UTF-8, in lower-case hex: at once, on every runtime. */
export const sha256: (text: string) => string = crypto?.createHash
  ? (text) => crypto.createHash("sha256").update(text, "utf8").digest("hex")
  : sha256InJs;
