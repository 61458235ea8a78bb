import type { FaultKind } from "../contract/fault.ts";

/** What is known of a failure before it has a kind. */
export interface ErrorFacts {
  /** HTTP status, of the answer or, where that was 2xx, told within it. */
  readonly status: number | undefined;
  /** The error came inside an answer whose head said 2xx. */
  readonly inBand: boolean;
  /** All short names the provider gave: code, type, Google's status and reason, Azure's inner code; lower-case. */
  readonly names: readonly string[];
  readonly message: string;
  /** The parameter complained about: told, or named in the message. */
  readonly param: string | undefined;
  /** Structured details as JSON text. */
  readonly details: string;
  /** The innermost error object. */
  readonly error: Readonly<Record<string, unknown>>;
}

/** One line of a fault table: if all that is given here holds, the failure has this kind. The first line that fits wins. */
export interface ErrorRow {
  readonly kind: FaultKind;
  readonly status?: number | readonly number[];
  /** Any of the names the provider gave. */
  readonly code?: RegExp | readonly string[];
  readonly message?: RegExp;
  /** The message must not match this. */
  readonly unless?: RegExp;
  readonly details?: RegExp;
  readonly when?: (facts: ErrorFacts) => boolean;
}

/** The kind of the first row that fits, or undefined. */
export function matchRow(rows: readonly ErrorRow[], facts: ErrorFacts): FaultKind | undefined {
  return rows.find((row) => fits(row, facts))?.kind;
}

function fits(row: ErrorRow, facts: ErrorFacts): boolean {
  return (
    (row.status === undefined || [row.status].flat().some((status) => status === facts.status)) &&
    (row.code === undefined || facts.names.some((name) => named(row.code!, name))) &&
    (row.message?.test(facts.message) ?? true) &&
    !(row.unless?.test(facts.message) ?? false) &&
    (row.details?.test(facts.details) ?? true) &&
    (row.when?.(facts) ?? true)
  );
}

function named(code: RegExp | readonly string[], name: string): boolean {
  return code instanceof RegExp ? code.test(name) : code.includes(name);
}
