import type { ProviderOptions } from "llmux";
import type { WireKind } from "llmux/testing";

/** One SDK under test, and the way its requests go. */
export interface Column {
  readonly title: string;
  readonly kind: WireKind;
  readonly model: string;
  readonly sdk?: NonNullable<ProviderOptions["sdk"]>;
  /** The router has made so many requests that its connections are `undici`'s. */
  readonly warm?: true;
}

/** Every fault meets each of these. */
export const COLUMNS = {
  openai: { title: "OpenAI", kind: "openai", model: "gpt-5.5" },
  undici: { title: "OpenAI, over undici", kind: "openai", model: "gpt-5.5", warm: true },
  anthropic: { title: "Anthropic", kind: "anthropic", model: "claude-sonnet-5" },
  gemini: { title: "Gemini", kind: "gemini", model: "gemini-3.8-flash" },
  older: {
    title: "Gemini, older SDK",
    kind: "gemini",
    model: "gemini-3.8-flash",
    sdk: "@google/generative-ai",
  },
} as const satisfies Readonly<Record<string, Column>>;

export type ColumnName = keyof typeof COLUMNS;
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

export const MODES = ["JSON", "stream"] as const;
export type Mode = (typeof MODES)[number];
