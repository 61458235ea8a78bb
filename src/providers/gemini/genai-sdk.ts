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

/** What the SDK begins each request with. */
export interface RequestHead {
  /** Root and version, without a slash at the end. */
  readonly url: string;
  /** Without a key. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A client made here. */
export interface OwnGenAiClient extends GenAiClient {
  /** Undefined where this release does not tell. */
  requestHead(): RequestHead | undefined;
}

export type MakeGenAi = (options: GenAiOptions) => OwnGenAiClient;

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
    class Telling extends GoogleGenAI {
      requestHead(): RequestHead | undefined {
        const sdk: Partial<typeof this.apiClient> | undefined = this.apiClient;
        const [url, headers] = [sdk?.getRequestUrl?.(), sdk?.getHeaders?.()];
        return url && headers ? { url, headers } : undefined;
      }
    }
    return { make: (options) => new Telling(options) as unknown as OwnGenAiClient };
  } catch (cause) {
    return { cause };
  }
}
