import type { CacheControlEphemeral } from "@anthropic-ai/sdk/resources/messages";
import type { Notes } from "../notes.ts";
import type { Draft } from "./draft.ts";

interface Markable {
  cache_control?: CacheControlEphemeral | null;
}

/** Most cache breakpoints a request may have. Source: Anthropic's prompt caching guide. */
const MOST = 4;

/** The cache mark of a part or tool: OpenAI's `prompt_cache_breakpoint`, or Anthropic's own `cache_control`. */
export function cacheControl(part: object, notes: Notes): Markable {
  const { cache_control, prompt_cache_breakpoint } = part as Markable & {
    prompt_cache_breakpoint?: { mode?: string; ttl?: string } | null;
  };
  if (cache_control) return { cache_control };
  if (prompt_cache_breakpoint?.mode !== "explicit") return {};
  if (prompt_cache_breakpoint.ttl !== "12h") return { cache_control: { type: "ephemeral" } };
  notes.warn(
    "clamped_param",
    "prompt_cache_breakpoint",
    "a cache lifetime of 12h was shortened to 1h, the longest there is",
  );
  return { cache_control: { type: "ephemeral", ttl: "1h" } };
}

/** Takes away all cache marks but the last four. */
export function limitCacheControl({ body, notes }: Draft): void {
  const marked = markable(body).filter((block) => block.cache_control);
  const extra = marked.slice(0, Math.max(0, marked.length - MOST));
  for (const block of extra) delete block.cache_control;
  if (extra.length > 0) {
    notes.warn(
      "dropped_param",
      "prompt_cache_breakpoint",
      `${extra.length} cache breakpoints were left out: the last ${MOST} count`,
    );
  }
}

/** Everything that may carry a mark, in the order of the cached prefix: tools, system, messages. */
function markable(body: Draft["body"]): Markable[] {
  const blocks = body.messages.flatMap((message) => (typeof message.content === "string" ? [] : message.content));
  const nested = blocks.flatMap(
    (block) =>
      (block.type === "tool_result" && Array.isArray(block.content)
        ? [...block.content, block]
        : [block]) as Markable[],
  );
  const system = typeof body.system === "string" ? [] : (body.system ?? []);
  return [...(body.tools ?? []), ...system, ...nested] as Markable[];
}
