import { LlmuxError } from "../../contract/errors.ts";
import type { Credential } from "../../contract/provider.ts";
import { isHeaderName, isHeaderValue } from "../../lib/header-value.ts";

type HeaderGroup = Readonly<Record<string, string>>;

/** The key of one attempt, and its other headers, by names in small letters. */
interface Access {
  /** Empty where there is none. */
  readonly key: string;
  readonly headers: Record<string, string>;
}

export const KEY_HEADER = "x-goog-api-key";

const OUTER_SPACE = /^[\t\n\r ]+|[\t\n\r ]+$/g;

/** Headers and key of one attempt, a key among the headers included. Nothing that cannot be sent reaches an SDK: its complaint would quote the value. */
export function accessOf(groups: readonly HeaderGroup[]): Access {
  const all: Record<string, string> = {};
  for (const group of groups) for (const name in group) all[name.toLowerCase()] = checked(name, group[name]!);
  // The SDKs' own content type stands: one of them would append to it.
  const { [KEY_HEADER]: key = "", "content-type": _, ...headers } = all;
  return { key, headers };
}

/** An access token of Google's OAuth, which is no API key. Source: Google Cloud's page on token types. */
const ACCESS_TOKEN = /^ya29\./;

/** The header of a key; none for what is made for the very request. */
export function keyHeader(credential: Credential): Record<string, string> {
  if (credential.kind !== "key") return {};
  const { key } = credential;
  return ACCESS_TOKEN.test(key) ? { authorization: `Bearer ${key}` } : { [KEY_HEADER]: key };
}

function checked(name: string, given: string): string {
  const value = String(given).replace(OUTER_SPACE, "");
  if (isHeaderName(name) && isHeaderValue(value)) return value;
  const message = `the header ${JSON.stringify(name)} for Gemini has a name or value that cannot be sent; correct it`;
  throw new LlmuxError("config", message);
}
