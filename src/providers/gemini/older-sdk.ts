/** What is used of the client of `@google/generative-ai`: any object of this shape will do. */
export interface OlderClient {
  getGenerativeModel(params: { model: string }, options?: unknown): OlderModel;
}

interface OlderModel {
  generateContent(request: unknown, options?: unknown): Promise<{ response: unknown }>;
  generateContentStream(
    request: unknown,
    options?: unknown,
  ): Promise<{ stream: AsyncIterable<unknown>; response: Promise<unknown> }>;
  batchEmbedContents(request: unknown, options?: unknown): Promise<unknown>;
}

/** Makes a client for one key. */
export type MakeOlder = (key: string) => OlderClient;

/** How an attempt to load the SDK ended. */
interface Loaded {
  readonly make?: MakeOlder;
  readonly cause?: unknown;
}

// As with the present SDK: a literal `import` within a `try`.

/** Loads Google's older SDK. */
export async function loadOlder(): Promise<Loaded> {
  try {
    const { GoogleGenerativeAI } = await import("@google/generative-ai");
    return { make: (key) => new GoogleGenerativeAI(key) as unknown as OlderClient };
  } catch (cause) {
    return { cause };
  }
}
