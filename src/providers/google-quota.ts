import type { ErrorRow } from "./error-row.ts";

/**
 * Google's 429, told apart by the ids of its QuotaFailure: they decide before the delay, because a delay of seconds is
 * also sent with a spent day and with a tier that has no quota at all. The text about plan and billing comes with all.
 */
export const googleQuotaRows: readonly ErrorRow[] = [
  { kind: "overloaded", code: ["model_capacity_exhausted"] },
  { kind: "quota_exhausted", status: 429, details: /PerDay/ },
  { kind: "quota_exhausted", status: 429, details: /"quotaValue":"?0"?[,}]/ },
  { kind: "quota_exhausted", status: 429, message: /\blimit: ?0(?!\.?\d)/i },
  { kind: "rate_limit", status: 429, details: /PerMinute/ },
];
