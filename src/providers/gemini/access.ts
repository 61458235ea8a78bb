import { LlmuxError } from "../../contract/errors.ts";
import type { Credential } from "../../contract/provider.ts";

type HeaderGroup = Readonly<Record<string, string>>;

/** The key of one attempt, and its other headers. */
interface Access {
  /** Empty where there is none. */
  readonly key: string;
  readonly headers: Headers;
}

export const KEY_HEADER = "x-goog-api-key";

/** Headers and key of one attempt, a key among the headers included. Nothing that cannot be sent reaches an SDK: its complaint would quote the value. */
export function accessOf(groups: readonly HeaderGroup[]): Access {
  const headers = new Headers();
  for (const group of groups) setAll(headers, group);
  const key = take(headers, KEY_HEADER) ?? "";
  // The SDKs' own stands: one of them would append to it.
  take(headers, "content-type");
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

function setAll(headers: Headers, group: HeaderGroup): void {
  for (const [name, value] of Object.entries(group)) {
    try {
      headers.set(name, value);
    } catch {
      throw new LlmuxError(
        "config",
        `the header ${JSON.stringify(name)} for Gemini has a name or value that cannot be sent; correct it`,
      );
    }
  }
}

function take(headers: Headers, name: string): string | undefined {
  const value = headers.get(name);
  headers.delete(name);
  return value ?? undefined;
}
