import type { BreakerOptions } from "../contract/breaker.ts";
import type { Clock } from "../contract/clock.ts";
import type { Concurrency } from "../contract/concurrency.ts";
import type { AttemptContext, CallContext, Middleware, WaitUntil } from "../contract/context.ts";
import type { EventName, Listener } from "../contract/events.ts";
import type { Hedge } from "../contract/hedge.ts";
import type { OnInterrupt } from "../contract/interruption.ts";
import type { ModelFacts } from "../contract/model-facts.ts";
import type { Price } from "../contract/price.ts";
import type { Provider, SignedRequest } from "../contract/provider.ts";
import type { Strategy } from "../contract/strategy.ts";
import type { Compat, RetryOptions, Timeouts } from "../contract/target.ts";
import type { DialectRow } from "../data/dialect.ts";
import type { ProviderKind } from "../data/vendors.ts";

/** A key, or one that may be kept until a time (Unix milliseconds). */
export type FetchedApiKey = string | { readonly key: string; readonly expiresAt: number };
type FetchKey = () => FetchedApiKey | Promise<FetchedApiKey>;

/** One of a provider's keys. */
export interface KeyOptions {
  /** A key, or a function called for every attempt that is made with it. */
  readonly apiKey: string | FetchKey;
  /** Attempts under way at once with this key. @default no limit */
  readonly concurrency?: Concurrency;
}

/** How a provider is reached. Known names (`openai`, `anthropic`, `gemini`, `groq`, …) need nothing but their environment variables. */
export interface ProviderOptions {
  /** The wire it speaks. @default the provider's name, where that is a known one */
  readonly kind?: ProviderKind;
  /** A key, or a function called for every attempt; what it returns is held no longer than the attempt. */
  readonly apiKey?: string | FetchKey | undefined;
  /** Several keys in the place of one: the one with fewest attempts under way is used, those that fail rest. */
  readonly keys?: readonly KeyOptions[];
  /** Makes the authentication headers of each request, in place of a key. */
  readonly auth?: (request: SignedRequest) => Record<string, string> | Promise<Record<string, string>>;
  /** The SDK's own base URL: with `/v1` for OpenAI, the bare root for Anthropic and Gemini. */
  readonly baseURL?: string | undefined;
  /** Where it runs; becomes part of its targets' ids. */
  readonly region?: string | undefined;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `false` turns all four off. */
  readonly timeouts?: Timeouts | false;
  /** The package that speaks to Gemini. @default "@google/genai", else "@google/generative-ai" where only that is installed */
  readonly sdk?: "@google/genai" | "@google/generative-ai";
  /** Attempts at all its targets together. @default no limit */
  readonly concurrency?: Concurrency;
  /**
   * While in use and silent for `intervalMs`, it is asked for its list of models, which costs no tokens: keeps a connection
   * open, opens its targets' circuits when it does not answer, lets a call try them when it does again. @default none
   */
  readonly probe?: { readonly intervalMs: number };
  /** An SDK client the caller made; its own fetch and key are used then. */
  readonly client?: object;
}

/** A vendor with an OpenAI-compatible endpoint, under a name of one's own: where it is, and how its wire differs. */
export interface DialectOptions extends DialectRow {
  /** With `/v1`, as the OpenAI SDK has it; needed unless the provider of that name has one. */
  readonly baseURL?: string;
  /** Environment variables for its key, in order. @default none */
  readonly env?: readonly string[];
  /** It answers without a key. @default false */
  readonly keyless?: true;
}

/** A target with settings of its own. */
export interface TargetOptions {
  /** `provider/model`. */
  readonly target: string;
  /** Share among its siblings under `weighted`. @default 1 */
  readonly weight?: number;
  readonly region?: string;
  /** `false` turns all four off. */
  readonly timeouts?: Timeouts | false;
  /** `false`: nothing is asked twice. */
  readonly retry?: RetryOptions | false;
  /** Attempts under way at once. @default no limit */
  readonly concurrency?: Concurrency;
  /** USD per million tokens. */
  readonly price?: Price;
  /** Defaults for request fields that the call leaves out. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Request fields to leave out always, with a warning. */
  readonly drop?: readonly string[];
  readonly compat?: Compat;
  /** What its model can hold and do, where that is not what llmux knows. */
  readonly modelFacts?: ModelFacts;
  /** Tells targets of the same `provider/model` with differing settings apart. */
  readonly name?: string;
}

/** A choice among routes. */
export interface StrategyOptions {
  readonly strategy: "order" | "weighted" | "roundRobin" | Strategy;
  readonly of: readonly RouteOptions[];
  /** For the targets below. @default the node's above, else the router's */
  readonly hedge?: Hedge;
  /** Ask the same model in other regions, or at other providers, before any other model. @default false */
  readonly sameModelFirst?: boolean;
  /** Share among its siblings under `weighted`. @default 1 */
  readonly weight?: number;
}

/** An alias, `provider/model`, a target with settings, a list (a fallback chain), or a strategy over any of these. */
export type RouteOptions = string | TargetOptions | StrategyOptions | readonly RouteOptions[];

export interface CacheOptions {
  /** @default 1000 */
  readonly maxEntries?: number;
  /** Bytes of all entries together. @default 67108864 (64 MiB) */
  readonly maxBytes?: number;
  /** Milliseconds an entry is served. @default 3600000 (1 h) */
  readonly ttlMs?: number;
}

export interface IdempotencyOptions {
  /** Milliseconds a finished answer is given again. @default 86400000 (24 h) */
  readonly ttlMs?: number;
  /** Finished answers that are kept; all together take at most some 64 MiB. @default 1000 */
  readonly max?: number;
}

/** Everything `createRouter` takes. All of it is optional, and `false` turns a part off. */
export interface RouterOptions {
  /**
   * One router of this name in the process, however often its module is read: `createRouter` gives the open one, with these
   * options from now on. @default none: every `createRouter` makes a router of its own
   */
  readonly name?: string;
  /** Name → how to reach it, or a `Provider` of one's own. */
  readonly providers?: Readonly<Record<string, ProviderOptions | Provider>>;
  /** Provider's name → a vendor that llmux does not know, or knows otherwise. */
  readonly dialects?: Readonly<Record<string, DialectOptions>>;
  /** Alias → route. */
  readonly models?: Readonly<Record<string, RouteOptions>>;
  /** `false` turns all four off. */
  readonly timeouts?: Timeouts | false;
  /** Milliseconds for a whole call. @default none */
  readonly deadlineMs?: number | (() => number);
  /** `false`: nothing is asked twice. */
  readonly retry?: RetryOptions | false;
  /** When the next target is asked beside a slow one. @default false */
  readonly hedge?: Hedge;
  /** `false` turns circuit breakers off. */
  readonly breaker?: BreakerOptions | false;
  /** @default false */
  readonly cache?: boolean | CacheOptions;
  /** Identical calls at the same time are one request, within a tenant. @default on where there is a cache */
  readonly singleFlight?: boolean;
  /** How answers are kept for calls with an `idempotencyKey`; `false`: such keys only go upstream. */
  readonly idempotency?: IdempotencyOptions | false;
  /** `provider/model`, without region and name → USD per million tokens; wins over the catalogue. */
  readonly prices?: Readonly<Record<string, Price>>;
  /** `provider/model` → what that model can hold and do; wins over what llmux knows. */
  readonly modelFacts?: Readonly<Record<string, ModelFacts>>;
  /** What a model without a price is: a warning and a cost of `null`, or a target that is not asked. @default "warn" */
  readonly unknownPrice?: "warn" | "error";
  /** Layers of one's own: around idempotency and cache in the call ring, around the accounting in the attempt ring. */
  readonly layers?: {
    readonly call?: readonly Middleware<CallContext>[];
    readonly attempt?: readonly Middleware<AttemptContext>[];
  };
  /** Event name → listener; the same as `router.on`. */
  readonly on?: { readonly [Name in EventName]?: Listener<Name> };
  /** What each call gives its `waitUntil`, where the call brings none of its own. */
  readonly waitUntil?: WaitUntil;
  /** Warnings about what a target cannot express become refusals, before the network. @default false */
  readonly strict?: boolean;
  /** Tell whoever runs the process, once each, what is amiss with how it uses routers. @default true */
  readonly notices?: boolean;
  readonly clock?: Clock;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** Used for every SDK that takes one. @default a keep-alive transport of our own on Node, else the global fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** Parts of the design that are not built yet: only turning them off is accepted. */
  readonly budgets?: false;
  readonly guardrails?: false;
  readonly rules?: false;
  /** What follows when a stream breaks after its first content. @default "error" */
  readonly onInterrupt?: OnInterrupt;
  /** `"fetch"` uses the global fetch on Node too. @default "lean" */
  readonly transport?: "lean" | "fetch";
}
