import type { ChatRequest } from "../contract/chat.ts";
import type { EmbeddingRequest } from "../contract/embedding.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { PrepareContext, Prepared, Provider } from "../contract/provider.ts";
import type { ProviderKind } from "../data/vendors.ts";
import { withEndpoint } from "./endpoint.ts";
import type { ProviderInit } from "./init.ts";

type Codec = { createProvider(init: ProviderInit): Provider };

/** Codecs are loaded with the first call that needs them. */
const CODECS: Record<ProviderKind, () => Promise<Codec>> = {
  openai: () => import("./openai/index.ts"),
  anthropic: () => import("./anthropic/index.ts"),
  gemini: () => import("./gemini/index.ts"),
};

function prepareWith(provider: Provider, request: ChatRequest, context: PrepareContext): Prepared | Promise<Prepared> {
  return provider.prepare?.(request, context) ?? { native: request, warnings: [] };
}

function prepareEmbedWith(provider: Provider, request: EmbeddingRequest, context: PrepareContext) {
  if (provider.embed !== undefined) {
    return provider.prepareEmbed?.(request, context) ?? { native: request, warnings: [] };
  }
  throw new LlmuxError("unsupported", `${context.target}: its API has no embeddings; ${ELSEWHERE}`, {
    code: "no_embeddings",
  });
}

const ELSEWHERE = "ask a target that has, such as openai/text-embedding-3-small or gemini/gemini-embedding-001";

/** A provider whose codec and SDK are loaded by its first `prepare`. */
export function lazyProvider(kind: ProviderKind, init: ProviderInit): Provider {
  let loading: Promise<Provider> | undefined;
  let loaded: Provider | undefined;
  const load = async () => {
    try {
      loaded = (await CODECS[kind]()).createProvider(withEndpoint(init));
      return loaded;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  const ready = (): Provider => {
    if (loaded === undefined)
      throw new LlmuxError("config", `provider "${init.name}" was asked before it was prepared`);
    return loaded;
  };
  const once = () => {
    loading ??= load();
    return loading;
  };
  return {
    name: init.name,
    quiet: true,
    prepare(request, context) {
      if (loaded !== undefined) return prepareWith(loaded, request, context);
      return once().then((provider) => prepareWith(provider, request, context));
    },
    prepareEmbed: async (request, context) => prepareEmbedWith(await once(), request, context),
    embed: (request, context) => ready().embed!(request, context),
    native: async (request, context) => (await once()).native!(request, context),
    complete: (request, context) => ready().complete(request, context),
    stream: (request, context) => ready().stream(request, context),
    classify: (error, wire, secrets) => loaded?.classify?.(error, wire, secrets),
    close: () => loaded?.close?.(),
  };
}
