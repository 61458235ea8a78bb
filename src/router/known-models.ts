import type { ModelFacts } from "../contract/model-facts.ts";
import type { PriceRow } from "../contract/price.ts";
import type { Target } from "../contract/target.ts";
import type { Settings } from "../options/read.ts";
import type { Runtime } from "./runtime.ts";

/** What targets' models cost, can hold and do. */
export interface KnownModels {
  priceOf(target: Target): PriceRow | undefined;
  factsOf(target: Target): ModelFacts;
  /** Tokens that fit into the model's context, where that is known. */
  windowOf(target: Target): number | undefined;
}

/** The user's prices and facts over the built-in ones; `runtime` has been loaded when it is asked. */
export function knownModels(settings: Settings, runtime: () => Runtime): KnownModels {
  const kept = new WeakMap<Target, ModelFacts>();
  const vendorOf = (provider: string) => settings.providers.get(provider)!.vendor;
  const own = ({ provider, model, settings: { modelFacts } }: Target): ModelFacts => ({
    ...settings.modelFacts?.[`${provider}/${model}`],
    ...modelFacts,
  });
  return {
    priceOf: ({ provider, model, settings: { price } }) => {
      const { prices } = runtime();
      return price ?? prices.find(provider, model) ?? prices.find(vendorOf(provider) ?? provider, model);
    },
    factsOf(target) {
      const known = kept.get(target);
      if (known !== undefined) return known;
      const facts = { ...builtIn(runtime(), vendorOf(target.provider), target.model), ...own(target) };
      kept.set(target, facts);
      return facts;
    },
    windowOf: (target) =>
      own(target).contextTokens ??
      runtime().prices.contextTokens(vendorOf(target.provider) ?? target.provider, target.model),
  };
}

/**
 * Limits hold at known vendors only: what stands behind another address is not known by its name. A window that a price
 * goes beyond can be had larger, by a header.
 */
function builtIn({ familyFacts, prices }: Runtime, vendor: string | undefined, model: string): ModelFacts {
  const { reasoning, prefill, ...limits } = familyFacts(model);
  const habit = { ...(reasoning !== undefined && { reasoning }), ...(prefill !== undefined && { prefill }) };
  if (vendor === undefined) return habit;
  const contextTokens = prices.contextTokens(vendor, model);
  const larger = prices.find(vendor, model)?.tiers?.some((tier) => tier.aboveInputTokens >= (contextTokens ?? 0));
  return { ...limits, ...habit, ...(contextTokens !== undefined && !larger && { contextTokens }) };
}
