import type { CallOptions, WaitUntil } from "../contract/context.ts";

/** What a platform hands over beside a request. */
export interface RequestContext {
  /** Keeps the process running until some work has ended: Workers', Vercel's and Netlify's. */
  waitUntil: WaitUntil;
  /** Milliseconds until the process is stopped, where the platform tells. */
  readonly deadlineMs?: () => number;
}

/** The context among the arguments of a handler, the last one first: Workers' `(request, env, ctx)`, others' `(request, ctx)`. */
export function contextIn(given: readonly unknown[]): RequestContext | undefined {
  return given.findLast(
    (one): one is RequestContext => typeof (one as RequestContext | null)?.waitUntil === "function",
  );
}

/** A call's options with what the platform says: it is told of the call, and its deadline bounds the client's. */
export function within(context: RequestContext | undefined, options: CallOptions): CallOptions {
  if (context === undefined) return options;
  const { deadlineMs } = context;
  const waitUntil: WaitUntil = (work) => context.waitUntil(work);
  if (typeof deadlineMs !== "function") return { ...options, waitUntil };
  const asked = options.deadlineMs;
  const own = () => (typeof asked === "function" ? asked() : (asked ?? Infinity));
  return { ...options, waitUntil, deadlineMs: () => Math.min(deadlineMs(), own()) };
}
