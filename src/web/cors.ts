/** What pages of other origins may do. */
export interface CorsOptions {
  /** One origin, several, or a function that knows them. `"*"` is any. @default "*" */
  readonly origin?: string | readonly string[] | ((origin: string) => boolean);
  /** Whether a page may send cookies; needs origins by name. @default false */
  readonly credentials?: boolean;
  /** Seconds a browser may remember the answer to its question. @default 600 */
  readonly maxAgeSeconds?: number;
}

const EXPOSED = [
  ...["x-request-id", "retry-after", "retry-after-ms", "x-should-retry"],
  ...["x-llmux-target", "x-llmux-cache", "x-llmux-kind"],
].join(", ");

/** The headers of every answer to a page; none for an origin that may not read it. */
export function corsHeaders(cors: CorsOptions | undefined, request: Headers): Record<string, string> {
  if (cors === undefined) return {};
  const { origin: allowed = "*", credentials } = cors;
  const origin = request.get("origin");
  const vary = allowed === "*" ? {} : { vary: "origin" };
  if (origin === null || !isAllowed(allowed, origin)) return vary;
  return {
    ...vary,
    "access-control-allow-origin": allowed === "*" ? "*" : origin,
    "access-control-expose-headers": EXPOSED,
    ...(credentials && { "access-control-allow-credentials": "true" }),
  };
}

/** What a browser asks before it sends: who may, which methods, and the headers it named. */
export function preflightHeaders({ maxAgeSeconds = 600 }: CorsOptions, request: Headers): Record<string, string> {
  const wanted = request.get("access-control-request-headers");
  return {
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    ...(wanted !== null && { "access-control-allow-headers": wanted }),
    "access-control-max-age": String(maxAgeSeconds),
  };
}

function isAllowed(allowed: NonNullable<CorsOptions["origin"]>, origin: string): boolean {
  if (typeof allowed === "function") return isLeave(allowed(origin));
  return allowed === "*" || (typeof allowed === "string" ? allowed === origin : allowed.includes(origin));
}

/** A promise, of a function that should not be asynchronous, is none. */
function isLeave(answer: unknown): boolean {
  if (answer instanceof Promise) answer.catch(() => {});
  return answer === true;
}
