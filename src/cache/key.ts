import type { Asked, Operation } from "../contract/operation.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { sha256 } from "../lib/hash.ts";

export interface KeyParts {
  /** Whose entries these are; tenants never see each other's. */
  readonly tenant: string | undefined;
  /** Hash of the resolved route: what the model name stands for. */
  readonly routeHash: string;
  readonly operation: Operation;
  readonly request: Asked["request"];
}

/**
 * Name of an answer in the cache: tenant, route, operation and the whole body but for how it is delivered (`stream`, `stream_options`)
 * and what names the route (`model`, `models`). A streamed and a whole answer to the same question share it.
 */
export function cacheKey({ tenant, routeHash, operation, request }: KeyParts): string {
  const { stream, stream_options, model, models, ...body } = request as object as Readonly<Record<string, unknown>>;
  return sha256(canonicalJson([tenant ?? null, routeHash, operation, body]));
}
