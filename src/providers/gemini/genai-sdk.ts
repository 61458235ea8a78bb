/** What is used of the client of `@google/genai`: any object of this shape will do. */
export interface GenAiClient {
  readonly models: {
    generateContent(params: unknown): Promise<unknown>;
    generateContentStream(params: unknown): Promise<AsyncIterable<unknown>>;
    embedContent(params: unknown): Promise<unknown>;
  };
}

/** Options of a `GoogleGenAI` client, as far as they are used. */
interface GenAiOptions {
  readonly apiKey: string;
  readonly vertexai: false;
  readonly apiVersion: string;
  readonly httpOptions: { readonly baseUrl: string };
}

export type MakeGenAi = (options: GenAiOptions) => GenAiClient;

/** How an attempt to load the SDK ended. */
interface Loaded {
  readonly make?: MakeGenAi;
  readonly cause?: unknown;
}

// Bundlers take a missing package for an error of the build, unless a `try` stands around a literal `import`.

/** Loads Google's present SDK. */
export async function loadGenAi(): Promise<Loaded> {
  try {
    const { GoogleGenAI } = await import("@google/genai");
    return { make: (options) => new GoogleGenAI(options) as unknown as GenAiClient };
  } catch (cause) {
    return { cause };
  }
}
