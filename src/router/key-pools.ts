import type { Gate } from "../concurrency/gate.ts";
import { fixedLimit } from "../concurrency/limit.ts";
import { Limiter } from "../concurrency/limiter.ts";
import type { AttemptContext } from "../contract/context.ts";
import type { FaultKind } from "../contract/fault.ts";
import type { Cooldown, Cooldowns } from "../health/cooldowns.ts";
import type { KeyOptions } from "../options/types.ts";

/** Failures of a key whatever it is used for; any other is its failure at one target. */
const OF_THE_ACCOUNT: readonly FaultKind[] = ["auth", "quota_exhausted"];
/** Failures that leave the target itself as it was. */
const OF_THE_KEY: readonly FaultKind[] = [...OF_THE_ACCOUNT, "permission", "rate_limit"];

/** Between a name and the number of its key, in the name under which a key rests. */
const KEY_MARK = " keys[";

/** Whether something that rests is a key, and not a target. */
export function isKey(name: string): boolean {
  return name.includes(KEY_MARK);
}

interface PoolParts {
  readonly provider: string;
  readonly keys: readonly KeyOptions[];
  readonly cooldowns: Cooldowns;
  readonly now: () => number;
  limiterOf(concurrency: NonNullable<KeyOptions["concurrency"]>): Limiter;
}

/** The keys of one provider: the one with fewest attempts under way is used, in turn among equals, those cooling down are not. */
export class KeyPool {
  readonly #parts: PoolParts;
  readonly #limiters: readonly Limiter[];
  readonly #queueTimeoutMs: number | undefined;
  #turn = 0;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    const unlimited = () => new Limiter({ limit: fixedLimit(Infinity), queueMax: 0, now: parts.now });
    this.#limiters = parts.keys.map(({ concurrency }) => (concurrency ? parts.limiterOf(concurrency) : unlimited()));
    const waits = parts.keys.flatMap(({ concurrency }) =>
      typeof concurrency === "object" && concurrency.queueTimeoutMs !== undefined ? [concurrency.queueTimeoutMs] : [],
    );
    this.#queueTimeoutMs = waits.length > 0 ? Math.max(...waits) : undefined;
  }

  /** What a fault of the key's cools down; undefined if it is the target's. */
  nameOf(kind: FaultKind, target: string, key: number): string | undefined {
    if (!OF_THE_KEY.includes(kind)) return undefined;
    return OF_THE_ACCOUNT.includes(kind) ? this.#ofAccount(key) : ofTarget(target, key);
  }

  /** Places of the keys that may be used for a target now. */
  usable(id: string, refused: readonly number[] = []): number[] {
    return this.#places().filter((key) => !refused.includes(key) && this.#cooldown(id, key) === undefined);
  }

  /** The cooldown that ends first, while all keys have one. */
  cooling(id: string): Cooldown | undefined {
    const all = this.#places().map((key) => this.#cooldown(id, key));
    if (all.includes(undefined)) return undefined;
    return (all as Cooldown[]).reduce((first, next) => (next.until < first.until ? next : first));
  }

  /** The gate of the keys that may be used for a target; an attempt that passes it has its key. */
  gate(target: string, context?: AttemptContext): Gate {
    const { keys, renewed } = context?.refused ?? {};
    const usable = renewed === undefined ? this.usable(target, keys) : [renewed];
    const from = context === undefined ? 0 : this.#turn++ % Math.max(1, usable.length);
    const inTurn = [...usable.slice(from), ...usable.slice(0, from)];
    return {
      name: `the keys of provider ${this.#parts.provider}`,
      limiters: inTurn.map((key) => this.#limiters[key]!),
      queueTimeoutMs: this.#queueTimeoutMs,
      chosen: (index) => {
        if (context !== undefined) context.key = inTurn[index];
      },
    };
  }

  /** The keys as `health()` shows them. */
  health() {
    return this.#places().map((key) => {
      const { inFlight, limit, queued } = this.#limiters[key]!.slots;
      const cooldown = this.#parts.cooldowns.get(this.#ofAccount(key));
      return {
        key,
        inFlight,
        ...(limit !== Infinity && { slots: { inFlight, limit, queued } }),
        ...(cooldown && { cooldown }),
      };
    });
  }

  /** Ends the cooldowns of all keys at a target. */
  clear(target: string): void {
    for (const key of this.#places()) {
      this.#parts.cooldowns.clear(this.#ofAccount(key));
      this.#parts.cooldowns.clear(ofTarget(target, key));
    }
  }

  #places(): number[] {
    return [...this.#parts.keys.keys()];
  }

  #cooldown(target: string, key: number): Cooldown | undefined {
    const { cooldowns } = this.#parts;
    const [account, here] = [cooldowns.get(this.#ofAccount(key)), cooldowns.get(ofTarget(target, key))];
    return (account?.until ?? 0) > (here?.until ?? 0) ? account : here;
  }

  #ofAccount(key: number): string {
    return `${this.#parts.provider}${KEY_MARK}${key}]`;
  }
}

/** No id of a target holds a space before a bracket. */
function ofTarget(target: string, key: number): string {
  return `${target}${KEY_MARK}${key}]`;
}
