import type { AttemptContext } from "../contract/context.ts";
import type { ProviderContext } from "../contract/provider.ts";

/** What an attempt hands to its provider. */
export function providerContext(context: AttemptContext): ProviderContext {
  const { target, stream, controller, credential, prepared, wire, idempotencyKey, headers, connectMs } = context;
  return {
    target: target.id,
    model: target.model,
    settings: target.settings,
    ...(target.settings.region !== undefined && { region: target.settings.region }),
    stream,
    signal: controller.signal,
    credential,
    headers,
    idempotencyKey,
    ...(prepared && { prepared }),
    wire,
    ...(connectMs !== undefined && { connectMs }),
  };
}
