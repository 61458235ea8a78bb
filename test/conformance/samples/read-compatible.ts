import type { Counts, Reading } from "./reading.ts";
import type { Recording } from "./recordings.ts";

type Content = string | null | { type: string; text?: string; thinking?: { text: string }[] }[];

interface Call {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { name?: string; arguments?: string };
}

interface Said {
  readonly content?: Content;
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly Call[] | null;
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { cached_tokens?: number } | null;
  readonly completion_tokens_details?: { reasoning_tokens?: number } | null;
  readonly prompt_cache_hit_tokens?: number;
  readonly cached_tokens?: number;
}

interface Body {
  readonly choices?: { message?: Said; delta?: Said; finish_reason?: string | null }[];
  readonly usage?: Usage | null;
  readonly x_groq?: { usage?: Usage };
}

export function readCompatible({ provider, events }: Recording): Reading {
  const bodies = events as readonly Body[];
  const choices = bodies.flatMap(({ choices = [] }) => choices.slice(0, 1));
  const said = choices.map(({ message, delta }) => message ?? delta ?? {});
  const calls = callsOf(said.flatMap(({ tool_calls }) => tool_calls ?? []));
  const told = choices.findLast(({ finish_reason }) => finish_reason)?.finish_reason ?? "";
  return {
    text: said.map(({ content }) => textOf(content)).join(""),
    reasoning: said.map((one) => one.reasoning_content || one.reasoning || thoughtsOf(one.content)).join(""),
    calls,
    finish: told === "stop" && calls.length > 0 ? "tool_calls" : told,
    usage: counts(
      bodies.map(({ usage, x_groq }) => usage ?? x_groq?.usage).findLast((usage) => usage),
      provider,
    ),
  };
}

function textOf(content: Content | undefined): string {
  return Array.isArray(content) ? content.map(({ text = "" }) => text).join("") : (content ?? "");
}

function thoughtsOf(content: Content | undefined): string {
  const parts = Array.isArray(content) ? content.flatMap(({ thinking = [] }) => thinking) : [];
  return parts.map(({ text }) => text).join("");
}

/** A delta with a name begins a call; one without goes on with the call of its index. */
function callsOf(deltas: readonly Call[]): { name: string; input: unknown }[] {
  const calls: { name: string; at: number; text: string }[] = [];
  for (const { index = calls.length, function: { name = "", arguments: text = "" } = {} } of deltas) {
    if (name) calls.push({ name, at: index, text });
    else calls.findLast(({ at }) => at === index)!.text += text;
  }
  return calls.map(({ name, text }) => ({ name, input: JSON.parse(text || "{}") }));
}

/** xAI counts reasoning beside the completion, and more cached tokens than the prompt has. */
function counts(usage: Usage | null | undefined, provider: string): Counts | undefined {
  if (!usage) return undefined;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  const prompt = usage.prompt_tokens;
  const cached =
    usage.prompt_tokens_details?.cached_tokens || usage.prompt_cache_hit_tokens || usage.cached_tokens || 0;
  return {
    prompt,
    completion: usage.completion_tokens + (provider === "xai" ? reasoning : 0),
    cached: Math.min(cached, prompt),
    reasoning,
  };
}
