import type { Provider } from "../contract/provider.ts";
import { FetchedKey } from "../credentials/fetched-key.ts";
import type { CredentialSource } from "../credentials/layer.ts";
import { vendors } from "../data/vendors.ts";
import { lazy } from "../lib/lazy.ts";
import type { ProviderSettings } from "../options/providers.ts";
import type { Settings } from "../options/read.ts";
import type { ProviderInit } from "../providers/init.ts";
import { lazyProvider } from "../providers/lazy.ts";
import type { Transport } from "../transport/transport.ts";
import { circuitNames } from "./circuit-name.ts";
import { createGates, type Gates } from "./gates.ts";
import { type KnownModels, knownModels } from "./known-models.ts";
import type { Lasting } from "./lasting.ts";
import type { Runtime } from "./runtime.ts";
import type { Shelf } from "./shelf.ts";

/** What outlives a call: one of each per configuration, and what lasts longer. */
export interface State extends KnownModels, Lasting {
  /** The name of a target's circuit among the breakers. */
  circuitOf(target: string): string;
  /** Undefined where nothing has a limit. */
  readonly gates: Gates | undefined;
  providerOf(name: string): Provider;
  /** What a configured provider is made with. */
  initOf(name: string): ProviderInit;
  /** `key`: the place in the provider's `keys`; without it any of them stands for all. */
  credentialOf(name: string, key?: number): CredentialSource;
  /** Loads what calls need; awaited before a call does anything else. */
  ready(): Promise<Runtime> | undefined;
  /** What calls need; there once `ready` has been awaited. */
  readonly runtime: Runtime;
  close(): Promise<void>;
}

export function createState(settings: Settings, lasting: Lasting): State {
  const { clock } = settings;
  const { breakers, shelf } = lasting;
  const runtime = lazy(async () => {
    const { openRuntime } = await import("./runtime.ts");
    state.runtime = openRuntime(settings, shelf);
    return state.runtime;
  });
  const providers = new Map<string, Provider>();
  const credentials = new Map<string, CredentialSource>();
  const settingsOf = (name: string) => settings.providers.get(name)!;
  const models = knownModels(settings, () => state.runtime);
  // One by one: a router may be made for every request, and spreading costs more than all the rest.
  const state: State & { runtime: Runtime } = {
    breakers,
    cooldowns: lasting.cooldowns,
    pauses: lasting.pauses,
    budget: lasting.budget,
    shelf,
    onBehalf: lasting.onBehalf,
    circuitOf: circuitNames(settings),
    gates: createGates(settings, lasting),
    ready: () => (runtime.loaded === undefined ? runtime.load() : undefined),
    // A field, not a getter, for `lib/lazy.ts`'s reason.
    runtime: undefined as unknown as Runtime,
    providerOf(name) {
      const known = providers.get(name) ?? openProvider(settingsOf(name), { shelf, init: state.initOf(name) });
      providers.set(name, known);
      return known;
    },
    initOf: (name) => initOf(settingsOf(name), state.runtime.transport, () => clock.now()),
    credentialOf(name, key = 0) {
      const place = `${name} ${key}`;
      const known =
        credentials.get(place) ?? credentialSource(settingsOf(name), key, { shelf, now: () => clock.now() });
      credentials.set(place, known);
      return known;
    },
    priceOf: models.priceOf,
    factsOf: models.factsOf,
    windowOf: models.windowOf,
    async close() {
      breakers.shutdown();
      await shelf.close();
    },
  };
  return state;
}

interface Means {
  readonly shelf: Shelf;
  now(): number;
}

function openProvider(
  { name, kind, custom }: ProviderSettings,
  { shelf, init }: { readonly shelf: Shelf; readonly init: ProviderInit },
): Provider {
  const { now: _, ...like } = init;
  return shelf.take(`provider ${name}`, { kind, custom, ...like }, () => custom ?? lazyProvider(kind!, init));
}

function initOf(settings: ProviderSettings, transport: Transport, now: () => number): ProviderInit {
  const { name, vendor, baseURL, headers, dialect, sdk, client } = settings;
  return {
    name,
    fetch: transport.fetch,
    now,
    ...(vendor !== undefined && { vendor }),
    ...(baseURL !== undefined && { baseURL }),
    ...(headers !== undefined && { headers }),
    ...(dialect !== undefined && { dialect }),
    ...(sdk !== undefined && { sdk }),
    ...(client !== undefined && { client }),
  };
}

/** A custom provider and a caller's own client bring what they need; so may an endpoint of one's own, or a local server. */
function credentialSource(settings: ProviderSettings, key: number, { shelf, now }: Means): CredentialSource {
  const { name, auth, env, custom, client, baseURL, vendor, keys, dialect } = settings;
  const apiKey = keys === undefined ? settings.apiKey : keys[key]!.apiKey;
  const keyless = (vendor !== undefined && vendors[vendor]?.keyless === true) || dialect?.keyless === true;
  const own = custom !== undefined || client !== undefined || (baseURL !== undefined && env.length === 0);
  const held = (fetch: typeof apiKey) =>
    typeof fetch === "function" ? shelf.take(`key ${key} of ${name}`, fetch, () => new FetchedKey(fetch, now)) : fetch;
  return {
    env,
    optional: own || keyless,
    ...(apiKey !== undefined && { apiKey: held(apiKey)! }),
    ...(auth !== undefined && { auth }),
  };
}
