import type { ProviderContext, WireNotes } from "../../contract/provider.ts";
import type { ProviderInit } from "../init.ts";
import { ownClient } from "../own-client.ts";
import { accessOf } from "./access.ts";
import { API_VERSION, baseOf, urlOf } from "./address.ts";
import { eventsOf, type Line, openLine } from "./line.ts";
import { type GeminiClient, type GeminiModelHandle, loadSdk } from "./sdk.ts";
import type { GenerateRequest } from "./wire.ts";

/** Makes one SDK call per request, over `@google/generative-ai`. */
export interface Caller {
  /** Loads the SDK, if a client of ours will be needed. */
  ready(): Promise<void>;
  /** The JSON answer, as it came. */
  generate(model: string, body: GenerateRequest, context: ProviderContext): Promise<unknown>;
  /** The events of a streamed answer, as they came. */
  stream(model: string, body: GenerateRequest, context: ProviderContext): Promise<AsyncIterable<unknown>>;
}

/** Makes the caller of one provider. Clients are cheap and hold their key, so each attempt has its own. */
export function makeCaller(init: ProviderInit): Caller {
  const base = baseOf(init.baseURL);
  const own = ownClient<GeminiClient>(init, "getGenerativeModel", "@google/generative-ai");

  const handleFor = async (model: string, body: unknown, context: ProviderContext): Promise<GeminiModelHandle> => {
    // Before `auth` is asked for headers, and again before sending: the SDK sends although the signal is aborted.
    context.signal.throwIfAborted();
    const groups = [init.headers ?? {}, context.headers];
    if (own) {
      const { customHeaders } = await accessOf({ kind: "none" }, groups, { url: "", body });
      const baseUrl = init.baseURL && base;
      return own.getGenerativeModel({ model }, { customHeaders, ...(baseUrl && { baseUrl }) });
    }
    const makeClient = await loadSdk();
    const outgoing = { url: urlOf(base, model, context.stream), body };
    const { key, ...access } = await accessOf(context.credential, groups, outgoing);
    return makeClient(key).getGenerativeModel({ model }, { baseUrl: base, apiVersion: API_VERSION, ...access });
  };

  return {
    async ready() {
      if (own === undefined) await loadSdk();
    },
    async generate(model, body, context) {
      const request = sdkRequest(body);
      const handle = await handleFor(model, request, context);
      return onLine(context, async (line) => {
        const { response } = await handle.generateContent(request, { signal: line.signal });
        line.release();
        context.wire.status = 200;
        return response;
      });
    },
    async stream(model, body, context) {
      const request = sdkRequest(body);
      const handle = await handleFor(model, request, context);
      return onLine(context, async (line) => {
        const { stream, response } = await handle.generateContentStream(request, { signal: line.signal });
        // Nobody reads the SDK's own sum of the stream; a broken stream would make it an unhandled rejection.
        Promise.resolve(response).catch(() => {});
        context.wire.status = 200;
        context.wire.onHeaders?.();
        return eventsOf(stream, line);
      });
    },
  };
}

async function onLine<T>({ signal, wire }: ProviderContext, send: (line: Line) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const line = openLine(signal);
  try {
    return await send(line);
  } catch (error) {
    line.release();
    noteStatus(error, wire);
    throw error;
  }
}

/**
 * The SDK shows neither response head nor fetch. Its errors tell a status other than 2xx; what it throws unwrapped, a
 * TypeError or SyntaxError, comes from reading the body of a 2xx. (A caller's client may let fetch's own error through.)
 */
function noteStatus(error: unknown, wire: WireNotes): void {
  const { status, name, message } = (error ?? {}) as Record<string, unknown>;
  if (typeof status === "number") wire.status = status;
  else if ((name === "TypeError" || name === "SyntaxError") && message !== "fetch failed") wire.status = 200;
}

/** The request as the SDK will write it: it puts its own members first, and gives system text a role. */
function sdkRequest({ systemInstruction, ...body }: GenerateRequest): Record<string, unknown> {
  const { generationConfig, safetySettings, tools, toolConfig, cachedContent, ...rest }: Record<string, unknown> = {
    ...body,
  };
  return {
    generationConfig: generationConfig ?? {},
    safetySettings: safetySettings ?? [],
    tools,
    toolConfig,
    systemInstruction: systemText(systemInstruction),
    cachedContent,
    ...rest,
  };
}

function systemText(given: unknown): unknown {
  if (typeof given === "string") return { role: "system", parts: [{ text: given }] };
  return given && { role: "system", ...given };
}
