import type { CallOptions, RouterOptions } from "llmux";
import type { FaultName, ReplyScript } from "llmux/testing";
import type { Fault } from "../../src/testing/faults/fault.ts";
import type { FaultOptions } from "../../src/testing/faults/options.ts";
import type { ColumnName, Mode } from "./columns.ts";
import type { Expected } from "./expected.ts";
import type { PlaceName } from "./places.ts";
import type { Stage } from "./stage.ts";

type ByMode = Partial<Record<Mode, Expected>>;

/** One thing that happens, and what must come of it in each mode; a mode that is left out makes no sense here. */
export interface FaultRow extends ByMode {
  /** A number of the list, or a name beyond it. */
  readonly id: string;
  readonly does: string;
  readonly fault?: FaultName | Fault;
  readonly options?: FaultOptions;
  /** How many requests meet it. @default all */
  readonly times?: number;
  readonly reply?: ReplyScript;
  /** Somewhere else than at a server that can be talked to. */
  readonly place?: PlaceName;
  readonly call?: CallOptions;
  /** It ends by an allowance of ours: these are made short. */
  readonly silent?: true;
  /** Node's own fetch, which Google's older SDK uses, lets go of such a connection much later, or never: it is not waited for. */
  readonly lingers?: true;
  /** A bare SDK that answers, or goes on answering, does what it was made to. */
  readonly bareMayAnswer?: true;
  readonly except?: Partial<Record<ColumnName, ByMode | "none">>;
}

/** What no single answer shows: a caller that leaves, a connection used twice, many calls. */
export interface ActRow {
  readonly id: string;
  readonly does: string;
  readonly modes: readonly Mode[];
  /** What is right, in a few words. */
  readonly comes: string;
  readonly columns?: readonly ColumnName[];
  readonly router?: RouterOptions;
  /** Attempts at the target at once. */
  readonly slots?: number;
  /** A healthy target stands behind. */
  readonly chained?: true;
  /** Lists what was wrong. */
  act(stage: Stage): Promise<readonly string[]>;
}

/** For what can happen on one wire only. */
export const ONLY_OPENAI = { anthropic: "none", gemini: "none", older: "none" } as const;
export const ONLY_ANTHROPIC = { openai: "none", gemini: "none", older: "none" } as const;
export const ONLY_GEMINI = { openai: "none", anthropic: "none" } as const;

export type Row = FaultRow | ActRow;

/** One place in the matrix. */
export interface Cell {
  readonly row: Row;
  readonly column: ColumnName;
  readonly mode: Mode;
  /** A healthy target stands behind the faulty one. */
  readonly chained: boolean;
  /** Over Node's own fetch, and not over our connections. */
  readonly isStandardFetch?: true;
}

export function isAct(row: Row): row is ActRow {
  return "act" in row;
}

/** What a cell must come to. */
export function expectedOf(row: FaultRow, column: ColumnName, mode: Mode): Expected | undefined {
  const own = row.except?.[column] ?? (column === "undici" ? row.except?.openai : undefined);
  if (own === "none") return undefined;
  const alike = column === "older" ? row.except?.gemini : undefined;
  if (own === undefined && alike === "none") return undefined;
  return own?.[mode] ?? (alike === "none" ? undefined : alike?.[mode]) ?? row[mode];
}
