import { LlmuxError } from "../contract/errors.ts";
import { type Access, accessOf } from "./access.ts";
import { type Calls, callsOfRequest } from "./calls.ts";
import { corsHeaders, preflightHeaders } from "./cors.ts";
import { disclosureOf } from "./disclosure.ts";
import { errorResponse } from "./error-body.ts";
import type { HandlerSettings } from "./handler-options.ts";
import { readIdentity } from "./identity.ts";
import { isRequest, readIncoming } from "./incoming.ts";
import { publicError } from "./public-error.ts";
import { contextIn, type RequestContext } from "./request-context.ts";
import { respond } from "./respond.ts";
import { abortError, admit, forMethod, isAbort, named, optionsResponse, requestIdOf } from "./serve.ts";

/**
 * Answers requests. A second argument is read as `fetch` has it beside an address only. Of what platforms add, the context with
 * `waitUntil` is used: it is handed each call's work after the answer.
 */
export type Serve = (input: Request | string | URL, init?: unknown, ...more: unknown[]) => Promise<Response>;

/** What `router.handler` makes: a fetch handler, with the methods that a route file exports as members. */
export interface Handler extends Serve {
  readonly GET: Serve;
  readonly HEAD: Serve;
  readonly POST: Serve;
  readonly OPTIONS: Serve;
}

/** Answers whoever `authenticate` lets in, with what it lets them do and see. */
export function createServe(calls: Calls, settings: HandlerSettings): Serve {
  return async function serve(input, init, ...more) {
    const request = isRequest(input) ? input : new Request(input, init as RequestInit);
    const context = contextIn(isRequest(input) ? [init, ...more] : more);
    const shared = corsOf(request, settings);
    const response = await answerTo({ request, context }, calls, settings);
    for (const [name, value] of Object.entries(shared)) response.headers.set(name, value);
    return response;
  };
}

/** The operator's function may throw: then no page is let in, and whoever is no page is served. */
function corsOf(request: Request, { cors, onError }: HandlerSettings): Record<string, string> {
  try {
    return corsHeaders(cors, request.headers);
  } catch (error) {
    onError(error, request);
    return { vary: "origin" };
  }
}

interface Asked {
  readonly request: Request;
  readonly context: RequestContext | undefined;
}

async function answerTo({ request, context }: Asked, calls: Calls, settings: HandlerSettings): Promise<Response> {
  const incoming = { ...readIncoming(request, undefined), context };
  const { signal, headers } = incoming;
  if (signal?.aborted) throw abortError();
  const options = optionsResponse(incoming, settings.cors && preflightHeaders(settings.cors, headers));
  if (options !== undefined) return options;
  let access: Access | undefined;
  const requestId = calls.newId();
  try {
    access = accessOf(await identityOf(request, settings), calls.kindOf);
    const admitted = await admit(incoming, callsOfRequest(calls, requestId), access, settings.maxBodyBytes);
    const told = disclosureOf(admitted, access, (error) => settings.onError(error, request));
    const { clock } = calls;
    const response = await respond(admitted, told, { clock, signal, keepAliveMs: settings.keepAliveMs });
    return forMethod(incoming, named(response, requestId));
  } catch (error) {
    if (isAbort(error, signal)) throw abortError();
    settings.onError(error, request);
    const reported = access?.may("report") ?? false;
    const shown = reported ? error : publicError(error);
    return forMethod(incoming, errorResponse(shown, requestIdOf(error) ?? requestId, reported));
  }
}

async function identityOf(request: Request, { authenticate }: HandlerSettings) {
  if (authenticate === false) return {};
  const identity = readIdentity(await authenticate(request));
  if (request.bodyUsed) {
    const message = "authenticate has read the request's body: let it read request.clone()";
    throw new LlmuxError("config", message, { code: "body_used" });
  }
  if (identity !== null) return identity;
  const message = "no valid credentials were given: send authorization: Bearer <token>";
  throw new LlmuxError("auth", message, { status: 401, code: "unauthorized" });
}
