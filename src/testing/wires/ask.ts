/** One turn of the asked conversation, reduced to its text. */
export interface Turn {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly text: string;
}

/** What a request asks for, the same for every wire. */
export interface Ask {
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly turns: readonly Turn[];
  readonly tools: readonly { readonly name: string; readonly schema: unknown }[];
  /** A tool the request forces: any of them (`true`) or one by name. */
  readonly forced: true | string | undefined;
  /** The JSON Schema an answer must follow; `{}` where any JSON will do. */
  readonly schema: unknown;
  readonly maxTokens: number | undefined;
}
