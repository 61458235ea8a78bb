import { LlmuxError } from "../../contract/errors.ts";

/** What is used of `@google/generative-ai`'s client: any object of this shape will do. */
export interface GeminiClient {
  getGenerativeModel(params: { model: string }, options?: unknown): GeminiModelHandle;
}

export interface GeminiModelHandle {
  generateContent(request: unknown, options?: unknown): Promise<{ response: unknown }>;
  generateContentStream(
    request: unknown,
    options?: unknown,
  ): Promise<{ stream: AsyncIterable<unknown>; response: Promise<unknown> }>;
}

/** Makes a client for one key. */
type MakeClient = (key: string) => GeminiClient;

let loading: Promise<MakeClient> | undefined;

/** Loads the SDK on first use; a failed load is tried anew by the next call. */
export function loadSdk(): Promise<MakeClient> {
  loading ??= importSdk().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function importSdk(): Promise<MakeClient> {
  try {
    const { GoogleGenerativeAI } = await import("@google/generative-ai");
    return (key) => new GoogleGenerativeAI(key) as unknown as GeminiClient;
  } catch (cause) {
    throw new LlmuxError("config", "the Google SDK could not be loaded; run: npm install @google/generative-ai", {
      cause,
    });
  }
}
