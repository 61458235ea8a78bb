import type { Credential } from "../contract/provider.ts";
import { type ProviderKind, vendors } from "../data/vendors.ts";
import { environment } from "../lib/environment.ts";
import { withEndpoint } from "./endpoint.ts";
import { baseOf } from "./gemini/address.ts";
import type { ProviderInit } from "./init.ts";

type KeyHeaders = (key: string) => Record<string, string>;

/** Where each kind lists its models, which costs no tokens anywhere, and how it takes a key. */
const LISTS: Record<ProviderKind, { url(base: string | undefined): string; keyHeaders: KeyHeaders }> = {
  openai: {
    url: (base) => `${base ?? environment("OPENAI_BASE_URL") ?? "https://api.openai.com/v1"}/models`,
    keyHeaders: (key) => ({ authorization: `Bearer ${key}` }),
  },
  anthropic: {
    url: (base) => `${base ?? environment("ANTHROPIC_BASE_URL") ?? "https://api.anthropic.com"}/v1/models`,
    keyHeaders: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  },
  gemini: {
    url: (base) => `${baseOf(base)}/v1beta/models`,
    keyHeaders: (key) => ({ "x-goog-api-key": key }),
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
  const { url, keyHeaders } = LISTS[kind];
  const { baseURL, vendor, dialect } = withEndpoint(init);
  const named = dialect?.keyHeader ?? (vendor === undefined ? undefined : vendors[vendor]?.keyHeader);
  const ofKey: KeyHeaders = named === undefined ? keyHeaders : (key) => ({ [named]: key });
  const response = await init.fetch(url(baseURL?.replace(/\/+$/, "")), {
    headers: { ...init.headers, ...(credential.kind === "key" && ofKey(credential.key)) },
    signal,
    llmux: { wire: {}, whole: true, ...(credential.kind === "headers" && { sign: credential.headers }) },
  });
  await response.arrayBuffer().catch(() => {});
  if (response.status >= 500) throw new Error(`status ${response.status}`);
}
