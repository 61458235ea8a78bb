/** What a model can hold and do. A fact that is absent is unknown: nothing is refused for its sake. */
export interface ModelFacts {
  /** Tokens that fit its context. */
  readonly contextTokens?: number;
  /** Most tokens it answers with, thinking included. */
  readonly maxOutputTokens?: number;
  /** Kinds of content it reads. */
  readonly input?: readonly ("text" | "image" | "audio" | "file")[];
  /** It calls functions. */
  readonly tools?: boolean;
  /** It takes a JSON schema for its answer, or can be held to one. */
  readonly structuredOutput?: boolean;
  /** It thinks before it speaks unless told otherwise; such a model is given longer for its first token. */
  readonly reasoning?: boolean;
  /** It goes on with an assistant message that ends the conversation. */
  readonly prefill?: boolean;
}
