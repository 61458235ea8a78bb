import { LlmuxError } from "../contract/errors.ts";

/** The `timeoutMs` of `close()` or `flush()`; anything else given is an error, since it would be ignored in silence. */
export function timeLimitOf(member: string, options: unknown = {}): number {
  const wrong = (what: string) =>
    new LlmuxError("config", `router.${member}(): ${what}`, { code: "invalid_options", param: "timeoutMs" });
  if (typeof options !== "object" || options === null) throw wrong("expected { timeoutMs? }");
  const { timeoutMs = 5000, ...rest } = options as { readonly timeoutMs?: unknown };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong(`${unknown}: unknown option; the one there is is timeoutMs`);
  if (typeof timeoutMs === "number" && timeoutMs >= 0) return timeoutMs;
  throw wrong("timeoutMs: expected milliseconds, 0 or more");
}
