import type { EmbedRequest, GenerateRequest } from "./wire.ts";

/** Options of one request, beside its body. */
interface RequestOptions {
  readonly abortSignal?: AbortSignal;
  readonly baseUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/**
 * The parameters of a `@google/genai` call. The body goes in as the SDK's extra body, which replaces what it makes itself
 * (it would send on only the fields that it knows), so its `contents` are a stand-in. An answer is one request: the SDK
 * neither runs functions nor goes on with an answer by itself.
 */
export function genAiParameters(model: string, body: GenerateRequest | EmbedRequest, options: RequestOptions): unknown {
  const { abortSignal, ...httpOptions } = options;
  return {
    model,
    contents: "-",
    config: {
      automaticFunctionCalling: { disable: true },
      automaticContinuation: false,
      ...(abortSignal && { abortSignal }),
      httpOptions: { ...httpOptions, extraBody: body },
    },
  };
}
