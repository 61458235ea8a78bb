import { LlmuxError } from "../../contract/errors.ts";
import type { ProviderContext } from "../../contract/provider.ts";
import type { WireCall, WireFetch, WireInit } from "../../contract/transport.ts";
import { endingOf, signalOf, throwIfAborted } from "../ending.ts";
import type { ProviderInit } from "../init.ts";
import { accessOf, KEY_HEADER, keyHeader } from "./access.ts";
import { API_VERSION, baseOf } from "./address.ts";
import type { Caller } from "./caller.ts";
import { genAiParameters } from "./genai-parameters.ts";
import type { MakeGenAi } from "./genai-sdk.ts";
import type { EmbedRequest, GenerateRequest } from "./wire.ts";

type Method = "generateContent" | "generateContentStream" | "embedContent";

type Body = GenerateRequest | EmbedRequest;

/** Stands in for a key: the SDK would search the environment otherwise. Never sent. */
const NO_KEY = "-";

/**
 * A caller over `@google/genai` and our transport. One client serves all keys: a key goes past the SDK, to the transport.
 *
 * The SDK makes address, head and body of a request, and the error of an answer that is none. What it would make of a good
 * answer is not used: it hands on only the fields that it knows, and loses streamed events that have a comment or a name.
 */
export function callerOverGenAi(init: ProviderInit, make: MakeGenAi): Caller {
  const client = make({
    apiKey: NO_KEY,
    vertexai: false,
    apiVersion: API_VERSION,
    httpOptions: { baseUrl: baseOf(init.baseURL) },
  });
  const answerTo = async (method: Method, model: string, body: Body, context: ProviderContext) => {
    const { key, headers } = accessOf([init.headers ?? {}, context.headers, keyHeader(context.credential)]);
    if (key !== "") headers.set(KEY_HEADER, key);
    throwIfAborted(context);
    const line = lineOf(init.fetch, headers, JSON.stringify(body), context);
    await client.models[method](genAiParameters(model, body, { fetch: line.fetch }));
    return line.answer();
  };
  return {
    generate: async (...request) => (await answerTo("generateContent", ...request)).json(),
    stream: async (...request) => ({ bytes: (await answerTo("generateContentStream", ...request)).body }),
    embed: async (...request) => (await answerTo("embedContent", ...request)).json(),
  };
}

/** What the SDK is shown of a good answer. */
const ANSWERED = { ok: true, status: 200, headers: new Headers(), body: null, json: async () => ({}) } as Response;

/** The fetch of one request: sends that very body (the SDK adds empty members to it), and keeps a good answer to itself. */
function lineOf(fetch: WireFetch, headers: Headers, body: string, context: ProviderContext) {
  let answer: Response | undefined;
  return {
    async fetch(url: string, sdkInit: RequestInit): Promise<Response> {
      const own = sdkInit.headers as Headers;
      own.delete(KEY_HEADER);
      const init: WireInit = {
        ...sdkInit,
        body,
        signal: null,
        ...signalOf(context),
        llmux: wireCall(headers, context),
      };
      const response = await fetch(url, init);
      if (!response.ok) return response;
      answer = response;
      return ANSWERED;
    },
    answer(): Response {
      if (answer !== undefined) return answer;
      const message = "this version of @google/genai takes no fetch; run: npm install @google/genai@^2.23.0";
      throw new LlmuxError("config", message, { code: "old_sdk" });
    },
  };
}

function wireCall(headers: Headers, context: ProviderContext): WireCall {
  const { wire, stream, credential, connectMs } = context;
  return {
    wire,
    ...endingOf(context),
    whole: !stream,
    headers: Object.fromEntries(headers),
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
}
