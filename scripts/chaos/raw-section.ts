import type { RawResult } from "../../test/chaos/raw/run-raw.ts";

export function rawSection(_results: readonly RawResult[]): string {
  return "";
}
