/** The wires the router speaks. */
export type ProviderKind = "openai" | "anthropic" | "gemini";

/** A provider that needs no configuration: found by its name and its usual environment variables. */
export interface Vendor {
  readonly kind: ProviderKind;
  /** Looked into in order for the key. */
  readonly env: readonly string[];
  /** The SDK's own base URL; absent: the SDK's default. */
  readonly baseURL?: string;
  /** Model ids that belong to this vendor and to no other, by their beginning; as of 2026-11. */
  readonly ids: RegExp;
}

/** Environment variables are those the official SDKs read. A compatible vendor is one more row. */
export const vendors: Readonly<Record<string, Vendor>> = {
  openai: { kind: "openai", env: ["OPENAI_API_KEY"], ids: /^(gpt-|o[134](-|$)|chatgpt-)/ },
  anthropic: { kind: "anthropic", env: ["ANTHROPIC_API_KEY"], ids: /^claude-/ },
  gemini: { kind: "gemini", env: ["GEMINI_API_KEY", "GOOGLE_API_KEY"], ids: /^gemini-/ },
};
