import type { Credential, ProviderContext } from "../../contract/provider.ts";
import type { ProviderInit } from "../init.ts";
import { accessOf, keyHeader } from "./access.ts";
import { API_VERSION, baseOf, type Task, urlOf } from "./address.ts";
import type { Caller } from "./caller.ts";
import { eventsOf, onLine } from "./line.ts";
import type { MakeOlder, OlderClient } from "./older-sdk.ts";
import type { GenerateRequest } from "./wire.ts";

/**
 * A caller over `@google/generative-ai`: over a client that the user made, or with one of ours for each attempt, since they
 * are cheap and hold their key.
 */
export function callerOverOlderSdk(init: ProviderInit, client: OlderClient | MakeOlder): Caller {
  const base = baseOf(init.baseURL);
  const handleFor = async (
    model: string,
    body: unknown,
    task: Task,
    context: ProviderContext,
  ): Promise<ReturnType<OlderClient["getGenerativeModel"]>> => {
    // Before `auth` is asked for headers, and again before sending: the SDK sends although the signal is aborted.
    context.signal.throwIfAborted();
    const groups = [init.headers ?? {}, context.headers];
    if (typeof client === "object") {
      const { headers } = accessOf(groups);
      const baseUrl = init.baseURL && base;
      const customHeaders = new Headers(headers);
      return client.getGenerativeModel({ model }, { customHeaders, ...(baseUrl && { baseUrl }) });
    }
    const made = await madeHeaders(context.credential, urlOf(base, model, task), body);
    const { key, headers } = accessOf([...groups, made]);
    // The SDK takes this one by another way only.
    const { "x-goog-api-client": apiClient, ...others } = headers;
    const customHeaders = new Headers(others);
    const options = { baseUrl: base, apiVersion: API_VERSION, customHeaders, ...(apiClient && { apiClient }) };
    return client(key).getGenerativeModel({ model }, options);
  };

  return {
    async generate(model, body, context) {
      const request = sdkRequest(body);
      const handle = await handleFor(model, request, "generateContent", context);
      return onLine(context, async (line) => {
        const { response } = await handle.generateContent(request, { signal: line.signal });
        line.release();
        context.wire.status = 200;
        return response;
      });
    },
    async stream(model, body, context) {
      const request = sdkRequest(body);
      const handle = await handleFor(model, request, "streamGenerateContent?alt=sse", context);
      return onLine(context, async (line) => {
        const { stream, response } = await handle.generateContentStream(request, { signal: line.signal });
        // Nobody reads the SDK's own sum of the stream; a broken stream would make it an unhandled rejection.
        Promise.resolve(response).catch(() => {});
        context.wire.status = 200;
        context.wire.onHeaders?.();
        return { events: eventsOf(stream, line) };
      });
    },
    async embed(model, body, context) {
      const handle = await handleFor(model, body, "batchEmbedContents", context);
      return onLine(context, async (line) => {
        const answer = await handle.batchEmbedContents(body, { signal: line.signal });
        line.release();
        context.wire.status = 200;
        return answer;
      });
    },
  };
}

/** The authentication headers of this very request. */
async function madeHeaders(credential: Credential, url: string, body: unknown): Promise<Record<string, string>> {
  if (credential.kind !== "headers") return keyHeader(credential);
  return credential.headers({ method: "POST", url, body: JSON.stringify(body) });
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
    systemInstruction: systemInstruction && { role: "system", ...systemInstruction },
    cachedContent,
    ...rest,
  };
}
