import type { ThinkingConfigParam } from "@anthropic-ai/sdk/resources/messages";
import type { AnthropicEffort } from "../../data/models.ts";
import type { Draft } from "./draft.ts";

type Asked = "minimal" | AnthropicEffort;

/** Tokens to think with, on models that take a budget. The numbers are llmux's own: no standard exists. */
const BUDGET: Readonly<Record<Asked, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16384,
  xhigh: 24576,
  max: 32000,
};

const EFFORTS: readonly AnthropicEffort[] = ["low", "medium", "high", "xhigh", "max"];

/** Writes `thinking`, `output_config.effort` and `max_tokens` as `reasoning_effort` and the token limits ask for them. */
export function encodeThinking(draft: Draft): void {
  const { request, facts, body } = draft;
  const limit = request.max_completion_tokens ?? request.max_tokens;
  body.max_tokens = limit ?? facts.maxOutputTokens;
  const asked = request.reasoning_effort;
  if (typeof asked !== "string") return;
  encodeAsked(draft, asked);
  if (body.thinking?.type === "adaptive") warnOfLostThinking(draft);
}

function encodeAsked(draft: Draft, asked: string): void {
  if (asked === "none") thinkNot(draft);
  else if (Object.hasOwn(BUDGET, asked)) think(draft, asked as Asked);
  else dropEffort(draft, `"${asked}" is no effort`);
}

function think(draft: Draft, asked: Asked): void {
  const { facts, body } = draft;
  const effort = encodeEffort(draft, asked);
  if (facts.thinking.includes("adaptive")) {
    // Newer models keep the text of their thinking to themselves unless asked for it.
    body.thinking = { type: "adaptive", display: "summarized" };
  } else if (!facts.thinking.includes("enabled")) dropEffort(draft, "the model does not think");
  else thinkWithin(draft, BUDGET[effort ?? asked]);
}

/** The nearest effort the model has; undefined where it has none. */
function encodeEffort(draft: Draft, asked: Asked): AnthropicEffort | undefined {
  const { facts, notes, body } = draft;
  if (facts.efforts.length === 0) {
    if (asked === "xhigh" || asked === "max") {
      notes.warn("clamped_param", "reasoning_effort", `"${asked}" became a budget of ${BUDGET[asked]} thinking tokens`);
    }
    return undefined;
  }
  const wanted = asked === "minimal" ? "low" : asked;
  const effort = facts.efforts.includes(wanted) ? wanted : nextLower(facts.efforts, wanted);
  if (effort !== wanted) {
    notes.warn("clamped_param", "reasoning_effort", `"${asked}" was lowered to "${effort}": the model knows no more`);
  }
  body.output_config = { ...body.output_config, effort };
  return effort;
}

function nextLower(known: readonly AnthropicEffort[], wanted: AnthropicEffort): AnthropicEffort {
  const lower = EFFORTS.slice(0, EFFORTS.indexOf(wanted)).filter((effort) => known.includes(effort));
  return lower.at(-1) ?? "low";
}

const WAYS_NOT_TO_THINK: readonly ThinkingConfigParam["type"][] = ["disabled", "between_tools"];

function thinkNot(draft: Draft): void {
  const { facts, body, notes } = draft;
  const type = WAYS_NOT_TO_THINK.find((way) => facts.thinking.includes(way));
  if (type !== undefined) body.thinking = { type } as ThinkingConfigParam;
  else if (facts.efforts.length > 0) {
    body.output_config = { ...body.output_config, effort: "low" };
    notes.warn("clamped_param", "reasoning_effort", '"none" became effort "low": the model always thinks');
  }
}

/** A fixed budget needs room beside it, and excludes a forced tool, a prefilled answer and a tool loop whose thinking is lost. */
function thinkWithin(draft: Draft, budget: number): void {
  const { body, facts, notes, request } = draft;
  const obstacle = OBSTACLES.find(([present]) => present(draft));
  if (obstacle) {
    dropEffort(draft, obstacle[1]);
    return;
  }
  const limit = request.max_completion_tokens ?? request.max_tokens;
  if (typeof limit === "number") {
    body.max_tokens = Math.min(limit + budget, facts.maxOutputTokens);
    const param = request.max_completion_tokens === undefined ? "max_tokens" : "max_completion_tokens";
    notes.warn("changed_param", param, `${param} became ${body.max_tokens}: thinking counts towards it on this model`);
  }
  const room = body.max_tokens - Math.min(limit ?? 1, body.max_tokens / 2);
  body.thinking = { type: "enabled", budget_tokens: Math.max(1024, Math.floor(Math.min(budget, room))) };
}

const OBSTACLES: readonly (readonly [(draft: Draft) => boolean, string])[] = [
  [
    ({ body }) => body.tool_choice?.type === "any" || body.tool_choice?.type === "tool",
    "a forced tool choice excludes thinking",
  ],
  [({ body }) => body.messages.at(-1)?.role === "assistant", "a prefilled answer excludes thinking"],
  [isBlindToolLoop, "the tool calls in progress came without their thinking"],
];

/** A model that thinks goes on without its earlier thoughts: no error, but worth knowing. */
function warnOfLostThinking({ body: { messages }, notes, rebuilt }: Draft): void {
  const since = messages.findLastIndex(({ role, content }) => role === "user" && !hasResult(content));
  const lost = messages.slice(since + 1).some(({ content }) => Array.isArray(content) && rebuilt.has(content.at(-1)));
  if (!lost) return;
  const text = "the tool calls in progress came without the thinking before them; the model goes on without it";
  notes.warn("emulated_param", "messages", text);
}

function hasResult(content: Draft["body"]["messages"][number]["content"]): boolean {
  return Array.isArray(content) && content.some((block) => block.type === "tool_result");
}

/** Source: the API's 400 "Expected `thinking` or `redacted_thinking`, but found `tool_use`". */
function isBlindToolLoop({ body }: Draft): boolean {
  const last = body.messages.at(-1);
  const before = body.messages.at(-2);
  if (last === undefined || !hasResult(last.content)) return false;
  return !(Array.isArray(before?.content) && before.content.some((block) => block.type.endsWith("thinking")));
}

function dropEffort(draft: Draft, why: string): void {
  delete draft.body.output_config?.effort;
  if (draft.body.output_config && !draft.body.output_config.format) delete draft.body.output_config;
  draft.notes.warn("dropped_param", "reasoning_effort", `reasoning_effort was left out: ${why}`);
}
