import type { ProviderKind } from "../data/vendors.ts";
import type { Settings } from "../options/read.ts";
import type { Calls } from "../web/calls.ts";
import { fail, is } from "./field.ts";
import type { AskNative } from "./native.ts";
import { oneTarget } from "./one-target.ts";

/** What the HTTP surfaces ask for native bodies. */
export function nativeCall(current: () => Settings, native: AskNative): Calls["native"] {
  return {
    targetOf(said, body) {
      const settings = current();
      const target = nameOf(settings, said, body.model);
      const route = oneTarget(settings, target);
      return { target, kind: kindOf(settings, route.kind === "target" ? route.target.provider : "") };
    },
    async ask(target, body, ...more) {
      const reply = await native(target, body as object, ...more);
      const { callId, cache, target: answered } = reply.x_llmux;
      const head = () => ({ requestId: callId, target: answered, cache });
      if ("body" in reply) return { data: reply.body, head };
      const { stream, controller } = reply;
      return { data: { controller, [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() }, head };
    },
  };
}

/** `true`: the body's model says it. A provider's name: that provider, and the body's model. Else it is the target itself. */
function nameOf(settings: Settings, said: string, model: unknown): string {
  const isProvider = settings.providers.has(said) && !settings.routes.has(said);
  if (said !== "true" && !isProvider) return said;
  if (!is.name(model)) fail("model", "missing: with a native body it is the provider's model");
  return said === "true" || model.startsWith(`${said}/`) ? model : `${said}/${model}`;
}

function kindOf(settings: Settings, provider: string): ProviderKind {
  return settings.providers.get(provider)?.kind ?? "openai";
}
