import OpenAI from "openai";
import type { ChatRequest } from "../contract/chat.ts";
import type { CallOptions } from "../contract/context.ts";
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

const FOR_ROUTER = [
  "signal",
  "timeout",
  "maxRetries",
  "deadlineMs",
  "tags",
  "tenant",
  "user",
  "cache",
  "idempotencyKey",
];

/** The call's options without those the SDK's helpers add for themselves. */
function forRouter(options: (CallOptions & Record<string, unknown>) | undefined): CallOptions {
  if (options === undefined) return {};
  const kept = Object.fromEntries(
    FOR_ROUTER.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
  if (options.headers === undefined) return kept;
  const headers: Record<string, string> = {};
  for (const [name, value] of entriesOf(options.headers)) {
    if (typeof value === "string" && !name.toLowerCase().startsWith("x-stainless-")) headers[name] = value;
  }
  return { ...kept, headers };
}

function entriesOf(headers: NonNullable<CallOptions["headers"]>): Iterable<readonly [string, unknown]> {
  if (headers instanceof Headers) return headers.entries();
  return Array.isArray(headers) ? (headers as [string, string][]) : Object.entries(headers);
}
