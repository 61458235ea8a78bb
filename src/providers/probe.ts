import type { Credential } from "../contract/provider.ts";
import { type ProviderKind, vendors } from "../data/vendors.ts";
import { baseOf as anthropicBase } from "./anthropic/address.ts";
import { withEndpoint } from "./endpoint.ts";
import { KEY_HEADER } from "./gemini/access.ts";
import { API_VERSION, baseOf } from "./gemini/address.ts";
import type { ProviderInit } from "./init.ts";
import { baseURLOf } from "./openai/address.ts";

type KeyHeaders = (key: string) => Record<string, string>;

/** Where each kind lists its models, which costs no tokens anywhere, and how it takes a key. */
const LISTS: Record<ProviderKind, { base(given: string | undefined): string; path: string; keyHeaders: KeyHeaders }> = {
  openai: {
    base: (baseURL) => baseURLOf({ baseURL }),
    path: "/models",
    keyHeaders: (key) => ({ authorization: `Bearer ${key}` }),
  },
  anthropic: {
    base: anthropicBase,
    path: "/v1/models",
    keyHeaders: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  },
  gemini: {
    base: baseOf,
    path: `/${API_VERSION}/models`,
    keyHeaders: (key) => ({ [KEY_HEADER]: key }),
  },
};

/**
 * Asks a provider for the list of its models. Resolves at any answer below 500: a wrong key and a list that is not there
 * are answers too. Rejects at a failure of the server, of the connection, or at the abort.
 */
export async function probe(
  init: ProviderInit,
  kind: ProviderKind,
  { credential, signal }: { readonly credential: Credential; readonly signal: AbortSignal },
): Promise<void> {
  const { base, path, keyHeaders } = LISTS[kind];
  const { baseURL, vendor, dialect } = withEndpoint(init);
  const named = dialect?.keyHeader ?? (vendor === undefined ? undefined : vendors[vendor]?.keyHeader);
  const ofKey: KeyHeaders = named === undefined ? keyHeaders : (key) => ({ [named]: key });
  const response = await init.fetch(`${base(baseURL).replace(/\/+$/, "")}${path}`, {
    headers: { ...init.headers, ...(credential.kind === "key" && ofKey(credential.key)) },
    signal,
    llmux: { wire: {}, whole: true, ...(credential.kind === "headers" && { sign: credential.headers }) },
  });
  await response.arrayBuffer().catch(() => {});
  if (response.status >= 500) throw new Error(`status ${response.status}`);
}
