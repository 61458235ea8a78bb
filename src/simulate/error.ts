/** What an SDK throws: an answer with a status, or a connection that failed. */
export function errorOf(fault: number | "refuse" | "reset", retryAfterMs: number | undefined): Error {
  if (fault === "refuse") return lost("ECONNREFUSED");
  if (fault === "reset") return lost("ECONNRESET");
  const message = `simulated ${fault}`;
  const headers = new Headers(retryAfterMs === undefined ? {} : { "retry-after-ms": String(retryAfterMs) });
  return Object.assign(new Error(message), { status: fault, headers, error: { message, type: null, code: null } });
}

function lost(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
