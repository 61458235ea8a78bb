import type { ErrorRow } from "../error-row.ts";
import { googleQuotaRows } from "../google-quota.ts";

/**
 * What Google's statuses, reasons and texts mean. The old SDK keeps neither status name nor code, hence the rows by
 * HTTP status. Sources: Gemini API troubleshooting guide; replies quoted in bug threads.
 */
export const errorRows: readonly ErrorRow[] = [
  ...googleQuotaRows,
  { kind: "quota_exhausted", status: 429, message: /per day|billing|spend(?:ing)? (?:cap|limit)|prepa(?:y|id)/i },
  { kind: "quota_exhausted", status: 400, message: /free tier is not available/i },
  // A bad key is a 400, a missing one a 403.
  { kind: "auth", code: ["api_key_invalid", "unauthenticated"] },
  { kind: "auth", status: 403, message: /unregistered callers/i },
  { kind: "permission", code: ["permission_denied", "service_disabled"] },
  { kind: "permission", status: [400, 403], message: /reported as leaked|user location is not supported/i },
  { kind: "overloaded", code: ["unavailable"] },
  { kind: "timeout", code: ["deadline_exceeded", "cancelled"] },
  { kind: "model_not_found", code: ["not_found"] },
  { kind: "rate_limit", code: ["resource_exhausted"] },
  { kind: "server_error", code: ["internal"] },
];
