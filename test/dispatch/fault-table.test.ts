import { describe, expect, it } from "vitest";
import { FAULT_KINDS, type Fault, type FaultKind } from "../../src/contract/fault.ts";
import { DISPOSITIONS, dispositionOf, isCrowded, mostTelling } from "../../src/dispatch/fault-table.ts";

const MINUTE = 60_000;

function fault(kind: FaultKind, more: Partial<Fault> = {}): Fault {
  return { kind, message: "it failed", ...more };
}

// name | fault | retry | next | breaker | cooldown | cost
const ROWS: [string, Fault, string, boolean | string, string, number | undefined, string][] = [
  ["rate limit, told", fault("rate_limit", { retryAfterMs: 700 }), "told", true, "neutral", 700, "none"],
  ["rate limit, not told", fault("rate_limit"), "backoff", true, "neutral", undefined, "none"],
  ["quota", fault("quota_exhausted"), "never", true, "neutral", 15 * MINUTE, "none"],
  ["quota, told longer", fault("quota_exhausted", { retryAfterMs: 1e7 }), "never", true, "neutral", 1e7, "none"],
  [
    "quota, told shorter",
    fault("quota_exhausted", { retryAfterMs: 3000 }),
    "never",
    true,
    "neutral",
    15 * MINUTE,
    "none",
  ],
  ["overloaded", fault("overloaded"), "backoff", true, "failed", undefined, "none"],
  ["overloaded, told", fault("overloaded", { retryAfterMs: 4000 }), "backoff", true, "failed", 4000, "none"],
  ["500", fault("server_error", { status: 500 }), "backoff", true, "failed", undefined, "none"],
  ["200 that is no answer", fault("server_error", { noAnswer: true }), "once", true, "failed", undefined, "partial"],
  ["connection", fault("connection"), "at_once", true, "failed", undefined, "none"],
  ["connect", fault("timeout", { phase: "connect" }), "backoff", true, "failed", undefined, "input"],
  ["first token", fault("timeout", { phase: "first_token" }), "backoff", true, "failed", undefined, "input"],
  ["idle", fault("timeout", { phase: "idle" }), "backoff", true, "failed", undefined, "input"],
  ["504", fault("timeout"), "backoff", true, "failed", undefined, "input"],
  ["total", fault("timeout", { phase: "total" }), "never", true, "failed", undefined, "input"],
  [
    "total, cut short",
    fault("timeout", { phase: "total", curtailed: true }),
    "never",
    true,
    "neutral",
    undefined,
    "input",
  ],
  [
    "idle, cut short",
    fault("timeout", { phase: "idle", curtailed: true }),
    "backoff",
    true,
    "neutral",
    undefined,
    "input",
  ],
  ["deadline", fault("timeout", { phase: "deadline" }), "never", false, "neutral", undefined, "input"],
  ["cut stream", fault("stream_truncated"), "once", true, "failed", undefined, "partial"],
  ["error in the stream", fault("stream_error"), "once", true, "failed", undefined, "partial"],
  ["auth", fault("auth"), "never", true, "neutral", 5 * MINUTE, "none"],
  ["permission", fault("permission"), "never", true, "neutral", 5 * MINUTE, "none"],
  ["unknown model", fault("model_not_found"), "never", true, "neutral", 5 * MINUTE, "none"],
  ["too long", fault("context_length"), "never", "larger_window", "neutral", undefined, "none"],
  ["too large", fault("request_too_large"), "never", true, "neutral", undefined, "none"],
  ["unsupported", fault("unsupported"), "never", true, "neutral", undefined, "none"],
  ["invalid", fault("invalid_request"), "never", false, "neutral", undefined, "none"],
  ["filtered", fault("content_filter"), "never", false, "neutral", undefined, "none"],
  ["bad generation", fault("bad_generation"), "once", true, "neutral", undefined, "full"],
  ["conflict", fault("conflict"), "once", true, "neutral", undefined, "none"],
  ["aborted", fault("aborted"), "never", false, "neutral", undefined, "partial"],
  ["config", fault("config"), "never", true, "neutral", undefined, "none"],
];

describe("the fault table", () => {
  it.each(ROWS)("%s", (_name, given, retry, next, breaker, cooldownMs, cost) => {
    expect(dispositionOf(given)).toEqual({ retry, next, breaker, cooldownMs, cost });
  });

  it("is checked here for every kind", () => {
    expect(new Set(ROWS.map(([, { kind }]) => kind))).toEqual(new Set(FAULT_KINDS));
    expect(Object.keys(DISPOSITIONS).sort()).toEqual([...FAULT_KINDS].sort());
  });

  it("makes no cooldown of a told time where the fault has nothing to do with waiting", () => {
    expect(dispositionOf(fault("invalid_request", { retryAfterMs: 5000 })).cooldownMs).toBeUndefined();
    expect(dispositionOf(fault("connection", { retryAfterMs: 5000 })).cooldownMs).toBeUndefined();
  });
});

describe("isCrowded", () => {
  it("is true of refusals for load, and of what did not answer in time for reasons of its own", () => {
    const crowded = ROWS.filter(([, given]) => isCrowded(given)).map(([name]) => name);
    const refused = ["rate limit, told", "rate limit, not told", "overloaded", "overloaded, told"];
    expect(crowded).toEqual([...refused, "connect", "first token", "504"]);
  });
});

describe("mostTelling", () => {
  const TELLING =
    "invalid_request context_length request_too_large unsupported content_filter config auth permission model_not_found " +
    "quota_exhausted rate_limit overloaded timeout connection server_error stream_truncated stream_error bad_generation conflict";

  it("prefers by kind, wherever it stands", () => {
    const kinds = TELLING.split(" ") as FaultKind[];
    for (let i = 1; i < kinds.length; i += 1) {
      const [more, less] = [fault(kinds[i - 1]!), fault(kinds[i]!)];
      expect(mostTelling([more, less])).toBe(0);
      expect(mostTelling([less, more])).toBe(1);
    }
  });

  it("takes the latest among equals", () => {
    expect(mostTelling([fault("timeout"), fault("rate_limit"), fault("rate_limit"), fault("server_error")])).toBe(2);
  });
});
