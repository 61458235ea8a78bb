import type { Credential } from "../contract/provider.ts";
import { keyIn } from "./fetched-key.ts";
import { type CredentialSource, fixedKey } from "./layer.ts";

/** The credential for a request that belongs to no call. A key that is fetched is fetched, or shared with a fetch under way. */
export async function credentialOutsideCall(source: CredentialSource): Promise<Credential> {
  const { auth, apiKey } = source;
  if (auth !== undefined) return { kind: "headers", headers: async (request) => await auth(request) };
  if (typeof apiKey === "object") {
    const ended: (() => void)[] = [];
    try {
      const fetched = await apiKey.lease(
        { defer: (callback) => ended.push(() => callback({ status: "ok" })) },
        undefined,
      ).fetched;
      const key = keyIn(fetched);
      return key === undefined ? { kind: "none" } : { kind: "key", key, fixed: false };
    } finally {
      for (const end of ended) end();
    }
  }
  const key = fixedKey(source);
  return key ? { kind: "key", key, fixed: true } : { kind: "none" };
}
