import type { ChatRequest } from "../contract/chat.ts";
import type { CallOptions } from "../contract/context.ts";
import { isLlmuxError, LlmuxError } from "../contract/errors.ts";
import { errorResponse } from "./error-body.ts";
import { readOptionHeaders } from "./option-headers.ts";

/** Starts a call and resolves with its HTTP answer at the first content. */
export type Respond = (body: ChatRequest, options: CallOptions) => Promise<Response>;

/**
 * A fetch for OpenAI clients in this process: `new OpenAI({ apiKey: "-", fetch: router.fetch })`. Serves
 * `POST …/chat/completions`, JSON and server-sent events; other paths are 404. Its caller is trusted: `x-llmux-*` request
 * headers set the call's options. Failures are answers with OpenAI's error body; an abort rejects with an `AbortError`.
 */
export function createFetch(respond: Respond): typeof globalThis.fetch {
  return async function fetch(input, init) {
    const request = await readRequest(input, init);
    const { signal } = request;
    if (signal?.aborted) throw abortError();
    try {
      checkPlace(request);
      const options = { ...readOptionHeaders(request.headers), ...(signal && { signal }) };
      return await respond(parse(request.body), options);
    } catch (error) {
      if (isLlmuxError(error) && error.kind === "aborted" && signal?.aborted) throw abortError();
      return errorResponse(error, isLlmuxError(error) ? (error.report?.callId ?? undefined) : undefined);
    }
  };
}

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  readonly signal: AbortSignal | undefined;
}

async function readRequest(input: string | URL | Request, init: RequestInit | undefined): Promise<Incoming> {
  const given = input instanceof Request ? input : undefined;
  const url = new URL(given?.url ?? String(input), "http://llmux.invalid");
  const body = init?.body ?? (given?.body ? await given.text() : "");
  return {
    method: (init?.method ?? given?.method ?? "GET").toUpperCase(),
    path: url.pathname,
    headers: new Headers(init?.headers ?? given?.headers),
    body: typeof body === "string" ? body : await new Response(body as BodyInit).text(),
    signal: init?.signal ?? given?.signal ?? undefined,
  };
}

function checkPlace({ method, path }: Incoming): void {
  if (!path.endsWith("/chat/completions")) {
    throw new LlmuxError(
      "invalid_request",
      `${method} ${path} is not served: this version serves POST /chat/completions`,
      {
        status: 404,
        code: "unknown_url",
      },
    );
  }
  if (method !== "POST") {
    throw new LlmuxError("invalid_request", `${method} ${path}: use POST`, { status: 405, code: "method_not_allowed" });
  }
}

function parse(text: string): ChatRequest {
  try {
    return JSON.parse(text);
  } catch {
    throw new LlmuxError("invalid_request", "the request body is not JSON", { code: "invalid_json" });
  }
}

function abortError(): DOMException {
  return new DOMException("This operation was aborted", "AbortError");
}
