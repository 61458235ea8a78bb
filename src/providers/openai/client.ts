import type { ClientOptions } from "openai";
import { LlmuxError } from "../../contract/errors.ts";
import type { Credential } from "../../contract/provider.ts";
import { environment } from "../../lib/environment.ts";
import type { ProviderInit } from "../init.ts";
import { baseURLOf } from "./address.ts";
import { dialectOf, isOpenAI } from "./dialect.ts";
import { withPreparedHeads } from "./prepared-heads.ts";

/** What is needed of an OpenAI SDK client, whatever class and version it is of. */
export interface ChatClient<Answer = PromiseLike<unknown>> {
  readonly chat: { readonly completions: { create(body: unknown, options: unknown): Answer } };
  readonly embeddings?: { create(body: unknown, options: unknown): Answer };
}

/** What a client made here promises beside its data. */
interface Answering extends PromiseLike<unknown> {
  asResponse(): Promise<Response>;
}

/** A client made here. */
export interface OwnClient extends ChatClient<Answering> {
  post(path: string, options: object): Answering;
}

/** Makes clients, and keeps those that may be kept. */
interface Clients {
  /** Loads the SDK; rejects with `config` if that fails. Undefined once it is loaded. */
  ready(): Promise<unknown> | undefined;
  /** A client for this credential. One made for a key that may change is held by nobody but the caller. */
  open(credential: Credential): OwnClient | Promise<OwnClient>;
  clear(): void;
}

type Make = (options: ClientOptions) => OwnClient;

/** Ends far beyond our own timeouts: the SDK would otherwise end a call after ten minutes, and say so in its own way. */
const TIMEOUT_MS = 20 * 60_000;

/** The SDK refuses an empty key; this one is never sent. */
const NO_KEY = "-";

/** Clients of the `openai` package over the router's transport. The package is loaded at the first call. */
export function createClients(init: ProviderInit, load: () => Promise<Make> = loadSdk): Clients {
  const kept = new Map<string, OwnClient>();
  let loading: Promise<Make> | undefined;
  let loaded: Make | undefined;
  const ready = () => {
    loading ??= load().then(
      (make) => {
        loaded = make;
        return make;
      },
      (cause: unknown) => {
        loading = undefined;
        const message = "the OpenAI SDK could not be loaded; run: npm install openai";
        throw new LlmuxError("config", message, { cause });
      },
    );
    return loading;
  };
  const open = (make: Make, credential: Credential): OwnClient => {
    const key = credential.kind === "key" ? credential.key : undefined;
    if (credential.kind === "key" && !credential.fixed) return make(clientOptions(init, key));
    const name = key ?? "";
    const known = kept.get(name);
    if (known) return known;
    const client = make(clientOptions(init, key));
    kept.set(name, client);
    return client;
  };
  return {
    ready: () => (loaded ? undefined : ready()),
    open: (credential) => (loaded ? open(loaded, credential) : ready().then((make) => open(make, credential))),
    clear: () => kept.clear(),
  };
}

function clientOptions(init: ProviderInit, key: string | undefined): ClientOptions {
  const baseURL = baseURLOf(init);
  const foreign = !isOpenAI(baseURL);
  const { keyHeader } = dialectOf(init, baseURL);
  const named = key !== undefined && keyHeader !== undefined && !isToken(key) ? { [keyHeader]: key } : undefined;
  return {
    apiKey: named ? NO_KEY : (key ?? NO_KEY),
    adminAPIKey: null,
    baseURL,
    ...(foreign && { organization: null, project: null }),
    defaultHeaders: {
      ...(foreign && environmentHeaders()),
      ...((key === undefined || named) && { authorization: null }),
      ...named,
      ...lowerCase(init.headers),
    },
    fetch: init.fetch as NonNullable<ClientOptions["fetch"]>,
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    logLevel: "off",
    dangerouslyAllowBrowser: true,
  };
}

/** Azure takes an Entra token in the place of a key, as a bearer. A token is a JWT. */
function isToken(key: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\./.test(key);
}

/** Names of the headers that the SDK takes from OPENAI_CUSTOM_HEADERS, each taken back: they are meant for OpenAI. */
function environmentHeaders(): Record<string, null> {
  const lines = (environment("OPENAI_CUSTOM_HEADERS") ?? "").split("\n").filter((line) => line.includes(":"));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).trim().toLowerCase(), null]));
}

function lowerCase(headers: ProviderInit["headers"] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function loadSdk(): Promise<Make> {
  const { OpenAI } = await import("openai");
  const Client = withPreparedHeads(OpenAI);
  return (options) => new Client(options) as unknown as OwnClient;
}
