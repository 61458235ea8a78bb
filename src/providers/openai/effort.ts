import type { Draft } from "./draft.ts";

/** Says the effort as the model understands it, in place; a model that cannot think while it has tools is told not to. */
export function encodeEffort(draft: Draft): void {
  const { body, dialect, rules, notes } = draft;
  yieldToTools(draft);
  const asked = body.reasoning_effort;
  if (typeof asked !== "string") return;
  const same = rules.effort?.same?.[asked];
  const near = same === undefined ? rules.effort?.near?.[asked] : undefined;
  const said = same ?? near;
  if (said === undefined || said === asked) return;
  if (near !== undefined) {
    const meant = typeof near === "string" ? `"${near}"` : JSON.stringify(near);
    notes.warn("clamped_param", "reasoning_effort", `${dialect.title} has no effort "${asked}"; ${meant} was sent`);
  }
  if (typeof said === "string") {
    body.reasoning_effort = said;
    return;
  }
  delete body.reasoning_effort;
  // What the caller says in the vendor's own words comes first.
  for (const [field, value] of Object.entries(said)) body[field] ??= structuredClone(value);
}

/**
 * OpenAI, from gpt-5.4 on: "Function tools with reasoning_effort are not supported for … in /v1/chat/completions"; from
 * gpt-5.6 on the model's default effort trips it, too.
 */
function yieldToTools({ body, rules: { toolsExcludeEffort }, notes }: Draft): void {
  const { reasoning_effort: effort, tools } = body;
  if (toolsExcludeEffort === undefined || effort === "none") return;
  if (!Array.isArray(tools) || !tools.some((tool) => tool?.type === "function")) return;
  const field = "reasoning_effort";
  if (effort !== undefined) {
    const hint = 'set it to "none", leave the tools out, or name it in the target\'s drop';
    notes.refuse(field, `this model takes no reasoning_effort beside function tools in Chat Completions; ${hint}`);
    delete body[field];
  }
  if (toolsExcludeEffort === "given") return;
  body[field] = "none";
  notes.warn("changed_param", field, 'reasoning_effort "none" was sent: this model refuses function tools otherwise');
}

/** Fills in what the model needs said, and what holds only where nothing is streamed. */
export function encodeDefaults({ body, dialect, rules, notes, stream }: Draft): void {
  for (const [field, value] of Object.entries(rules.defaults ?? {})) body[field] ??= value;
  if (stream) return;
  for (const [field, value] of Object.entries(rules.unstreamed ?? {})) {
    if (body[field] !== undefined && body[field] !== value) {
      const text = `${dialect.title} refuses ${field} ${JSON.stringify(body[field])} for this model without streaming`;
      notes.warn("changed_param", field, `${text}; ${JSON.stringify(value)} was sent`);
    }
    body[field] = value;
  }
}
