/** Rewrites tool call ids; the same id gives the same result, different ids never meet. */
export type ToolIds = (id: string) => string;

/** Ids that Anthropic takes as they are. Source: the API's pattern for `tool_use.id`. */
const ALLOWED = /^[a-zA-Z0-9_-]+$/;

/** Makes the rewriting for one request, knowing all ids in it: allowed ones keep themselves. */
export function toolIds(ids: Iterable<string>): ToolIds {
  const known = new Set(ids);
  const taken = new Set([...known].filter((id) => ALLOWED.test(id)));
  const rewritten = new Map<string, string>();
  for (const id of known) {
    if (ALLOWED.test(id)) continue;
    let candidate = id.replace(/[^a-zA-Z0-9_-]/gu, (char) => `_${char.codePointAt(0)!.toString(16)}_`) || "call";
    while (taken.has(candidate)) candidate += "_";
    taken.add(candidate);
    rewritten.set(id, candidate);
  }
  return (id) => rewritten.get(id) ?? id;
}
