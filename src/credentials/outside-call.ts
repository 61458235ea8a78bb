import type { Credential } from "../contract/provider.ts";
import { environment } from "../lib/environment.ts";
import type { CredentialSource } from "./layer.ts";

/** The credential for a request that belongs to no call. A key that is fetched is fetched, or shared with a fetch under way. */
export async function credentialOutsideCall({ auth, apiKey, env }: CredentialSource): Promise<Credential> {
  if (auth !== undefined) return { kind: "headers", headers: async (request) => await auth(request) };
  if (typeof apiKey === "object") {
    const ended: (() => void)[] = [];
    try {
      const fetched = await apiKey.lease(
        { defer: (callback) => ended.push(() => callback({ status: "ok" })) },
        undefined,
      ).fetched;
      return { kind: "key", key: typeof fetched === "string" ? fetched : fetched.key, fixed: false };
    } finally {
      for (const end of ended) end();
    }
  }
  const key = apiKey ?? env.map(environment).find(Boolean);
  return key ? { kind: "key", key, fixed: true } : { kind: "none" };
}
