import type { z } from "zod";

/** What a client is asked, in words that every driver can put into its client's own. */
export interface Ask {
  readonly model: string;
  readonly prompt: string;
  readonly system?: string;
  /** Earlier turns, oldest first. */
  readonly history?: readonly { readonly role: "user" | "assistant"; readonly text: string }[];
  /** An image beside the prompt, as a data URL. */
  readonly image?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What the client made of the answer. */
export interface Said {
  readonly text: string;
  /** OpenAI's chat word, whatever the client calls it; undefined where the client does not tell. */
  readonly finish: string | undefined;
  readonly usage: { readonly input: number | undefined; readonly output: number | undefined } | undefined;
}

/** A tool the client itself runs. */
export interface Tool {
  readonly name: string;
  readonly parameters: z.ZodObject;
  run(args: unknown): string;
}

/** What a client threw, read the way its users read it. */
export interface Failure {
  readonly name: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** What a client may be unable to do, with the reason that the table shows. */
export type Gap =
  | "abort"
  | "stop"
  | "finish reason"
  | "streamed usage"
  | "break closes upstream"
  | "embeddings"
  | "empty answer"
  | "text before a streamed call";

/** One client over one fetch. */
export interface Client {
  create(ask: Ask): Promise<Said>;
  /** Yields the text's pieces. */
  stream(ask: Ask): AsyncGenerator<string, Said>;
  /** Runs the client's own tool loop to the final text. */
  tools(ask: Ask, tools: readonly Tool[]): Promise<string>;
  streamTools(ask: Ask, tools: readonly Tool[]): Promise<string>;
  structured(ask: Ask, schema: z.ZodObject): Promise<unknown>;
  embed(model: string, texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  failure(thrown: unknown): Failure;
}

/** A client to be driven through the cases. */
export interface Driver {
  readonly name: string;
  readonly gaps: Partial<Record<Gap, string>>;
  /** The name of the error that an answer must come to. */
  errorName(status: number, fault?: string): string;
  over(fetch: typeof globalThis.fetch): Client;
}
