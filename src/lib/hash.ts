import { sha256InJs } from "./hash-in-js.ts";

interface NodeCrypto {
  createHash(name: "sha256"): { update(text: string, encoding: "utf8"): { digest(encoding: "hex"): string } };
}

/** Node's own, found without an import so that bundles for other runtimes stay whole. */
const builtin = (
  globalThis as { process?: { getBuiltinModule?: (name: string) => NodeCrypto | undefined } }
).process?.getBuiltinModule?.("node:crypto");

/** SHA-256 of a text's UTF-8, in lower-case hex: at once, on every runtime. */
export const sha256: (text: string) => string = builtin?.createHash
  ? (text) => builtin.createHash("sha256").update(text, "utf8").digest("hex")
  : sha256InJs;
