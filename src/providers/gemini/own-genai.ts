import type { ProviderContext } from "../../contract/provider.ts";
import type { ProviderInit } from "../init.ts";
import { accessOf } from "./access.ts";
import { baseOf } from "./address.ts";
import type { Caller } from "./caller.ts";
import { genAiParameters } from "./genai-parameters.ts";
import type { GenAiClient } from "./genai-sdk.ts";
import { eventsOf, onLine } from "./line.ts";
import type { EmbedRequest, GenerateRequest } from "./wire.ts";

type Body = GenerateRequest | EmbedRequest;

/** A caller over a `@google/genai` client that the user made: its key, its fetch and its reading of answers are used. */
export function callerOverOwnGenAi(init: ProviderInit, { models }: GenAiClient): Caller {
  const parametersFor = (model: string, body: Body, context: ProviderContext, abortSignal: AbortSignal) => {
    const { headers } = accessOf([init.headers ?? {}, context.headers]);
    return genAiParameters(model, body, {
      abortSignal,
      headers,
      ...(init.baseURL && { baseUrl: baseOf(init.baseURL) }),
    });
  };
  const whole = (method: "generateContent" | "embedContent") => (model: string, body: Body, context: ProviderContext) =>
    onLine(context, async (line) => {
      const answer = await models[method](parametersFor(model, body, context, line.signal));
      line.release();
      context.wire.status = 200;
      return answer;
    });
  return {
    generate: whole("generateContent"),
    embed: whole("embedContent"),
    stream: (model, body, context) =>
      onLine(context, async (line) => {
        const events = await models.generateContentStream(parametersFor(model, body, context, line.signal));
        context.wire.status = 200;
        context.wire.onHeaders?.();
        return { events: eventsOf(events, line) };
      }),
  };
}
