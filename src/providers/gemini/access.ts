import { LlmuxError } from "../../contract/errors.ts";
import type { Credential } from "../../contract/provider.ts";

/** The SDK's default (RequestUrl in 0.24.1). */
const DEFAULT_BASE = "https://generativelanguage.googleapis.com";
export const API_VERSION = "v1beta";

/** The key of one attempt, and its other headers in the form the SDK takes them. */
export interface Access {
  readonly key: string;
  readonly customHeaders: Headers;
  /** `x-goog-api-client`, which the SDK takes by another way only. */
  readonly apiClient?: string;
}

/** One request as it will be sent. */
export interface Outgoing {
  readonly url: string;
  readonly body: unknown;
}

/** The root address without a slash at its end: configured, else GOOGLE_GEMINI_BASE_URL, which Google's newer SDK reads, else Google's. */
export function baseOf(configured: string | undefined): string {
  const environment: string | undefined = globalThis.process?.env?.GOOGLE_GEMINI_BASE_URL;
  return (configured || environment || DEFAULT_BASE).replace(/\/+$/, "");
}

/** The address the SDK makes of these. */
export function urlOf(base: string, model: string, stream: boolean): string {
  const path = model.includes("/") ? model : `models/${model}`;
  return `${base}/${API_VERSION}/${path}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`;
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
