import type { Chunk } from "../contract/chat.ts";
import type { Clock } from "../contract/clock.ts";
import type { Watch } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import type { Race } from "../contract/hedge.ts";
import type { Settlement } from "../contract/settlement.ts";
import type { Pulled } from "../lib/pulled.ts";

/** What a stream has of the attempt it is the answer of. */
export interface StreamParts {
  readonly source: Pulled<Chunk>;
  /** The attempt's: aborting it ends the SDK call and this stream, whoever does it. */
  readonly controller: AbortController;
  readonly watch: Watch;
  readonly clock: Clock;
  /** Of two attempts at once the one whose content comes first answers. */
  readonly race: Race | undefined;
  /** How many choices were asked for. */
  readonly choices: number;
  /** The caller asked for a usage chunk. */
  readonly includeUsage: boolean;
  /** Everything upstream sends is read, also after the usage. */
  readonly toTheEnd?: boolean;
  /** Settles the attempt; the first call wins. */
  settle(settlement: Settlement): void;
  classify(error: unknown): Fault;
  /** Upstream broke off, but had begun to answer. */
  answered(): void;
  /** Makes the error for a reader whose stream broke; runs after settlement. */
  interrupted(fault: Fault, settlement: Settlement): Error;
}
