import { LlmuxError } from "../../contract/errors.ts";
import type { ProviderContext } from "../../contract/provider.ts";
import type { WireCall, WireFetch, WireInit } from "../../contract/transport.ts";
import { HeaderLines } from "../../lib/header-lines.ts";
import { endingOf, signalOf, throwIfAborted } from "../ending.ts";
import type { ProviderInit } from "../init.ts";
import { accessOf, KEY_HEADER, keyHeader } from "./access.ts";
import { API_VERSION, baseOf } from "./address.ts";
import type { Caller } from "./caller.ts";
import { genAiParameters } from "./genai-parameters.ts";
import type { MakeGenAi, RequestHead } from "./genai-sdk.ts";
import type { EmbedRequest, GenerateRequest } from "./wire.ts";

type Method = "generateContent" | "generateContentStream" | "embedContent";

type Body = GenerateRequest | EmbedRequest;

/** Stands in for a key: the SDK would search the environment otherwise. Never sent. */
const NO_KEY = "-";

/** What is asked under a head of our own, and how its address ends. */
const TASKS: Readonly<Partial<Record<Method, string>>> = {
  generateContent: "generateContent",
  generateContentStream: "streamGenerateContent?alt=sse",
};

/** Others than these the SDK writes in its own way, or refuses. */
const PLAIN_MODEL = /^[\w-]+(\.[\w-]+)*$/;

/**
 * A caller over `@google/genai` and our transport. One client serves all keys: a key goes past the SDK, to the transport.
 *
 * The SDK's client tells address and head of its requests, and makes the error of an answer that is none. It is not asked to
 * send: it takes a `Headers` for each request, for which Node compiles its whole fetch. Vectors and unusual models go its way.
 * What it would make of a good answer is not used: it hands on only the fields that it knows, and loses streamed events that
 * have a comment or a name.
 */
export function callerOverGenAi(init: ProviderInit, make: MakeGenAi): Caller {
  const client = make({
    apiKey: NO_KEY,
    vertexai: false,
    apiVersion: API_VERSION,
    httpOptions: { baseUrl: baseOf(init.baseURL) },
  });
  const head = client.requestHead();
  const lines = head && linesOf(head.headers);
  const addressOf = (method: Method, model: string): string | undefined => {
    const task = TASKS[method];
    if (head === undefined || task === undefined || !PLAIN_MODEL.test(model)) return undefined;
    return new URL(`${head.url}/models/${model}:${task}`).toString();
  };
  const answerTo = async (method: Method, model: string, body: Body, context: ProviderContext) => {
    const { key, headers } = accessOf([init.headers ?? {}, context.headers, keyHeader(context.credential)]);
    if (key !== "") headers[KEY_HEADER] = key;
    throwIfAborted(context);
    const line = lineOf(init.fetch, headers, JSON.stringify(body), context);
    const url = addressOf(method, model);
    if (url !== undefined) await line.send(url, { method: "POST", headers: lines! });
    if (!line.isAnswered()) await client.models[method](genAiParameters(model, body, { fetch: line.fetch }));
    return line.answer();
  };
  return {
    generate: async (...request) => (await answerTo("generateContent", ...request)).json(),
    stream: async (...request) => ({ bytes: (await answerTo("generateContentStream", ...request)).body }),
    embed: async (...request) => (await answerTo("embedContent", ...request)).json(),
  };
}

/** In the order of a `Headers`. */
function linesOf(fields: RequestHead["headers"]): HeadersInit {
  const lines = Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value] as const);
  return new HeaderLines(lines.sort(([one], [other]) => (one < other ? -1 : 1))) as unknown as HeadersInit;
}

/** What the SDK is shown of a good answer. It reads the entries of its headers. */
const ANSWERED: unknown = { ok: true, status: 200, headers: new Map(), body: null, json: async () => ({}) };

/** Sends one request, with that very body (the SDK adds empty members to it), and keeps a good answer to itself. */
function lineOf(fetch: WireFetch, headers: Record<string, string>, body: string, context: ProviderContext) {
  let response: Response | undefined;
  const send = async (url: string, sdkInit: RequestInit): Promise<Response> => {
    const init: WireInit = { ...sdkInit, body, signal: null, ...signalOf(context), llmux: wireCall(headers, context) };
    response = await fetch(url, init);
    return response;
  };
  return {
    send,
    isAnswered: () => response?.ok === true,
    /** The SDK's: sends, unless there is an answer, which it then makes an error of. */
    async fetch(url: string, sdkInit: RequestInit): Promise<Response> {
      (sdkInit.headers as Headers).delete(KEY_HEADER);
      const answer = response ?? (await send(url, sdkInit));
      return answer.ok ? (ANSWERED as Response) : answer;
    },
    answer(): Response {
      if (response?.ok) return response;
      const message = "this version of @google/genai takes no fetch; run: npm install @google/genai@^2.23.0";
      throw new LlmuxError("config", message, { code: "old_sdk" });
    },
  };
}

function wireCall(headers: Record<string, string>, context: ProviderContext): WireCall {
  const { wire, stream, credential, connectMs } = context;
  return {
    wire,
    ...endingOf(context),
    whole: !stream,
    headers,
    ...(credential.kind === "headers" && { sign: credential.headers }),
    ...(connectMs !== undefined && { connectMs }),
  };
}
