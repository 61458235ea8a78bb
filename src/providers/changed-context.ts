import type { ProviderContext } from "../contract/provider.ts";

/** A context that differs in some fields. Its signal is no field of its own, and is made for the copy. */
export function changed(context: ProviderContext, fields: Partial<ProviderContext>): ProviderContext {
  return { ...context, signal: context.signal, ...fields };
}

/** The method that was called counts. */
export function asStream(context: ProviderContext, stream: boolean): ProviderContext {
  return context.stream === stream ? context : changed(context, { stream });
}
