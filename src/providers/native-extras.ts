import type { RequestExtras } from "../contract/chat.ts";
import { type ProviderKind, vendorNamed } from "../data/vendors.ts";
import type { Notes } from "./notes.ts";

type Fields = Record<string, unknown>;

/** Decided by the call itself: an extra that changed them would make of the answer another than is awaited. */
const OF_THE_CALL = new Set(["model", "stream"]);

const NONE: readonly [] = [];

/**
 * The entries of `provider_options` that are for this provider, in the order in which they are written: those under its own
 * name and its vendor's in any spelling, else those under its kind's.
 */
export function extrasFor(
  { provider_options: options }: Pick<RequestExtras, "provider_options">,
  provider: string,
  kind: ProviderKind,
  vendor = vendorNamed(provider),
): readonly (readonly [field: string, value: unknown])[] {
  if (!options) return NONE;
  const keys = Object.keys(options);
  for (const isMeant of [
    (key: string) => key === provider || (vendor !== undefined && vendorNamed(key) === vendor),
    (key: string) => vendorNamed(key) === kind,
  ]) {
    const meant = keys.filter(isMeant);
    if (meant.length > 0) return meant.flatMap((key) => Object.entries(options[key] ?? {}));
  }
  return NONE;
}

/** Writes native extras over an encoded body, last of all. `combine` says what becomes of a field that both have. */
export function mergeExtras(
  body: Fields,
  extras: ReturnType<typeof extrasFor>,
  notes: Notes,
  combine: (own: unknown, extra: unknown, field: string) => unknown = combined,
): void {
  for (const [field, extra] of extras) {
    if (!OF_THE_CALL.has(field)) body[field] = combine(body[field], extra, field);
    else {
      const param = `provider_options.${field}`;
      notes.warn("dropped_param", param, `${param} was left out: ${field} belongs into the request itself`);
    }
  }
}

/** Tools are added; an object without a `type` is added to, one level deep; anything else replaces. */
export function combined(own: unknown, extra: unknown, field: string): unknown {
  if (field === "tools" && Array.isArray(own) && Array.isArray(extra)) return [...own, ...extra];
  return isFields(own) && isFields(extra) && !("type" in extra) ? { ...own, ...extra } : extra;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
