/** How an OpenAI-compatible endpoint differs from the rest, as data. */
export interface Dialect {
  /** Body fields that would be refused: left out with a warning. */
  readonly refuses: ReadonlySet<string>;
  /** `max_tokens` beside `max_completion_tokens` would be refused. */
  readonly oneTokenLimit: boolean;
  /** Longest id of a tool call; longer ones, minted elsewhere, are shortened on call and result. */
  readonly toolIdLength: number;
}

/** Any endpoint of which only the base URL is known: nothing is held back. */
export const PERMISSIVE: Dialect = { refuses: new Set(), oneTokenLimit: false, toolIdLength: 40 };

/** OpenAI itself. Tool ids beyond 40 characters were refused for years (`string_above_max_length`). */
export const OPENAI: Dialect = { refuses: new Set(["top_k"]), oneTokenLimit: true, toolIdLength: 40 };

/** True for OpenAI's own hosts, regional ones included. Only these are sent organization and project. */
export function isOpenAI(baseURL: string): boolean {
  try {
    return /^(.+\.)?api\.openai\.com$/.test(new URL(baseURL).hostname);
  } catch {
    return false;
  }
}
