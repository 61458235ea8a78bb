import type { CallOptions } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { OnInterrupt } from "../contract/interruption.ts";

const ON_INTERRUPT: ReadonlySet<string> = new Set(["error", "restart", "continue"]);
const CACHE = { true: true, false: false, refresh: "refresh" } as const;

/** Header → what it sets. Each returns a part of the call's options, or undefined for a value it cannot read. */
const READ: Readonly<Record<string, (value: string) => Partial<CallOptions> | undefined>> = {
  "x-llmux-tenant": (tenant) => ({ tenant }),
  "x-llmux-user": (user) => ({ user }),
  "x-llmux-tags": (value) => readTags(value),
  "x-llmux-region": (value) => readList(value),
  "x-llmux-cache": (value) => (Object.hasOwn(CACHE, value) ? { cache: CACHE[value as keyof typeof CACHE] } : undefined),
  "x-llmux-deadline-ms": (value) => (/^\d+$/.test(value) ? { deadlineMs: Number(value) } : undefined),
  "x-llmux-max-retries": (value) => (/^\d+$/.test(value) ? { maxRetries: Number(value) } : undefined),
  "x-llmux-priority": (value) => readPriority(value),
  "x-llmux-raw": (value) => (value === "true" || value === "false" ? { raw: value === "true" } : undefined),
  "x-llmux-on-interrupt": (value) => (ON_INTERRUPT.has(value) ? { onInterrupt: value as OnInterrupt } : undefined),
  "idempotency-key": (idempotencyKey) => ({ idempotencyKey }),
};

/** Set by the OpenAI SDK's `stream()` and `runTools()`, which add all chunks up. */
const HELPER = "x-stainless-helper-method";

/** Ask for a native body, in the spellings of llmux and of other routers. */
export const NATIVE_HEADERS: ReadonlySet<string> = new Set(["x-llmux-provider-original", "x-provider-original"]);

/** Reads a call's options from `x-llmux-*` request headers; one that is unknown or unreadable is an error. */
export function readOptionHeaders(headers: Headers): CallOptions {
  const options: CallOptions = headers.has(HELPER) ? { markers: false } : {};
  for (const [name, value] of headers) {
    const read = Object.hasOwn(READ, name) ? READ[name] : undefined;
    if (read === undefined && (!name.startsWith("x-llmux-") || NATIVE_HEADERS.has(name))) continue;
    const part = read?.(value);
    if (part === undefined) {
      const known = Object.keys(READ).join(", ");
      const message = read === undefined ? `unknown header ${name}; known are ${known}` : `cannot read header ${name}`;
      throw new LlmuxError("invalid_request", message, { param: name, code: "invalid_header" });
    }
    Object.assign(options, part);
  }
  return options;
}

function readPriority(value: string): Partial<CallOptions> | undefined {
  if (value === "interactive" || value === "default" || value === "batch") return { priority: value };
  return /^\d+(?:\.\d+)?$/.test(value) ? { priority: Number(value) } : undefined;
}

/** Regions, with commas between them. */
function readList(value: string): Partial<CallOptions> | undefined {
  const region = value.split(",").map((name) => name.trim());
  return region.every((name) => name !== "") ? { region } : undefined;
}

/** `name=value, name=value`, or a JSON object of strings. */
function readTags(value: string): Partial<CallOptions> | undefined {
  if (!value.startsWith("{")) {
    const pairs = value.split(",").map((pair) => pair.trim().split("="));
    return pairs.every((pair) => pair.length === 2) ? { tags: Object.fromEntries(pairs) } : undefined;
  }
  try {
    const tags: unknown = JSON.parse(value);
    return Object.values(tags as object).every((tag) => typeof tag === "string")
      ? { tags: tags as Record<string, string> }
      : undefined;
  } catch {
    return undefined;
  }
}
