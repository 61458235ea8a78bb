import type { Asked, Operation } from "../contract/operation.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { sha256 } from "../lib/hash.ts";
import { list, record } from "../lib/record.ts";

export interface KeyParts {
  /** Whose entries these are; tenants never see each other's. */
  readonly tenant: string | undefined;
  /** Hash of the resolved route: what the model name stands for. */
  readonly routeHash: string;
  readonly operation: Operation;
  readonly request: Asked["request"];
}

/** Hashes of long bodies by their JSON as it was written. */
interface Bodies {
  hashOf(body: object): string;
}

/** A shorter plain text is put in order and hashed as quickly as it is found again, in characters. */
const LONG = 8192;
const MOST_CHARACTERS = 4_000_000;

/**
 * Name of an answer in the cache: tenant, route, operation and the whole body but for how it is delivered (`stream`, `stream_options`)
 * and what names the route (`model`, `models`). A streamed and a whole answer to the same question share it.
 */
export function cacheKey({ tenant, routeHash, operation, request }: KeyParts, bodies: Bodies = keptBodies()): string {
  const { stream, stream_options, model, models, ...body } = request as object as Readonly<Record<string, unknown>>;
  const content = isLong(body) ? bodies.hashOf(body) : body;
  return sha256(canonicalJson([tenant ?? null, routeHash, operation, content]));
}

function isLong({ messages }: Readonly<Record<string, unknown>>): boolean {
  let characters = 0;
  for (const message of list(messages)) {
    const { content } = record(message);
    if (typeof content === "string") characters += content.length;
    if (characters > LONG) return true;
  }
  return false;
}

/**
 * Remembers the hashes of long bodies: a conversation that is asked again is mostly written as before, and to compare it costs
 * a small part of putting it in order and hashing it. The oldest are forgotten over some 4 million characters.
 */
export function keptBodies(): Bodies {
  const kept = new Map<string, string>();
  let characters = 0;
  return {
    hashOf(body) {
      const text = JSON.stringify(body);
      const known = kept.get(text);
      if (known !== undefined) return known;
      const hash = sha256(canonicalJson(body));
      if (text.length > MOST_CHARACTERS) return hash;
      kept.set(text, hash);
      characters += text.length;
      for (const oldest of kept.keys()) {
        if (characters <= MOST_CHARACTERS) break;
        kept.delete(oldest);
        characters -= oldest.length;
      }
      return hash;
    },
  };
}
