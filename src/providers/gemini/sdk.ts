/** What is used of the client of `@google/genai`: any object of this shape will do. */
export interface GenAiClient {
  readonly models: {
    generateContent(params: unknown): Promise<unknown>;
    generateContentStream(params: unknown): Promise<AsyncIterable<unknown>>;
  };
}

/** What is used of the client of `@google/generative-ai`: any object of this shape will do. */
export interface OlderClient {
  getGenerativeModel(params: { model: string }, options?: unknown): OlderModel;
}

export interface OlderModel {
  generateContent(request: unknown, options?: unknown): Promise<{ response: unknown }>;
  generateContentStream(
    request: unknown,
    options?: unknown,
  ): Promise<{ stream: AsyncIterable<unknown>; response: Promise<unknown> }>;
}

/** Options of a `GoogleGenAI` client, as far as they are used. */
interface GenAiOptions {
  readonly apiKey: string;
  readonly vertexai: false;
  readonly apiVersion: string;
  readonly httpOptions: { readonly baseUrl: string };
}

export type MakeGenAi = (options: GenAiOptions) => GenAiClient;
/** Makes a client for one key. */
export type MakeOlder = (key: string) => OlderClient;

/** How an attempt to load an SDK ended. */
interface Loaded<Make> {
  readonly make?: Make;
  readonly cause?: unknown;
}

// Bundlers take a missing package for an error of the build, unless a `try` stands around a literal `import`.

/** Loads Google's present SDK. */
export async function loadGenAi(): Promise<Loaded<MakeGenAi>> {
  try {
    const { GoogleGenAI } = await import("@google/genai");
    return { make: (options) => new GoogleGenAI(options) as unknown as GenAiClient };
  } catch (cause) {
    return { cause };
  }
}

/** Loads its predecessor. */
export async function loadOlder(): Promise<Loaded<MakeOlder>> {
  try {
    const { GoogleGenerativeAI } = await import("@google/generative-ai");
    return { make: (key) => new GoogleGenerativeAI(key) as unknown as OlderClient };
  } catch (cause) {
    return { cause };
  }
}
