import {
  type CallOptions,
  type ChatCompletion,
  type ChatCompletionChunk,
  createRouter,
  type LlmuxError,
  type RouterOptions,
  type Warning,
} from "llmux";
import { afterAll, beforeAll } from "vitest";
import type { TargetSettings } from "../../src/contract/target.ts";
import { healthy } from "./healthy.ts";
import { openUpstream, type Scripted, type Sent, type Upstream } from "./upstream.ts";

export const GOOGLE_SDKS = ["@google/genai", "@google/generative-ai"] as const;
type GoogleSdk = (typeof GOOGLE_SDKS)[number];

/** What a case asks with, beside the target and the request. */
export interface Asking extends TargetSettings {
  /** What the provider answers, in turn; by default a healthy answer. */
  readonly answers?: readonly Scripted[];
  readonly router?: RouterOptions;
  readonly call?: CallOptions;
  /** For Gemini. */
  readonly sdk?: GoogleSdk;
  /** Told of each chunk of a stream, as it comes. */
  readonly onChunk?: (chunk: ChatCompletionChunk) => void;
}

/** What came of one call, and what was on the wire meanwhile. */
export interface Asked {
  readonly completion: ChatCompletion;
  readonly chunks: readonly ChatCompletionChunk[];
  readonly error: LlmuxError;
  readonly sent: readonly Sent[];
  /** The body of the first request. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
  /** The fields that were warned about. */
  readonly warned: readonly string[];
}

/** The key every provider has. */
export const KEY = "sk-test-0123456789abcdef";
export const HI = [{ role: "user" as const, content: "hi" }];

/** The test's providers, each over an HTTP server of its own. Call it once per file, outside of the tests. */
export function openStage() {
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await openUpstream();
  });
  afterAll(() => upstream.close());

  /** Sends a request to a target, or to a chain of them, by way of a router, the real SDKs and a socket. */
  const ask = async (chain: string | readonly string[], request: object, asking: Asking = {}): Promise<Asked> => {
    const { answers, router: options, call, sdk, onChunk, ...settings } = asking;
    const targets = [chain].flat();
    upstream.play(...(answers ?? [healthy(targets[0]!, request)]));
    const access = (provider: string) => ({
      apiKey: KEY,
      baseURL: upstream.url,
      ...(provider === "elsewhere" && { kind: "openai" as const }),
      ...(provider === "gemini" && sdk && { sdk }),
    });
    const router = createRouter({
      providers: Object.fromEntries(
        targets.map((target) => {
          const [provider = ""] = target.split("/");
          return [provider, access(provider)];
        }),
      ),
      models: { it: targets.map((target) => ({ target, ...settings })) },
      retry: { maxRetries: 0 },
      ...options,
    });
    const body = { model: "it", messages: HI, ...request } as Parameters<typeof router.chat.completions.create>[0];
    const asked = { chunks: [] as ChatCompletionChunk[], completion: undefined, error: undefined };
    const outcome: { -readonly [Key in keyof typeof asked]: unknown } = { ...asked };
    try {
      const answer = await router.chat.completions.create(body as never, call);
      if (Symbol.asyncIterator in (answer as object)) {
        for await (const chunk of answer as unknown as AsyncIterable<ChatCompletionChunk>) {
          asked.chunks.push(chunk);
          onChunk?.(chunk);
        }
      } else outcome.completion = answer;
    } catch (error) {
      outcome.error = error;
    }
    outcome.chunks = asked.chunks;
    await router.close();
    const report = (outcome.completion as ChatCompletion | undefined)?.x_llmux ?? asked.chunks.at(-1)?.x_llmux;
    const warnings = report?.warnings ?? [];
    return {
      ...(outcome as unknown as Asked),
      sent: [...upstream.sent],
      body: upstream.sent[0]?.body ?? {},
      warnings,
      warned: warnings.flatMap(({ param }) => param ?? []),
    };
  };
  return { ask, upstream: () => upstream };
}
