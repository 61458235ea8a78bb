import type { ChatRequest } from "../contract/chat.ts";
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
  return {
    name: init.name,
    prepare(request, context) {
      if (loaded !== undefined) return prepareWith(loaded, request, context);
      loading ??= load();
      return loading.then((provider) => prepareWith(provider, request, context));
    },
    complete: (request, context) => ready().complete(request, context),
    stream: (request, context) => ready().stream(request, context),
    classify: (error, wire, secrets) => loaded?.classify?.(error, wire, secrets),
    close: () => loaded?.close?.(),
  };
}
