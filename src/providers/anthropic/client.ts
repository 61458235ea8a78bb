import type Anthropic from "@anthropic-ai/sdk";
import { LlmuxError } from "../../contract/errors.ts";
import type { Credential, ProviderContext } from "../../contract/provider.ts";
import type { WireCall } from "../../contract/transport.ts";
import { vendors } from "../../data/vendors.ts";
import { endingOf, signalOf } from "../ending.ts";
import type { ProviderInit } from "../init.ts";
import { baseOf } from "./address.ts";
import type { NativeRequest } from "./draft.ts";
import { MESSAGES_PATH, withPreparedHeads } from "./prepared-heads.ts";

/** What is used of the SDK's client: any object of this shape will do. */
export interface MessagesClient<Answer = PromiseLike<unknown>> {
  readonly messages: { create(body: unknown, options: unknown): Answer };
  /** Of a client made here. */
  post?(path: string, options: object): Answer;
}

/** What a client made here promises beside its data. */
interface Answering extends PromiseLike<unknown> {
  asResponse(): Promise<Response>;
}

type OwnClient = MessagesClient<Answering>;

/** Lends SDK clients. */
interface Clients {
  /** Loads the SDK. Undefined once it is loaded. */
  ready(): Promise<unknown> | undefined;
  /** A client of ours for one attempt. */
  lend(credential: Credential): Promise<OwnClient>;
  close(): void;
}

type Sdk = typeof Anthropic;

/** Above all timeouts of ours, so that the SDK neither cuts an attempt nor demands streaming for large answers. */
const SDK_TIMEOUT_MS = 20 * 60_000;

/** Stands in for a key where there is none: the SDK would search environment and profiles otherwise. Never sent. */
const NO_KEY = "none";

/** Makes the source of clients for one provider: one client per configured key, one without a key, others live for one attempt. */
export function makeClients(init: ProviderInit): Clients {
  let loading: Promise<Sdk> | undefined;
  let isLoaded = false;
  const kept = new Map<string, OwnClient>();
  const load = (): Promise<Sdk> => {
    loading ??= loadSdk().then(
      (sdk) => {
        isLoaded = true;
        return sdk;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  const make = async (apiKey: string): Promise<OwnClient> => {
    const Client = await load();
    return new Client({
      apiKey,
      baseURL: baseOf(init.baseURL),
      fetch: init.fetch as typeof fetch,
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      logLevel: "off",
      openTelemetry: false,
    }) as unknown as OwnClient;
  };
  return {
    ready: () => (isLoaded ? undefined : load()),
    async lend(credential) {
      if (credential.kind === "key" && !credential.fixed) return await make(credential.key);
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
    const { default: Client } = await import("@anthropic-ai/sdk");
    return withPreparedHeads(Client, SDK_TIMEOUT_MS);
  } catch (cause) {
    throw new LlmuxError("config", "the Anthropic SDK could not be loaded; run: npm install @anthropic-ai/sdk", {
      cause,
    });
  }
}

type StreamedOrNot = NativeRequest["body"] & { readonly stream: boolean };

/** Members of a body that the SDK sends as headers. */
const SENT_AS_HEADERS = ["user_profile_id", "workspace_id"];

/**
 * Asks as the SDK's `messages.create` does. That one takes a `Headers` for each request, in case its body has such members or
 * tools that the SDK made, and writes to the console of deprecated models.
 */
export function askOurs<Answer>(client: MessagesClient<Answer>, body: StreamedOrNot, options: object): Answer {
  if (SENT_AS_HEADERS.some((name) => name in body)) return client.messages.create(body, options);
  return client.post!(MESSAGES_PATH, { body, ...options, stream: body.stream });
}

/**
 * The SDK's options for one request. Header names are lower-case, the later source wins. A client of ours has no head to
 * build: the idempotency key goes past it to the transport, and so does the abort.
 */
export function requestOptions(init: ProviderInit, native: NativeRequest, context: ProviderContext): object {
  const { credential, idempotencyKey } = context;
  const ours = init.client === undefined;
  const keyHeader = ours && init.vendor !== undefined ? vendors[init.vendor]?.keyHeader : undefined;
  const named = keyHeader !== undefined && credential.kind === "key" ? { [keyHeader]: credential.key } : undefined;
  const headers = {
    ...(ours && (named || credential.kind !== "key") && { authorization: null }),
    ...named,
    ...lowerCase(init.headers),
    ...native.headers,
    ...lowerCase(context.headers),
    ...(!ours && { "idempotency-key": idempotencyKey }),
  };
  const options = { headers, maxRetries: 0, timeout: SDK_TIMEOUT_MS };
  if (!ours) return { ...options, signal: context.signal };
  return { ...options, ...signalOf(context), fetchOptions: { llmux: wireCall(context) } };
}

function wireCall(context: ProviderContext): WireCall {
  const { credential, wire, connectMs, stream, idempotencyKey } = context;
  return {
    wire,
    ...endingOf(context),
    headers: { "idempotency-key": idempotencyKey },
    whole: !stream,
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name in headers) all[name.toLowerCase()] = headers[name]!;
  return all;
}
