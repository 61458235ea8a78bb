import type { ParamRules } from "./dialect.ts";

/** What one request for vectors may hold, and how it is written. */
export interface EmbeddingRules {
  /** Most inputs of one request. */
  readonly maxInputs: number;
  /** Most tokens of one request, all inputs together. */
  readonly maxTokens?: number;
  /** What becomes of `dimensions`, `user` and others. */
  readonly params?: ParamRules;
}

/** OpenAI's API reference; what servers of other makers are taken to bear, too. */
const USUAL: EmbeddingRules = { maxInputs: 2048 };

/** By the vendor's name, as of 2026-11. Sources: the vendors' API references, unless a row names another. */
const RULES: Readonly<Record<string, EmbeddingRules>> = {
  openai: { maxInputs: 2048, maxTokens: 300_000 },
  azure: { maxInputs: 2048, maxTokens: 300_000 },
  gemini: { maxInputs: 100 },
  // Fields it does not know are refused (422 `extra_forbidden`). 257 inputs are refused ("Too many inputs in request"); the
  // tokens are what LangChain's client sends at most.
  mistral: { maxInputs: 256, maxTokens: 16_000, params: { dimensions: { as: "output_dimension" }, user: "ignore" } },
  cohere: { maxInputs: 96, params: { dimensions: "refuse", user: "ignore" } },
  // It gives floats only.
  alibaba: { maxInputs: 10, params: { user: "ignore", encoding_format: { values: { base64: "float" } } } },
  zai: { maxInputs: 64 },
};

/** The rules of a vendor, or of an endpoint of one's own. */
export function embeddingRules(vendor: string | undefined): EmbeddingRules {
  return vendor !== undefined && Object.hasOwn(RULES, vendor) ? RULES[vendor]! : USUAL;
}
