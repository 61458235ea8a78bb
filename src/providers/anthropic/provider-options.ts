import type { Draft } from "./draft.ts";

type Fields = Record<string, unknown>;

/** The request's native extras: under the provider's name in the configuration, else under `anthropic`. */
export function providerOptions({ request, provider }: Draft): Fields {
  const options = request.provider_options ?? {};
  return options[provider] ?? options.anthropic ?? {};
}

/** Writes the native extras over the body. An object without a `type` of its own is added to, not replaced. */
export function mergeProviderOptions(draft: Draft): void {
  const body = draft.body as unknown as Fields;
  for (const [field, value] of Object.entries(providerOptions(draft))) {
    const present = body[field];
    body[field] = isFields(value) && isFields(present) && !("type" in value) ? { ...present, ...value } : value;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
