import type { Completion } from "../contract/chat.ts";
import type { Clock } from "../contract/clock.ts";
import type { CallContext, Middleware } from "../contract/context.ts";
import type { Embeddings } from "../contract/embedding.ts";
import type { Emit } from "../contract/events.ts";
import type { Reply } from "../contract/reply.ts";
import type { Target } from "../contract/target.ts";
import { NO_USAGE } from "../contract/usage.ts";
import type { CacheEntry, CacheStore } from "./exact.ts";
import { worthKeeping } from "./worth-keeping.ts";

export interface CacheParts {
  /** There once a call has begun. */
  store(): CacheStore;
  /** How long an answer is kept, unless the call says otherwise. */
  readonly ttlMs: number;
  readonly clock: Pick<Clock, "now">;
  readonly emit: Emit;
  /** Name of this call's answer: the tenant is in it. */
  keyOf(context: CallContext): string;
  /** Whether this call may use that target: its constraints hold for hits too. */
  admits(context: CallContext, target: Target): boolean;
  /** An answer that is there already, as the call wants it. */
  deliver(context: CallContext, answer: Completion | Embeddings): Reply;
}

/**
 * Answers calls from the cache, and keeps the answers of those that ended well. A call's `cache: false` passes it by,
 * `"refresh"` asks anew and keeps the new answer, `{ ttlMs }` bounds the age of what it takes and the life of what it keeps.
 * Native bodies pass it by: what would be the same question to a provider is not known here.
 */
export function cacheLayer(parts: CacheParts): Middleware<CallContext> {
  return async function cache(context, next) {
    const choice = context.options.cache ?? true;
    const { draft, operation, callId } = context;
    if (choice === false || operation === "native") return await next(context);
    const key = parts.keyOf(context);
    const ttlMs = typeof choice === "object" ? choice.ttlMs : parts.ttlMs;
    const entry = choice === "refresh" ? undefined : parts.store().get(key);
    const fresh = entry && (typeof choice !== "object" || parts.clock.now() - entry.storedAt <= ttlMs);
    if (fresh && parts.admits(context, entry.target)) return hit(parts, context, entry);
    draft.cache = "miss";
    parts.emit({ type: "cache.miss", at: parts.clock.now(), callId });
    let reply: Reply | undefined;
    context.defer(({ status }) => {
      // Of calls that share an answer, the one that pays keeps it; one from several targets is nobody's.
      if (status !== "ok" || !reply || !draft.winner || draft.shared || draft.stitched) return;
      keep(parts, context, { key, ttlMs, reply, target: draft.winner });
    });
    reply = await next(context);
    return reply;
  };
}

const NO_RAW = {
  code: "no_raw",
  param: "raw",
  message: "the answer came from the cache, which keeps no raw ones; `cache: false` asks the provider",
} as const;

function hit(parts: CacheParts, context: CallContext, entry: CacheEntry): Reply {
  const { draft, callId, options } = context;
  const at = parts.clock.now();
  draft.cache = "hit";
  draft.winner = entry.target;
  draft.usage = entry.usage;
  draft.warnings.push(...entry.warnings);
  if (options.raw) draft.warnings.push({ ...NO_RAW, target: entry.target.id });
  parts.emit({ type: "cache.hit", at, callId, target: entry.target.id, ageMs: Math.max(0, at - entry.storedAt) });
  return parts.deliver(context, JSON.parse(entry.body));
}

interface Kept {
  readonly key: string;
  readonly ttlMs: number;
  readonly reply: Reply;
  readonly target: Target;
}

function keep(parts: CacheParts, context: CallContext, { key, ttlMs, reply, target }: Kept): void {
  const { draft } = context;
  const answer = answerOf(context, reply);
  if (answer === undefined) return;
  const entry: CacheEntry = {
    target,
    model: answer.model,
    ...(target.settings.region !== undefined && { region: target.settings.region }),
    usage: draft.usage ?? NO_USAGE,
    // What this target could not express is missing from the kept answer too. Its price does not matter to a hit.
    warnings: draft.warnings.filter((warning) => warning.target === target.id && warning.code !== "unknown_price"),
    storedAt: parts.clock.now(),
    body: JSON.stringify({ ...answer, x_llmux: undefined }),
  };
  parts.store().set(key, entry, ttlMs);
}

/** What of the reply is worth keeping. */
function answerOf({ operation, request }: CallContext, reply: Reply): Completion | Embeddings | undefined {
  if (reply.kind === "native") return undefined;
  if (reply.kind === "embedding") return reply.body;
  const completion = reply.kind === "stream" ? reply.body.completion() : reply.body;
  return operation === "chat" && worthKeeping(completion, request) ? completion : undefined;
}
