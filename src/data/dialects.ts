import type { Dialect, EffortRules, ModelRules, ParamRules } from "./dialect.ts";

/** Any endpoint of which only the base URL is known: nothing is held back. */
export const PERMISSIVE: Dialect = { title: "the endpoint", toolIdLength: 40, reasoningApart: true };

/**
 * OpenAI's reasoning models. Sources: OpenAI's API reference and replies quoted in bug threads, November 2026: they refuse
 * `max_tokens` and penalties, take no sampling unless effort is `none`, and from gpt-5.4 on no function tools beside an effort.
 */
const OPENAI_MODELS: NonNullable<Dialect["models"]> = [
  {
    ids: /^(?:openai\/)?(?:o\d|gpt-(?:[5-9]|\d\d))(?!.*-chat)/,
    params: {
      max_tokens: { as: "max_completion_tokens", warn: true },
      frequency_penalty: "drop",
      presence_penalty: "drop",
      logit_bias: "drop",
    },
    whileReasoning: { temperature: "drop", top_p: "drop", logprobs: "drop", top_logprobs: "drop" },
  },
  { ids: /^(?:openai\/)?o[34]/, params: { stop: "drop" } },
  { ids: /^(?:openai\/)?gpt-5\.[45]/, toolsExcludeEffort: "given" },
  { ids: /^(?:openai\/)?gpt-(?:5\.(?:[6-9]|\d\d)|[6-9]|\d\d)/, toolsExcludeEffort: "default" },
];

/** What only OpenAI knows, and the name by which most know the token limit. */
const NOT_OPENAI: ParamRules = {
  max_completion_tokens: { as: "max_tokens", wins: true },
  store: "drop",
  metadata: "drop",
  verbosity: "drop",
  prediction: "drop",
  moderation: "drop",
  web_search_options: "drop",
  service_tier: "drop",
  safety_identifier: "ignore",
  prompt_cache_key: "ignore",
  prompt_cache_options: "ignore",
  prompt_cache_retention: "ignore",
  modalities: "refuse",
  audio: "refuse",
};

const COMPATIBLE = {
  params: NOT_OPENAI,
  noDeveloper: true,
  functionsOnly: true,
  toolIdLength: 40,
} as const satisfies Omit<Dialect, "title">;

/** OpenAI's message fields without `refusal`, `audio` and all names but the user's. */
const PLAIN_FIELDS = {
  system: ["role", "content"],
  user: ["role", "content", "name"],
  assistant: ["role", "content", "tool_calls"],
  tool: ["role", "content", "tool_call_id"],
};

const LOW_TO_HIGH: EffortRules = { near: { none: "low", minimal: "low", xhigh: "high", max: "high" } };
const THINKING = { type: "enabled" };
/** Thinking can be turned on and off, and no more. */
const ON_OR_OFF: EffortRules = {
  same: { none: { thinking: { type: "disabled" } } },
  near: Object.fromEntries(
    ["minimal", "low", "medium", "high", "xhigh", "max"].map((effort) => [effort, { thinking: THINKING }]),
  ),
};
const thinkingWith = (reasoning_effort: string) => ({ thinking: THINKING, reasoning_effort });
const GPT_OSS: ModelRules & { readonly ids: RegExp } = { ids: /gpt-oss/, effort: LOW_TO_HIGH };

/** Tokens to think with. The numbers are llmux's own: no standard exists. */
const budget = (thinking_budget: number) => ({ enable_thinking: true, thinking_budget });

/**
 * How the known vendors' endpoints differ, by the vendor's name; as of 2026-11.
 * Sources: the vendors' API references, recorded answers, and their servers' replies quoted in bug threads.
 */
export const dialects: Readonly<Record<string, Dialect>> = {
  openai: {
    title: "OpenAI",
    hosts: /^(?:.+\.)?api\.openai\.com$/,
    params: { top_k: "drop" },
    oneTokenLimit: true,
    judgesStrict: true,
    models: OPENAI_MODELS,
    // Longer ids were refused for years (`string_above_max_length`).
    toolIdLength: 40,
  },
  azure: {
    title: "Azure OpenAI",
    hosts: /\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$/,
    keyHeader: "api-key",
    oneTokenLimit: true,
    judgesStrict: true,
    models: OPENAI_MODELS,
    toolIdLength: 40,
  },
  deepseek: {
    ...COMPATIBLE,
    title: "DeepSeek",
    hosts: /^api\.deepseek\.com$/,
    params: { ...NOT_OPENAI, seed: "drop", n: "refuse", logit_bias: "drop", parallel_tool_calls: "drop" },
    noSchema: true,
    // An effort alone does not turn thinking on.
    effort: {
      same: {
        none: { thinking: { type: "disabled" } },
        ...Object.fromEntries(["low", "medium", "high", "max"].map((effort) => [effort, thinkingWith(effort)])),
      },
      near: { minimal: thinkingWith("low"), xhigh: thinkingWith("high") },
    },
    // From V4 on every assistant message must have it while thinking; R1 refuses it.
    reasoning: { as: "reasoning_content", always: true },
    models: [{ ids: /deepseek-(?:reasoner|r1|chat|coder|v[23])/, reasoning: false }],
  },
  mistral: {
    ...COMPATIBLE,
    title: "Mistral",
    hosts: /^(?:api|codestral)\.mistral\.ai$/,
    // Any field it does not know is refused (422 `extra_forbidden`).
    only: [
      ...["model", "messages", "temperature", "top_p", "max_tokens", "stop", "random_seed", "response_format", "tools"],
      ...["tool_choice", "parallel_tool_calls", "presence_penalty", "frequency_penalty", "n", "prediction"],
      ...["prompt_mode", "reasoning_effort", "safe_prompt"],
    ],
    params: {
      ...NOT_OPENAI,
      seed: { as: "random_seed" },
      tool_choice: { values: { required: "any" } },
      user: "ignore",
      prediction: "pass",
    },
    effort: { near: { minimal: "none", low: "high", medium: "high", xhigh: "high", max: "high" } },
    models: [{ ids: /magistral/, reasoning: { as: "thinking_parts" } }],
    fields: {
      system: ["role", "content"],
      user: ["role", "content"],
      assistant: ["role", "content", "tool_calls", "prefix"],
      tool: ["role", "content", "tool_call_id", "name"],
    },
    plainParts: true,
    toolIdLength: 9,
    exactToolIds: true,
    toolNames: true,
    prefix: true,
    noStreamOptions: true,
  },
  groq: {
    ...COMPATIBLE,
    title: "Groq",
    hosts: /^api\.groq\.com$/,
    params: {
      ...NOT_OPENAI,
      max_completion_tokens: "pass",
      service_tier: "pass",
      logprobs: "drop",
      top_logprobs: "drop",
      logit_bias: "drop",
      top_k: "drop",
      n: "refuse",
    },
    models: [
      GPT_OSS,
      {
        ids: /qwen/,
        effort: {
          near: {
            minimal: "default",
            low: "default",
            medium: "default",
            high: "default",
            xhigh: "default",
            max: "default",
          },
        },
      },
      // Otherwise the thinking stands in the content, and excludes tools and JSON mode.
      { ids: /qwen-?3|qwq|deepseek-r1/, defaults: { reasoning_format: "parsed" } },
    ],
    fields: PLAIN_FIELDS,
    plainParts: true,
  },
  xai: {
    ...COMPATIBLE,
    title: "xAI",
    hosts: /(?:^|\.)api\.x\.ai$/,
    params: { ...NOT_OPENAI, max_completion_tokens: "pass" },
    effort: { near: { minimal: "low", xhigh: "high", max: "high" } },
    models: [
      {
        ids: /grok-(?:3-mini|[4-9]|code)(?!.*non-reasoning)/,
        params: { frequency_penalty: "drop", presence_penalty: "drop", stop: "drop" },
      },
      { ids: /grok-4\.[6-9]/, effort: { near: { minimal: "low", max: "xhigh" } } },
    ],
    fields: PLAIN_FIELDS,
  },
  togetherai: { ...COMPATIBLE, title: "Together", hosts: /^api\.together\.(?:xyz|ai)$/, models: [GPT_OSS] },
  fireworks: {
    ...COMPATIBLE,
    title: "Fireworks",
    hosts: /^api\.fireworks\.ai$/,
    params: { ...NOT_OPENAI, prompt_cache_key: "pass" },
    effort: { near: { minimal: "low", xhigh: "high", max: "high" } },
    reasoning: { as: "reasoning_content" },
  },
  cerebras: {
    ...COMPATIBLE,
    title: "Cerebras",
    hosts: /^api\.cerebras\.ai$/,
    params: {
      ...NOT_OPENAI,
      max_completion_tokens: "pass",
      frequency_penalty: "drop",
      presence_penalty: "drop",
      logit_bias: "drop",
      n: "refuse",
    },
    models: [GPT_OSS, { ids: /glm/, textOverCalls: true }],
    reasoning: { as: "reasoning" },
  },
  perplexity: {
    ...COMPATIBLE,
    title: "Perplexity",
    hosts: /^api\.perplexity\.ai$/,
    params: {
      ...NOT_OPENAI,
      web_search_options: "pass",
      tools: "refuse",
      tool_choice: "ignore",
      parallel_tool_calls: "ignore",
      stop: "drop",
      seed: "drop",
      logprobs: "drop",
      top_logprobs: "drop",
      logit_bias: "drop",
      n: "refuse",
    },
    fields: { system: ["role", "content"], user: ["role", "content"], assistant: ["role", "content"] },
    alternate: true,
  },
  alibaba: {
    ...COMPATIBLE,
    title: "Alibaba",
    hosts: /^dashscope(?:-[a-z]+)?\.aliyuncs\.com$/,
    params: { ...NOT_OPENAI, frequency_penalty: "drop", logit_bias: "drop" },
    effort: {
      same: {
        none: { enable_thinking: false },
        minimal: budget(1024),
        low: budget(2048),
        medium: budget(8192),
        high: budget(16_384),
      },
      near: { xhigh: budget(24_576), max: budget(32_768) },
    },
    // Open Qwen3 models think only when they stream.
    models: [{ ids: /^qwen3-[\d.]+b(?:-a[\d.]+b)?$/, unstreamed: { enable_thinking: false } }],
  },
  moonshotai: {
    ...COMPATIBLE,
    title: "Moonshot",
    hosts: /^api\.moonshot\.(?:ai|cn)$/,
    params: {
      ...NOT_OPENAI,
      max_completion_tokens: "pass",
      temperature: { max: 1 },
      seed: "drop",
      top_k: "drop",
      logit_bias: "drop",
    },
    effort: ON_OR_OFF,
    reasoning: { as: "reasoning_content" },
    models: [{ ids: /kimi-k(?:2\.[5-9]|[3-9])/, params: { temperature: "drop" } }],
  },
  openrouter: {
    title: "OpenRouter",
    hosts: /^openrouter\.ai$/,
    effort: {
      same: Object.fromEntries(
        ["none", "minimal", "low", "medium", "high", "xhigh"].map((effort) => [effort, { reasoning: { effort } }]),
      ),
      near: { max: { reasoning: { effort: "xhigh" } } },
    },
    reasoning: { as: "reasoning" },
    fields: { assistant: ["role", "content", "name", "refusal", "tool_calls", "audio", "reasoning_details"] },
    toolIdLength: 40,
  },
  // Its Gemini and Gemma count reasoning nowhere but in the details.
  deepinfra: { ...COMPATIBLE, title: "DeepInfra", hosts: /^api\.deepinfra\.com$/, reasoningApart: true },
  nvidia: { ...COMPATIBLE, title: "NVIDIA", hosts: /^integrate\.api\.nvidia\.com$/ },
  sambanova: {
    ...COMPATIBLE,
    title: "SambaNova",
    hosts: /^api\.sambanova\.ai$/,
    params: {
      ...NOT_OPENAI,
      frequency_penalty: "drop",
      presence_penalty: "drop",
      logit_bias: "drop",
      logprobs: "drop",
      top_logprobs: "drop",
      seed: "drop",
      n: "refuse",
    },
    models: [GPT_OSS],
  },
  huggingface: { ...COMPATIBLE, title: "Hugging Face", hosts: /^router\.huggingface\.co$/ },
  cohere: {
    ...COMPATIBLE,
    title: "Cohere",
    hosts: /^api\.cohere\.(?:ai|com)$/,
    params: {
      ...NOT_OPENAI,
      logit_bias: "drop",
      logprobs: "drop",
      top_logprobs: "drop",
      parallel_tool_calls: "drop",
      tool_choice: "unsure",
      n: "refuse",
    },
    effort: { near: { minimal: "none", low: "high", medium: "high", xhigh: "high", max: "high" } },
  },
  zai: {
    ...COMPATIBLE,
    title: "Z.ai",
    hosts: /^(?:api\.z\.ai|open\.bigmodel\.cn)$/,
    params: {
      ...NOT_OPENAI,
      frequency_penalty: "drop",
      presence_penalty: "drop",
      logit_bias: "drop",
      logprobs: "drop",
      top_logprobs: "drop",
      seed: "drop",
      parallel_tool_calls: "drop",
      tool_choice: "drop",
      n: "refuse",
    },
    effort: ON_OR_OFF,
    reasoning: { as: "reasoning_content" },
    noSchema: true,
  },
  github: {
    title: "GitHub Models",
    hosts: /^models\.github\.ai$/,
    oneTokenLimit: true,
    judgesStrict: true,
    models: OPENAI_MODELS,
    toolIdLength: 40,
  },
  vercel: { title: "Vercel AI Gateway", hosts: /^ai-gateway\.vercel\.sh$/, toolIdLength: 40 },
  "gemini-compatible": {
    title: "Gemini's OpenAI endpoint",
    hosts: /^generativelanguage\.googleapis\.com$/,
    toolIdLength: 40,
    // Thought signatures: Gemini 3 refuses a tool loop without them.
    callFields: ["extra_content"],
  },
  ollama: {
    ...COMPATIBLE,
    title: "Ollama",
    params: {
      ...NOT_OPENAI,
      logit_bias: "drop",
      parallel_tool_calls: "drop",
      user: "ignore",
      // Heeded by newer versions only.
      tool_choice: "unsure",
      n: "refuse",
    },
    effort: { near: { minimal: "low", xhigh: "high", max: "high" } },
    reasoning: { as: "reasoning" },
  },
  vllm: {
    ...COMPATIBLE,
    title: "vLLM",
    params: { ...NOT_OPENAI, max_completion_tokens: "pass" },
    reasoning: { as: "reasoning" },
  },
  lmstudio: { ...COMPATIBLE, title: "LM Studio", params: { ...NOT_OPENAI, n: "refuse" } },
  llamacpp: { ...COMPATIBLE, title: "llama.cpp", reasoning: { as: "reasoning_content" } },
};
