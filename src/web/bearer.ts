import { LlmuxError } from "../contract/errors.ts";
import { sha256 } from "../lib/hash.ts";
import type { Identity } from "./identity.ts";

/**
 * An `authenticate` for `authorization: Bearer <token>`: token → identity. Every token is compared, in a time that depends
 * on none of them; only their hashes are kept.
 *
 * @throws {LlmuxError} of kind `config` where a token is empty or holds a space, or there is none.
 */
export function bearer(tokens: Readonly<Record<string, Identity>>): (request: Request) => Identity | null {
  const known = Object.entries(tokens ?? {}).map(([token, identity]) => {
    if (!/^\S+$/.test(token))
      throw new LlmuxError("config", "bearer(): a token is empty or holds a space: is its variable set?");
    return { hash: sha256(token), identity };
  });
  if (known.length === 0) throw new LlmuxError("config", "bearer(): expected at least one token with its identity");
  return (request) => {
    const [, token] = /^bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
    const given = sha256(token ?? "");
    let found: Identity | null = null;
    for (const { hash, identity } of known) if (isEqual(hash, given)) found = identity;
    return token === undefined ? null : found;
  };
}

/** Looks at every character, so that the time taken says nothing of where they differ. Both are hashes, of one length. */
function isEqual(left: string, right: string): boolean {
  let difference = 0;
  for (let i = 0; i < left.length; i += 1) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}
