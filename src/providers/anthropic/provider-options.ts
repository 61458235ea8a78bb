import { extrasFor, mergeExtras } from "../native-extras.ts";
import type { Draft } from "./draft.ts";

/** The request's native extras. */
export function providerOptions({ request, provider }: Draft): Record<string, unknown> {
  return Object.fromEntries(extrasFor(request, provider, "anthropic"));
}

/** Writes the native extras over the body. */
export function mergeProviderOptions({ request, provider, body, notes }: Draft): void {
  mergeExtras(body as unknown as Record<string, unknown>, extrasFor(request, provider, "anthropic"), notes);
}
