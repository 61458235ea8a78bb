import type { AttemptContext } from "../contract/context.ts";
import type { ProviderContext } from "../contract/provider.ts";
import { endingOf } from "../lib/quiet-controller.ts";
import { rawKeeper } from "./raw.ts";

type Told = ((native: unknown) => void) | undefined;

/** What an attempt hands to its provider; `onNative` is told of what comes back, where anybody wants to know. */
export function providerContext(context: AttemptContext, onNative: Told = rawKeeper(context)): ProviderContext {
  const { target, stream, controller, credential, prepared, wire, idempotencyKey, headers, connectMs } = context;
  return {
    target: target.id,
    model: target.model,
    settings: target.settings,
    ...(target.settings.region !== undefined && { region: target.settings.region }),
    stream,
    get signal() {
      return controller.signal;
    },
    ending: endingOf(controller),
    credential,
    headers,
    idempotencyKey,
    ...(prepared && { prepared }),
    wire,
    ...(connectMs !== undefined && { connectMs }),
    ...(onNative && { onNative }),
  };
}
