import type { ChatRequest } from "../contract/chat.ts";
import type { EmbeddingRequest } from "../contract/embedding.ts";
import type { Settings } from "../options/read.ts";
import type { Calls } from "../web/calls.ts";
import { itemMemory } from "../web/responses/items.ts";
import type { Ask } from "./create.ts";
import type { AskEmbeddings } from "./embeddings.ts";
import type { AskNative } from "./native.ts";
import { nativeCall } from "./native-call.ts";
import type { Models } from "./types.ts";

export interface Members {
  readonly chat: Ask;
  readonly embed: AskEmbeddings;
  readonly models: Models;
  readonly native: AskNative;
  readonly newId: () => string;
}

/** What the HTTP surfaces ask of this router. */
export function callsOf(current: () => Settings, { chat, embed, models, native, newId }: Members): Calls {
  return {
    chat: (body, ...more) => chat(body as unknown as ChatRequest, ...more),
    embed: (body, ...more) => embed(body as unknown as EmbeddingRequest, ...more),
    models,
    newId,
    native: nativeCall(current, native),
    kindOf(model) {
      const settings = current();
      if (settings.routes.has(model)) return "alias";
      try {
        settings.route(model);
        return "target";
      } catch {
        return "unknown";
      }
    },
    items: itemMemory(),
    get strict() {
      return current().strict ?? false;
    },
    clock: current().clock,
  };
}
