import type { ProviderContext } from "../../contract/provider.ts";
import type { WireCall } from "../../contract/transport.ts";
import { endingOf, signalOf } from "../ending.ts";

/** Options for a client that the caller made, whose transport is its own. */
export function theirOptions(context: ProviderContext): object {
  const { signal } = context;
  return { signal, maxRetries: 0, headers: { ...idempotency(context), ...added(context) } };
}

/**
 * Options for a client of ours: what differs from call to call, the abort too, goes past the SDK to the transport, so that
 * it has no head to build.
 */
export function ownOptions(context: ProviderContext, maxBytes?: number): object {
  const headers = added(context);
  return {
    maxRetries: 0,
    ...signalOf(context),
    fetchOptions: { llmux: wireCall(context, maxBytes) },
    ...(Object.keys(headers).length > 0 && { headers }),
  };
}

function wireCall(context: ProviderContext, maxBytes: number | undefined): WireCall {
  const { wire, credential, stream, connectMs } = context;
  return {
    wire,
    ...endingOf(context),
    whole: !stream,
    ...(maxBytes !== undefined && { maxBytes }),
    ...("idempotency-key" in added(context) ? {} : { headers: idempotency(context) }),
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
}

function idempotency({ idempotencyKey }: ProviderContext): Record<string, string> {
  return { "idempotency-key": idempotencyKey };
}

/** The call's own, in lower case, since the SDK joins two spellings of one name. */
function added({ headers }: ProviderContext): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name in headers) all[name.toLowerCase()] = headers[name]!;
  return all;
}
