import type { ClientOptions } from "@anthropic-ai/sdk";
import { environment } from "../../lib/environment.ts";
import { stainlessHead } from "../stainless-head.ts";

/** What a request's head takes of the SDK's client. */
interface Client {
  readonly apiKey: string | null;
}

/** The releases of the SDK that speak the API version below. Source: its changelog, which has a new version as a breaking change. */
const RELEASES = /^Anthropic\/JS 1\.\d+\.\d+$/;
const API_VERSION = "2026-10-21";

/**
 * The head of a plain message request, equal to the SDK's. Undefined where that is not to be had without the SDK.
 *
 * @param version The API version of this request, where it is not the SDK's.
 */
export function ownHead(
  client: Client,
  { timeout, defaultHeaders, dangerouslyAllowBrowser }: ClientOptions,
  version = API_VERSION,
): [string, string][] | undefined {
  const userAgent = (client as { getUserAgent?(): string }).getUserAgent?.() ?? "";
  const usual = RELEASES.test(userAgent) && typeof client.apiKey === "string" && timeout !== undefined;
  if (!usual || defaultHeaders || dangerouslyAllowBrowser || environment("ANTHROPIC_CUSTOM_HEADERS")) return undefined;
  return stainlessHead(userAgent, {
    "x-stainless-timeout": String(Math.trunc(timeout / 1000)),
    "anthropic-version": version,
    authorization: `Bearer ${client.apiKey}`,
  });
}
