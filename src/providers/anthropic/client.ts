import type Anthropic from "@anthropic-ai/sdk";
import { LlmuxError } from "../../contract/errors.ts";
import type { Credential, ProviderContext } from "../../contract/provider.ts";
import type { WireCall } from "../../contract/transport.ts";
import type { ProviderInit } from "../init.ts";
import { ownClient } from "../own-client.ts";
import type { NativeRequest } from "./draft.ts";

/** What is used of the SDK's client: any object of this shape will do. */
interface MessagesClient {
  readonly messages: { create(body: unknown, options: unknown): PromiseLike<unknown> };
}

/** Lends SDK clients. */
interface Clients {
  /** Loads the SDK, if a client of ours will be needed. */
  ready(): Promise<void>;
  /** The client for one attempt. */
  lend(credential: Credential): Promise<MessagesClient>;
  close(): void;
}

type Sdk = typeof Anthropic;

/** Above all timeouts of ours, so that the SDK neither cuts an attempt nor demands streaming for large answers. */
const SDK_TIMEOUT_MS = 20 * 60_000;

/** Stands in for a key where there is none: the SDK would search environment and profiles otherwise. Never sent. */
const NO_KEY = "none";

/** Makes the source of clients for one provider: one client per configured key, one without a key, others live for one attempt. */
export function makeClients(init: ProviderInit): Clients {
  const own = ownClient<MessagesClient>(init, "messages.create", "@anthropic-ai/sdk");
  let loading: Promise<Sdk> | undefined;
  const kept = new Map<string, MessagesClient>();
  const load = (): Promise<Sdk> => {
    loading ??= loadSdk().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const make = async (apiKey: string): Promise<MessagesClient> => {
    const Client = await load();
    return new Client({
      apiKey,
      ...(init.baseURL !== undefined && { baseURL: init.baseURL }),
      fetch: init.fetch as typeof fetch,
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      logLevel: "off",
      openTelemetry: false,
    }) as MessagesClient;
  };
  return {
    async ready() {
      if (own === undefined) await load();
    },
    async lend(credential) {
      if (own !== undefined) return own;
      if (credential.kind === "key" && !credential.fixed) return make(credential.key);
      const key = credential.kind === "key" ? credential.key : NO_KEY;
      const client = kept.get(key) ?? (await make(key));
      kept.set(key, client);
      return client;
    },
    close: () => kept.clear(),
  };
}

async function loadSdk(): Promise<Sdk> {
  try {
    return (await import("@anthropic-ai/sdk")).default;
  } catch (cause) {
    throw new LlmuxError("config", "the Anthropic SDK could not be loaded; run: npm install @anthropic-ai/sdk", {
      cause,
    });
  }
}

/** The SDK's options for one request. Header names are lower-case, the later source wins. */
export function requestOptions(init: ProviderInit, native: NativeRequest, context: ProviderContext): object {
  const { credential, wire, connectMs, signal, stream } = context;
  const llmux: WireCall = {
    wire,
    whole: !stream,
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
  const ours = init.client === undefined;
  const headers = {
    ...(ours && credential.kind !== "key" && { authorization: null }),
    ...lowerCase(init.headers ?? {}),
    ...native.headers,
    ...lowerCase(context.headers),
    "idempotency-key": context.idempotencyKey,
  };
  return { signal, headers, maxRetries: 0, timeout: SDK_TIMEOUT_MS, ...(ours && { fetchOptions: { llmux } }) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
