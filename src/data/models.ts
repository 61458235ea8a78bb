import type { ModelFacts } from "../contract/model-facts.ts";

/**
 * What is known of models, by family: limits, modalities, tools, structured output, and how they think. As of 2026-11-21.
 * In each table the first row that fits counts, and an id that no row knows is taken for the newest of its family. Prices and
 * context windows are in `prices.ts`, which a script writes. `npm run facts` prints all of it, to be held against the vendors'
 * pages; what has changed there is changed here by hand, and this date with it.
 */
export const MODELS_AS_OF = "2026-11-21";

/** Limits and habits of a family. */
export interface FamilyRow {
  /** Held against the id in lower case, without a vendor in front. */
  readonly ids: RegExp;
  readonly facts: ModelFacts;
}

const TEXT = ["text"] as const;
const CLAUDE_READS = { input: ["text", "image", "file"], tools: true, structuredOutput: true } as const;
const GEMINI_READS = { input: ["text", "image", "audio", "file"], tools: true, structuredOutput: true } as const;

/**
 * As known by that date from OpenAI's model pages (GPT-4.1: 32,768 tokens of output, GPT-4o: 16,384, o-series: 100,000, GPT-5 and later: 128,000);
 * Google's (1.5 and 2.0: 8,192, 2.5 and later: 65,536); Claude's are in its own table below. No output limit: not known.
 */
export const FAMILIES: readonly FamilyRow[] = [
  { ids: /^gpt-5(\.\d)?-chat/, facts: { maxOutputTokens: 16_384, reasoning: true } },
  { ids: /^gpt-([5-9]|\d\d)/, facts: { maxOutputTokens: 128_000, reasoning: true } },
  { ids: /^o\d/, facts: { maxOutputTokens: 100_000, reasoning: true } },
  { ids: /^gpt-4\.1/, facts: { maxOutputTokens: 32_768 } },
  { ids: /^(chatgpt|gpt)-4o/, facts: { maxOutputTokens: 16_384 } },
  { ids: /^gpt-4-(turbo|\d{4}-preview)/, facts: { maxOutputTokens: 4_096 } },
  { ids: /^gpt-4(-\d{4})?$/, facts: { maxOutputTokens: 8_192, input: TEXT } },
  { ids: /^gpt-3\.5/, facts: { maxOutputTokens: 4_096, input: TEXT } },
  { ids: /^gemini-(1\.|2\.0)/, facts: { ...GEMINI_READS, maxOutputTokens: 8_192 } },
  { ids: /^gemini-2\.5-(?!pro)/, facts: { ...GEMINI_READS, maxOutputTokens: 65_536 } },
  { ids: /^gemini-/, facts: { ...GEMINI_READS, maxOutputTokens: 65_536, reasoning: true } },
  { ids: /^claude-(?!2|instant)/, facts: CLAUDE_READS },
  {
    ids: /deepseek-(reasoner|r1)|^magistral|^qwq|^kimi-k2-thinking|^sonar-(reasoning|deep-research)/,
    facts: { reasoning: true },
  },
];

/** Efforts of `output_config.effort`, from the least to the most. */
export type AnthropicEffort = "low" | "medium" | "high" | "xhigh" | "max";

/** Ways of thinking a request may name. */
export type AnthropicThinking = "adaptive" | "enabled" | "disabled" | "between_tools";

/** What a Claude model, or one behind the same wire, takes and refuses. */
export interface AnthropicModelFacts {
  /** Held against the id as it stands on the wire. */
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
  models: /^/,
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

/** Claude. Source: Anthropic's model pages and skill repository, October and November 2026. */
export const CLAUDE: readonly AnthropicModelFacts[] = [
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

/** A step of Gemini's `thinkingLevel`, lowest first. */
export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";

/** How a family's thinking is steered: tokens (2.5), a level (3 and later), not at all. */
export type GeminiThinking =
  | { readonly by: "budget"; readonly min: number; readonly max: number }
  | { readonly by: "level"; readonly levels: readonly ThinkingLevel[] }
  | { readonly by: "nothing" };

/** What sets one Gemini family apart from the others. */
export interface GeminiModel {
  /** Held against the id without `models/` in front. */
  readonly models: RegExp;
  readonly thinking: GeminiThinking;
  /** Temperature, top-p and top-k have an effect. */
  readonly sampling: boolean;
  /** `systemInstruction` is accepted. */
  readonly system: boolean;
  /** Generation 3 and later: calls of the current turn need their thought signature, tool results may hold images. */
  readonly signatures: boolean;
  /** Function tools may stand beside JSON output and built-in tools. */
  readonly mixedTools: boolean;
}

const TWO = { sampling: true, system: true, signatures: false, mixedTools: false } as const;
const THREE = { sampling: true, system: true, signatures: true, mixedTools: true } as const;
const LOW_UP = { by: "level", levels: ["LOW", "MEDIUM", "HIGH"] } as const;

/** Gemini and Gemma. Source: the Gemini API's pages on models, thinking and thought signatures, and the rules of Google's own clients. */
export const GEMINI: readonly GeminiModel[] = [
  { models: /^gemma/, ...TWO, thinking: { by: "nothing" }, system: false },
  { models: /^gemini-(1\.|2\.0)/, ...TWO, thinking: { by: "nothing" } },
  { models: /^gemini-2\.5-pro/, ...TWO, thinking: { by: "budget", min: 128, max: 32_768 } },
  { models: /^gemini-2\.5/, ...TWO, thinking: { by: "budget", min: 0, max: 24_576 } },
  { models: /^gemini-3-pro/, ...THREE, thinking: { by: "level", levels: ["LOW", "HIGH"] } },
  { models: /^gemini-3\.\d+-pro/, ...THREE, thinking: LOW_UP },
  { models: /^gemini-3\.([7-9]|\d\d)/, ...THREE, thinking: LOW_UP },
  { models: /^gemini-3/, ...THREE, thinking: { by: "level", levels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"] } },
  { models: /^gemini-(pro|flash|flash-lite)-latest/, ...THREE, thinking: LOW_UP },
  { models: /^/, ...THREE, thinking: LOW_UP, sampling: false },
];
