import type { NativeUsage } from "./usage.ts";

const SERVICE_TIERS: Readonly<Record<string, "default" | "priority">> = { standard: "default", priority: "priority" };

/** The service tier as a field to spread; batches have none in OpenAI's words. */
export function serviceTier(usage: NativeUsage | null | undefined): { service_tier?: "default" | "priority" } {
  const tier = SERVICE_TIERS[usage?.service_tier ?? ""];
  return tier ? { service_tier: tier } : {};
}
