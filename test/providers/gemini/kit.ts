import type { ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { Credential, PrepareContext, ProviderContext } from "../../../src/contract/provider.ts";
import type { TargetSettings } from "../../../src/contract/target.ts";
import { encode } from "../../../src/providers/gemini/encode.ts";
import { geminiStream } from "../../../src/providers/gemini/stream.ts";
import type { DecodeContext } from "../../../src/providers/reducer.ts";

export const NOW = Date.UTC(2026, 10, 21);

/** What `prepare` is told. */
export function prepareContext(model = "gemini-3.8-flash", settings: TargetSettings = {}): PrepareContext {
  return { target: `gemini/${model}`, model, settings, stream: false };
}

/** Encodes a request for a model. */
export function encoded(request: Partial<ChatRequest>, model?: string, settings?: TargetSettings) {
  const body = { messages: [{ role: "user", content: "hi" }], ...request } as ChatRequest;
  const { native, warnings } = encode(body, prepareContext(model, settings), "gemini");
  return { body: native.body, native, warnings, codes: warnings.map(({ param }) => param) };
}

export function decodeContext(over: Partial<DecodeContext> = {}): DecodeContext {
  const model = "gemini-3.8-flash";
  return { provider: "gemini", target: `gemini/${model}`, model, now: NOW, native: undefined, ...over };
}

/** All chunks of a list of native events. */
export function chunksOf(events: readonly unknown[], context = decodeContext()): Chunk[] {
  const state = geminiStream.initial(context);
  return events.flatMap((event) => [...geminiStream.step(state, event)]);
}

/** What `complete` and `stream` are told. */
export function attempt(over: Partial<ProviderContext> & { credential?: Credential } = {}): ProviderContext {
  return {
    ...prepareContext(),
    signal: new AbortController().signal,
    credential: { kind: "key", key: "test-key", fixed: true },
    headers: {},
    idempotencyKey: "idem-1",
    wire: {},
    ...over,
  };
}

/** A candidate that ended well. */
export function candidate(parts: readonly unknown[], over: object = {}) {
  return { content: { role: "model", parts }, finishReason: "STOP", index: 0, ...over };
}
