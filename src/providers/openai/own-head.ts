import type { ClientOptions } from "openai";
import { environment } from "../../lib/environment.ts";
import { type Fields, stainlessHead } from "../stainless-head.ts";

/** What a request's head takes of the SDK's client. */
interface Client {
  readonly organization: string | null;
  readonly project: string | null;
  readonly apiKey: string | null;
}

/** The head of a plain chat completion, equal to the SDK's. Undefined where that is not to be had without the SDK. */
export function ownHead(client: Client, { defaultHeaders }: ClientOptions): [string, string][] | undefined {
  const userAgent = (client as { getUserAgent?(): string }).getUserAgent?.();
  if (!userAgent || client.apiKey === null || environment("OPENAI_CUSTOM_HEADERS")) return undefined;
  return stainlessHead(userAgent, {
    "openai-organization": client.organization,
    "openai-project": client.project,
    authorization: `Bearer ${client.apiKey}`,
    ...(defaultHeaders as Fields),
  });
}
