import { systemClock } from "../lib/clock.ts";
import { within } from "../lib/within.ts";

/** A request of a function URL or of API Gateway's HTTP API, in payload format 2.0. */
export interface LambdaEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string }; readonly domainName?: string };
}

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What is left of the function's time for what comes after the calls, in milliseconds. */
const SETTLE_MS = 500;
/** And for the answer itself. */
const RETURN_MS = 100;

/** One invocation: its request, the context for the handler, and the end of what was begun. */
export function invocation(event: LambdaEvent, context: LambdaContext, signal?: AbortSignal) {
  const left = (kept: number) => Math.max(0, context.getRemainingTimeInMillis() - kept);
  const begun: Promise<unknown>[] = [];
  return {
    request: requestOf(event, signal),
    around: {
      waitUntil: (work: Promise<unknown>) => void begun.push(work),
      deadlineMs: () => left(SETTLE_MS),
    },
    /** Resolves when all that `waitUntil` was given has ended, or shortly before the function is stopped. */
    done: () => within(systemClock, left(RETURN_MS), Promise.allSettled(begun)),
  };
}

function requestOf(event: LambdaEvent, signal: AbortSignal | undefined): Request {
  const method = event.requestContext?.http?.method;
  if (method === undefined) {
    throw new TypeError(
      "the event is no request in payload format 2.0, of a function URL or an HTTP API; events of a REST API and of a load balancer have another form",
    );
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.set(name, value);
  if (event.cookies?.length) headers.set("cookie", event.cookies.join("; "));
  const query = event.rawQueryString ? `?${event.rawQueryString}` : "";
  const host = event.requestContext.domainName ?? "localhost";
  const hasBody = method !== "GET" && method !== "HEAD" && typeof event.body === "string";
  const body = hasBody ? Buffer.from(event.body!, event.isBase64Encoded ? "base64" : "utf8") : null;
  return new Request(`https://${host}${event.rawPath}${query}`, { method, headers, body, ...(signal && { signal }) });
}
