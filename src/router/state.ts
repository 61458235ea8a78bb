import { type BreakerRegistry, createBreakerRegistry } from "../breaker/registry.ts";
import type { Emit } from "../contract/events.ts";
import type { Provider } from "../contract/provider.ts";
import { FetchedKey } from "../credentials/fetched-key.ts";
import type { CredentialSource } from "../credentials/layer.ts";
import { vendors } from "../data/vendors.ts";
import { type Cooldowns, createCooldowns } from "../health/cooldowns.ts";
import { lazy } from "../lib/lazy.ts";
import type { ProviderSettings } from "../options/providers.ts";
import type { Settings } from "../options/read.ts";
import { lazyProvider } from "../providers/lazy.ts";
import type { Transport } from "../transport/transport.ts";
import { circuitNames } from "./circuit-name.ts";
import { createGates, type Gates } from "./gates.ts";
import { type KnownModels, knownModels } from "./known-models.ts";
import type { Runtime } from "./runtime.ts";

/** What outlives a call: one of each per router. */
export interface State extends KnownModels {
  readonly breakers: BreakerRegistry;
  /** The name of a target's circuit among them. */
  circuitOf(target: string): string;
  readonly cooldowns: Cooldowns;
  /** Targets whose provider has said that it takes nothing more for a while. */
  readonly pauses: Cooldowns;
  /** Undefined where nothing has a limit. */
  readonly gates: Gates | undefined;
  /** Runs `work`; a circuit that changes meanwhile does so on behalf of this call. */
  onBehalf<T>(callId: string, work: () => T): T;
  providerOf(name: string): Provider;
  /** `key`: the place in the provider's `keys`; without it any of them stands for all. */
  credentialOf(name: string, key?: number): CredentialSource;
  /** Loads what calls need; awaited before a call does anything else. */
  ready(): Promise<Runtime> | undefined;
  /** What calls need; there once `ready` has been awaited. */
  readonly runtime: Runtime;
  close(): Promise<void>;
}

type BreakerChange = Parameters<typeof createBreakerRegistry>[0]["onChange"];

export function createState(settings: Settings, emit: Emit): State {
  const { clock, random, breaker } = settings;
  const cooldowns = createCooldowns(clock);
  let callId: string | undefined;
  const onChange: BreakerChange = (target, from, to, openUntil) => {
    const cause = { ...(callId !== undefined && { callId }), ...(openUntil !== undefined && { openUntil }) };
    emit({ type: "breaker.change", at: clock.now(), target, from, to, ...cause });
  };
  const breakers = createBreakerRegistry({ settings: breaker ?? {}, clock, random, onChange });
  const runtime = lazy(async () => (await import("./runtime.ts")).openRuntime(settings));
  const providers = new Map<string, Provider>();
  const credentials = new Map<string, CredentialSource>();
  const settingsOf = (name: string) => settings.providers.get(name)!;
  const state: State = {
    breakers,
    circuitOf: circuitNames(settings),
    cooldowns,
    pauses: createCooldowns(clock),
    gates: createGates(settings, cooldowns),
    ready: () => (runtime.loaded === undefined ? runtime.load() : undefined),
    get runtime() {
      return runtime.loaded!;
    },
    onBehalf(id, work) {
      callId = id;
      try {
        return work();
      } finally {
        callId = undefined;
      }
    },
    providerOf(name) {
      const known = providers.get(name) ?? openProvider(settingsOf(name), state.runtime.transport, () => clock.now());
      providers.set(name, known);
      return known;
    },
    credentialOf(name, key = 0) {
      const place = `${name} ${key}`;
      const known = credentials.get(place) ?? credentialSource(settingsOf(name), key, () => clock.now());
      credentials.set(place, known);
      return known;
    },
    ...knownModels(settings, () => state.runtime),
    async close() {
      breakers.shutdown();
      await Promise.allSettled([...providers.values()].map((provider) => provider.close?.()));
      runtime.loaded?.transport.close();
    },
  };
  return state;
}

function openProvider(settings: ProviderSettings, transport: Transport, now: () => number): Provider {
  const { name, kind, custom, vendor, baseURL, headers, dialect, sdk, client } = settings;
  if (custom !== undefined) return custom;
  return lazyProvider(kind!, {
    name,
    fetch: transport.fetch,
    now,
    ...(vendor !== undefined && { vendor }),
    ...(baseURL !== undefined && { baseURL }),
    ...(headers !== undefined && { headers }),
    ...(dialect !== undefined && { dialect }),
    ...(sdk !== undefined && { sdk }),
    ...(client !== undefined && { client }),
  });
}

/** A custom provider and a caller's own client bring what they need; so may an endpoint of one's own, or a local server. */
function credentialSource(settings: ProviderSettings, key: number, now: () => number): CredentialSource {
  const { auth, env, custom, client, baseURL, vendor, keys, dialect } = settings;
  const apiKey = keys === undefined ? settings.apiKey : keys[key]!.apiKey;
  const keyless = (vendor !== undefined && vendors[vendor]?.keyless === true) || dialect?.keyless === true;
  const own = custom !== undefined || client !== undefined || (baseURL !== undefined && env.length === 0);
  return {
    env,
    optional: own || keyless,
    ...(apiKey !== undefined && { apiKey: typeof apiKey === "function" ? new FetchedKey(apiKey, now) : apiKey }),
    ...(auth !== undefined && { auth }),
  };
}
