import { type BreakerRegistry, createBreakerRegistry } from "../breaker/registry.ts";
import type { Emit } from "../contract/events.ts";
import type { PriceBook, PriceRow } from "../contract/price.ts";
import type { Provider } from "../contract/provider.ts";
import type { Target } from "../contract/target.ts";
import type { CredentialSource } from "../credentials/layer.ts";
import { type Cooldowns, createCooldowns } from "../health/cooldowns.ts";
import type { ProviderSettings, Settings } from "../options/read.ts";
import { openCatalogue } from "../pricing/catalogue.ts";
import { createPriceBook } from "../pricing/price-book.ts";
import { lazyProvider } from "../providers/lazy.ts";
import { createTransport, type Transport } from "../transport/transport.ts";

/** What outlives a call: one of each per router. */
export interface State {
  readonly breakers: BreakerRegistry;
  readonly cooldowns: Cooldowns;
  readonly transport: Transport;
  /** Runs `work`; a circuit that changes meanwhile does so on behalf of this call. */
  onBehalf<T>(callId: string, work: () => T): T;
  providerOf(name: string): Provider;
  credentialOf(name: string): CredentialSource;
  /** Loads the price catalogue; awaited before a call's first attempt, so that looking a price up need not wait. */
  readonly pricesReady: () => Promise<void> | undefined;
  priceOf(target: Target): PriceRow | undefined;
  readonly cost: PriceBook["cost"];
  windowOf(target: Target): number | undefined;
  close(): Promise<void>;
}

export function createState(settings: Settings, emit: Emit): State {
  const { clock, random, breaker, fetch, transport: mode } = settings;
  const cooldowns = createCooldowns(clock);
  const transport = createTransport({ ...(fetch && { fetch }), ...(mode && { mode }) });
  const breakers = createBreakerRegistry({
    settings: breaker ?? {},
    clock,
    random,
    onChange(target, from, to, openUntil) {
      const cause = { ...(callId !== undefined && { callId }), ...(openUntil !== undefined && { openUntil }) };
      emit({ type: "breaker.change", at: clock.now(), target, from, to, ...cause });
    },
  });
  let callId: string | undefined;
  const providers = new Map<string, Provider>();
  const settingsOf = (name: string) => settings.providers.get(name)!;
  return {
    breakers,
    cooldowns,
    transport,
    onBehalf(id, work) {
      callId = id;
      try {
        return work();
      } finally {
        callId = undefined;
      }
    },
    providerOf(name) {
      const known = providers.get(name) ?? openProvider(settingsOf(name), transport, () => clock.now());
      providers.set(name, known);
      return known;
    },
    credentialOf: (name) => credentialSource(settingsOf(name)),
    ...prices(settings),
    async close() {
      breakers.shutdown();
      await Promise.allSettled([...providers.values()].map((provider) => provider.close?.()));
      transport.close();
    },
  };
}

function openProvider(settings: ProviderSettings, transport: Transport, now: () => number): Provider {
  const { name, kind, custom, baseURL, headers, client } = settings;
  if (custom !== undefined) return custom;
  return lazyProvider(kind!, {
    name,
    fetch: transport.fetch,
    now,
    ...(baseURL !== undefined && { baseURL }),
    ...(headers !== undefined && { headers }),
    ...(client !== undefined && { client }),
  });
}

/** A custom provider and a caller's own client bring what they need; so may an endpoint of one's own. */
function credentialSource({ apiKey, auth, env, custom, client, baseURL }: ProviderSettings): CredentialSource {
  const own = custom !== undefined || client !== undefined || (baseURL !== undefined && env.length === 0);
  return { env, optional: own, ...(apiKey !== undefined && { apiKey }), ...(auth !== undefined && { auth }) };
}

function prices(settings: Settings): Pick<State, "pricesReady" | "priceOf" | "cost" | "windowOf"> {
  let book: PriceBook | undefined;
  let find: ReturnType<typeof openCatalogue> | undefined;
  let loading: Promise<void> | undefined;
  const load = async () => {
    const { CATALOGUE } = await import("../data/prices.ts");
    find = openCatalogue(CATALOGUE);
    book = createPriceBook(CATALOGUE, settings.prices, () => settings.clock.now());
  };
  return {
    pricesReady() {
      if (book === undefined) loading ??= load();
      return book === undefined ? loading : undefined;
    },
    priceOf: ({ provider, model, settings: own }) => own.price ?? book?.find(provider, model),
    cost: (usage, price) => book!.cost(usage, price),
    windowOf: ({ provider, model }) => find?.(provider, model)?.contextTokens,
  };
}
