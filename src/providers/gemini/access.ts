import { LlmuxError } from "../../contract/errors.ts";
import type { Credential } from "../../contract/provider.ts";

/** The key of one attempt, and its other headers in the form the SDK takes them. */
interface Access {
  readonly key: string;
  readonly customHeaders: Headers;
  /** `x-goog-api-client`, which the SDK takes by another way only. */
  readonly apiClient?: string;
}

/** One request as it will be sent. */
interface Outgoing {
  readonly url: string;
  readonly body: unknown;
}

/**
 * Headers and key of one attempt. A key among the headers becomes the SDK's key, which it sends itself and refuses as a
 * header. Nothing that cannot be sent reaches the SDK: its complaint would quote the value.
 */
export async function accessOf(
  credential: Credential,
  headers: readonly Readonly<Record<string, string>>[],
  outgoing: Outgoing,
): Promise<Access> {
  const customHeaders = new Headers();
  for (const group of headers) setAll(customHeaders, group);
  if (credential.kind === "headers") {
    const body = JSON.stringify(outgoing.body);
    setAll(customHeaders, await credential.headers({ method: "POST", url: outgoing.url, body }));
  }
  if (credential.kind === "key") setAll(customHeaders, { "x-goog-api-key": credential.key });
  const key = take(customHeaders, "x-goog-api-key") ?? "";
  const apiClient = take(customHeaders, "x-goog-api-client");
  // The SDK appends to its own content type instead of replacing it.
  take(customHeaders, "content-type");
  return { key, customHeaders, ...(apiClient && { apiClient }) };
}

function setAll(headers: Headers, group: Readonly<Record<string, string>>): void {
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
