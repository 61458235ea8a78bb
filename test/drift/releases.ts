/** The releases a run uses: package → the name under which the wanted release is installed here. */
export const RELEASES = {
  oldest: {
    openai: "openai-oldest",
    "@anthropic-ai/sdk": "anthropic-oldest",
    "@google/genai": "genai-oldest",
    "@google/generative-ai": "generative-ai",
  },
  newest: {
    openai: "openai-newest",
    "@anthropic-ai/sdk": "anthropic-newest",
    "@google/genai": "genai-newest",
    "@google/generative-ai": "generative-ai",
  },
} as const;

export type Release = keyof typeof RELEASES;
export type Sdk = keyof (typeof RELEASES)[Release];
