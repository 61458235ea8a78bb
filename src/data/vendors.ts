/** The wires the router speaks. */
export type ProviderKind = "openai" | "anthropic" | "gemini";

/** A provider that needs no configuration: found by its name and its usual environment variables. */
export interface Vendor {
  readonly kind: ProviderKind;
  /** Looked into in order for the key. */
  readonly env: readonly string[];
  /** The SDK's own base URL; absent: the SDK's default, or where one of `endpoints` says. */
  readonly baseURL?: string;
  /** Environment variables that say where the caller's own endpoint is, in order; `{}` stands for the value. */
  readonly endpoints?: readonly { readonly env: string; readonly baseURL: string }[];
  /** The header for its key, where the SDK has another; for the OpenAI kind it is in the dialect. */
  readonly keyHeader?: string;
  /** Answers without a key. */
  readonly keyless?: true;
  /** Model ids that belong to this vendor and to no other, by their beginning; as of 2026-11. */
  readonly ids?: RegExp;
}

/**
 * Environment variables are those the official SDKs and the vendors' own pages name; base URLs as of 2026-11.
 * How an endpoint's wire differs from OpenAI's is in `dialects.ts`, which only calls load.
 */
export const vendors: Readonly<Record<string, Vendor>> = {
  openai: { kind: "openai", env: ["OPENAI_API_KEY"], ids: /^(gpt-|o[134](-|$)|chatgpt-)/ },
  anthropic: { kind: "anthropic", env: ["ANTHROPIC_API_KEY"], ids: /^claude-/ },
  gemini: { kind: "gemini", env: ["GEMINI_API_KEY", "GOOGLE_API_KEY"], ids: /^gemini-/ },
  azure: {
    kind: "openai",
    env: ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
    endpoints: [
      { env: "AZURE_OPENAI_ENDPOINT", baseURL: "{}/openai/v1" },
      { env: "AZURE_RESOURCE_NAME", baseURL: "https://{}.openai.azure.com/openai/v1" },
    ],
  },
  deepseek: { kind: "openai", env: ["DEEPSEEK_API_KEY"], baseURL: "https://api.deepseek.com" },
  mistral: { kind: "openai", env: ["MISTRAL_API_KEY"], baseURL: "https://api.mistral.ai/v1" },
  groq: { kind: "openai", env: ["GROQ_API_KEY"], baseURL: "https://api.groq.com/openai/v1" },
  xai: { kind: "openai", env: ["XAI_API_KEY"], baseURL: "https://api.x.ai/v1" },
  togetherai: {
    kind: "openai",
    env: ["TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"],
    baseURL: "https://api.together.xyz/v1",
  },
  fireworks: { kind: "openai", env: ["FIREWORKS_API_KEY"], baseURL: "https://api.fireworks.ai/inference/v1" },
  cerebras: { kind: "openai", env: ["CEREBRAS_API_KEY"], baseURL: "https://api.cerebras.ai/v1" },
  perplexity: { kind: "openai", env: ["PERPLEXITY_API_KEY"], baseURL: "https://api.perplexity.ai" },
  alibaba: {
    kind: "openai",
    env: ["DASHSCOPE_API_KEY", "ALIBABA_API_KEY"],
    baseURL: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
  },
  moonshotai: { kind: "openai", env: ["MOONSHOT_API_KEY"], baseURL: "https://api.moonshot.ai/v1" },
  openrouter: { kind: "openai", env: ["OPENROUTER_API_KEY"], baseURL: "https://openrouter.ai/api/v1" },
  deepinfra: { kind: "openai", env: ["DEEPINFRA_API_KEY"], baseURL: "https://api.deepinfra.com/v1/openai" },
  nvidia: { kind: "openai", env: ["NVIDIA_API_KEY"], baseURL: "https://integrate.api.nvidia.com/v1" },
  sambanova: { kind: "openai", env: ["SAMBANOVA_API_KEY"], baseURL: "https://api.sambanova.ai/v1" },
  huggingface: {
    kind: "openai",
    env: ["HF_TOKEN", "HUGGINGFACE_API_KEY"],
    baseURL: "https://router.huggingface.co/v1",
  },
  cohere: {
    kind: "openai",
    env: ["COHERE_API_KEY", "CO_API_KEY"],
    baseURL: "https://api.cohere.ai/compatibility/v1",
  },
  zai: { kind: "openai", env: ["ZAI_API_KEY"], baseURL: "https://api.z.ai/api/paas/v4" },
  minimax: {
    kind: "anthropic",
    env: ["MINIMAX_API_KEY"],
    baseURL: "https://api.minimax.io/anthropic",
    keyHeader: "x-api-key",
  },
  github: { kind: "openai", env: ["GITHUB_TOKEN"], baseURL: "https://models.github.ai/inference" },
  vercel: { kind: "openai", env: ["AI_GATEWAY_API_KEY"], baseURL: "https://ai-gateway.vercel.sh/v1" },
  ollama: { kind: "openai", env: [], baseURL: "http://localhost:11434/v1", keyless: true },
  vllm: { kind: "openai", env: ["VLLM_API_KEY"], baseURL: "http://localhost:8000/v1", keyless: true },
  lmstudio: { kind: "openai", env: [], baseURL: "http://localhost:1234/v1", keyless: true },
  llamacpp: { kind: "openai", env: [], baseURL: "http://localhost:8080/v1", keyless: true },
};

/** Other spellings of the names above. A provider of the caller's own under such a name comes first. */
const SYNONYMS: Readonly<Record<string, string>> = {
  google: "gemini",
  "azure-openai": "azure",
  mistralai: "mistral",
  "x-ai": "xai",
  grok: "xai",
  together: "togetherai",
  "together-ai": "togetherai",
  "fireworks-ai": "fireworks",
  pplx: "perplexity",
  qwen: "alibaba",
  dashscope: "alibaba",
  moonshot: "moonshotai",
  kimi: "moonshotai",
  "nvidia-nim": "nvidia",
  "hugging-face": "huggingface",
  hf: "huggingface",
  "z-ai": "zai",
  zhipu: "zai",
  zhipuai: "zai",
  "github-models": "github",
  "ai-gateway": "vercel",
  "vercel-ai-gateway": "vercel",
  "lm-studio": "lmstudio",
  "llama.cpp": "llamacpp",
  "llama-cpp": "llamacpp",
};

/** The known provider a name stands for, in any usual spelling; undefined if it is none. */
export function vendorNamed(name: string): string | undefined {
  if (Object.hasOwn(vendors, name)) return name;
  const spelled = name.toLowerCase().replaceAll("_", "-");
  if (Object.hasOwn(vendors, spelled)) return spelled;
  return Object.hasOwn(SYNONYMS, spelled) ? SYNONYMS[spelled] : undefined;
}
