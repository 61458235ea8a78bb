import OpenAI from "openai";
import type { ChatRequest } from "../contract/chat.ts";
import type { CallOptions } from "../contract/context.ts";
import { headerEntries } from "../lib/header-entries.ts";
import type { Router } from "../router/types.ts";
import { type ErrorClasses, toSdkError } from "./errors.ts";
import { SdkPromise } from "./promise.ts";
import { sdkStream } from "./stream.ts";

/** What a client is made with. */
interface ClientInit {
  apiKey: string;
  baseURL: string;
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  maxRetries: number;
  dangerouslyAllowBrowser: boolean;
}

/** An OpenAI client class: this package's `openai`, or the caller's own copy of it. */
export type OpenAIClass<Client> = (new (init: ClientInit) => Client) & ErrorClasses;

/**
 * An OpenAI client whose `chat.completions.create` is the router's, so that the SDK's own `.stream()`, `.parse()` and
 * `.runTools()` work over every target. Everything else it has goes through `router.fetch`.
 *
 * Errors are that class's own (`APIError` and its subclasses, `APIUserAbortError`), with `kind`, `attempts`, `skipped`
 * and `report`, and the `LlmuxError` as `cause`.
 *
 * @param Class the client class to make an instance of. @default the `openai` package llmux depends on
 */
export function asOpenAI(router: Router): OpenAI;
export function asOpenAI<Client>(router: Router, Class: OpenAIClass<Client>): Client;
export function asOpenAI(router: Router, Class: OpenAIClass<unknown> = OpenAI): unknown {
  if (typeof (router as Partial<Router> | undefined)?.fetch !== "function")
    throw new TypeError("asOpenAI(): expected a router, such as createRouter() gives");
  const client = new Class({
    apiKey: "-",
    baseURL: "http://llmux.invalid/v1",
    fetch: (input, init) => router.fetch(input, init),
    maxRetries: 0,
    dangerouslyAllowBrowser: true,
  });
  const toError = (error: unknown) => toSdkError(Class, error);
  const create = (body: ChatRequest, options?: CallOptions & Record<string, unknown>) =>
    new SdkPromise(
      router.chat.completions.create(body, forRouter(options)),
      (data) => (body.stream ? sdkStream(data as never, toError) : data),
      toError,
    );
  const { completions } = (client as { chat: { completions: { create: unknown } } }).chat;
  completions.create = create;
  return client;
}

/** What the SDK's helpers read for themselves. */
const FOR_HELPERS = new Set(["maxChatCompletions", "afterCompletion"]);

/** The call's options without what the SDK's helpers add for themselves; the rest is for the router to judge. */
function forRouter(options: (CallOptions & Record<string, unknown>) | undefined | null): CallOptions {
  if (typeof options !== "object" || options === null) return options ?? {};
  const kept = Object.fromEntries(Object.entries(options).filter(([name]) => !FOR_HELPERS.has(name)));
  const { headers } = options;
  if (typeof headers !== "object" || headers === null) return kept;
  const helped = Array.from(headerEntries(headers)).some((entry) =>
    /^x-stainless-helper-method$/i.test(String(entry?.[0])),
  );
  const own = Array.from(headerEntries(headers)).filter((entry) => !/^x-stainless-/i.test(String(entry?.[0])));
  // The helpers add all chunks up, and would go on with what a restart has made void.
  return { ...kept, headers: own as [string, string][], ...(helped && { markers: false }) };
}
