/** Efforts of `output_config.effort`, from the least to the most. */
export type AnthropicEffort = "low" | "medium" | "high" | "xhigh" | "max";

/** Ways of thinking a request may name. */
export type AnthropicThinking = "adaptive" | "enabled" | "disabled" | "between_tools";

/** What a Claude model, or one behind the same wire, takes and refuses. */
export interface AnthropicModelFacts {
  readonly models: RegExp;
  readonly thinking: readonly AnthropicThinking[];
  /** Thinks though the request says nothing about it. */
  readonly thinksByDefault: boolean;
  readonly efforts: readonly AnthropicEffort[];
  /** Takes temperature, top_p and top_k under `anthropic-version: 2023-06-01`. */
  readonly sampling: boolean;
  /** Takes `tool_choice` of type `any` and `tool`. */
  readonly forcedToolChoice: boolean;
  /** Takes a conversation that ends with the assistant. */
  readonly prefill: boolean;
  /** Takes `role: "system"` inside `messages`. */
  readonly systemInMessages: boolean;
  /** Takes `output_config.format` and strict tools. */
  readonly structuredOutput: boolean;
  /** Always asked under `anthropic-version: 2023-06-01`. */
  readonly olderVersion?: true;
  /** Largest `max_tokens`. */
  readonly maxOutputTokens: number;
}

const ALL_EFFORTS = ["low", "medium", "high", "xhigh", "max"] as const;

const NEWEST = {
  models: /./,
  thinking: ["adaptive"],
  thinksByDefault: true,
  efforts: ALL_EFFORTS,
  sampling: false,
  forcedToolChoice: false,
  prefill: false,
  systemInMessages: true,
  structuredOutput: true,
  maxOutputTokens: 128_000,
} as const satisfies AnthropicModelFacts;

const CLAUDE_4_6 = {
  ...NEWEST,
  models: /claude-(opus|sonnet)-4-6/,
  thinking: ["adaptive", "enabled", "disabled"],
  thinksByDefault: false,
  efforts: ["low", "medium", "high", "max"],
  sampling: true,
  forcedToolChoice: true,
  systemInMessages: false,
} as const satisfies AnthropicModelFacts;

const CLAUDE_4_5 = {
  ...CLAUDE_4_6,
  models: /claude-(sonnet|haiku)-4-5/,
  thinking: ["enabled", "disabled"],
  efforts: [],
  prefill: true,
  maxOutputTokens: 64_000,
} as const satisfies AnthropicModelFacts;

/**
 * Claude models as of 2026-11-21, the first match counts; a model that no row knows is taken for the newest.
 * Source: Anthropic's model pages and skill repository, October and November 2026.
 */
export const ANTHROPIC_MODELS: readonly AnthropicModelFacts[] = [
  { ...NEWEST, models: /claude-(fable|mythos)-5-[1-9]/ },
  { ...NEWEST, models: /claude-(fable|mythos)-5/, forcedToolChoice: true },
  { ...NEWEST, models: /claude-opus-5-5/ },
  { ...NEWEST, models: /claude-opus-5/, thinking: ["adaptive", "disabled"], forcedToolChoice: true },
  {
    ...NEWEST,
    models: /claude-opus-4-8/,
    thinking: ["adaptive", "disabled"],
    thinksByDefault: false,
    forcedToolChoice: true,
  },
  {
    ...NEWEST,
    models: /claude-opus-4-7/,
    thinking: ["adaptive", "disabled"],
    thinksByDefault: false,
    forcedToolChoice: true,
    systemInMessages: false,
  },
  { ...NEWEST, models: /claude-sonnet-5-5/, thinking: ["adaptive", "between_tools"] },
  {
    ...NEWEST,
    models: /claude-sonnet-5/,
    thinking: ["adaptive", "disabled"],
    forcedToolChoice: true,
    systemInMessages: false,
  },
  { ...NEWEST, models: /claude-haiku-5-5/, thinking: ["adaptive", "disabled"], forcedToolChoice: true },
  CLAUDE_4_6,
  { ...CLAUDE_4_5, models: /claude-opus-4-5/, efforts: ["low", "medium", "high"] },
  CLAUDE_4_5,
  { ...CLAUDE_4_5, models: /claude-opus-4-1/, maxOutputTokens: 32_000 },
  { ...CLAUDE_4_5, models: /claude-(opus|sonnet)-4/, structuredOutput: false, maxOutputTokens: 32_000 },
  {
    ...CLAUDE_4_5,
    models: /claude-(3|2|instant)/,
    thinking: [],
    structuredOutput: false,
    maxOutputTokens: 4_096,
  },
  {
    // MiniMax's own endpoint; source: its page on the Anthropic-compatible API.
    ...CLAUDE_4_5,
    models: /minimax/i,
    thinksByDefault: true,
    prefill: false,
    structuredOutput: false,
    olderVersion: true,
  },
  NEWEST,
];
