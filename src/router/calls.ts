import type { ChatRequest } from "../contract/chat.ts";
import type { EmbeddingRequest } from "../contract/embedding.ts";
import type { Settings } from "../options/read.ts";
import type { Calls } from "../web/calls.ts";
import { itemMemory } from "../web/responses/items.ts";
import type { Ask } from "./create.ts";
import type { AskEmbeddings } from "./embeddings.ts";
import { nativeCall } from "./native-call.ts";
import type { Models, Native } from "./types.ts";

export interface Members {
  readonly chat: Ask;
  readonly embed: AskEmbeddings;
  readonly models: Models;
  readonly native: Native;
}

/** What the HTTP surfaces ask of this router. */
export function callsOf(settings: Settings, { chat, embed, models, native }: Members): Calls {
  return {
    chat: (body, options) => chat(body as unknown as ChatRequest, options),
    embed: (body, options) => embed(body as unknown as EmbeddingRequest, options),
    models,
    native: nativeCall(settings, native),
    kindOf(model) {
      if (settings.routes.has(model)) return "alias";
      try {
        settings.route(model);
        return "target";
      } catch {
        return "unknown";
      }
    },
    items: itemMemory(),
    strict: settings.strict ?? false,
    clock: settings.clock,
  };
}
