import * as v from "valibot";
import { isHeaderName, isHeaderValue } from "../lib/header-value.ts";
import { once } from "../lib/once.ts";

/** Schemas say what was expected in the words of the error message. They are made when something is checked: an import takes none of that time. */
const ms = v.pipe(v.number("expected milliseconds, a number"), v.minValue(0, "expected milliseconds, 0 or more"));
const msOrOff = v.union(
  [v.literal(false), v.pipe(v.number(), v.minValue(1, "expected milliseconds, 1 or more, or false to turn it off"))],
  "expected milliseconds, 1 or more, or false to turn it off",
);
const count = v.pipe(
  v.number("expected a number"),
  v.integer("expected a whole number"),
  v.minValue(0, "expected 0 or more"),
);
const positive = v.pipe(count, v.minValue(1, "expected 1 or more"));
const rate = v.pipe(v.number("expected USD per million tokens, a number"), v.minValue(0, "expected 0 or more"));
const text = v.pipe(v.string("expected a string"), v.minLength(1, "expected a string that is not empty"));
const flag = v.boolean("expected true or false");
const fn = (what: string) =>
  v.custom<(...args: never[]) => unknown>((x) => typeof x === "function", `expected ${what}`);
const record = <S extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(
  value: S,
  key: v.BaseSchema<string, string, v.BaseIssue<unknown>> = v.string(),
) => v.record(key, value, "expected an object");
const object = <E extends v.ObjectEntries>(entries: E) => v.strictObject(entries, "expected an object");
const orOff = <E extends v.ObjectEntries>(entries: E) =>
  v.union([v.literal(false), object(entries)], "expected an object, or false to turn it off");

const NOT_BUILT = "not built yet in this version; leave it out";

const timeouts = once(() =>
  orOff({
    connectMs: v.optional(msOrOff),
    firstTokenMs: v.optional(msOrOff),
    idleMs: v.optional(msOrOff),
    totalMs: v.optional(msOrOff),
  }),
);

const retry = once(() =>
  orOff({
    maxRetries: v.optional(count),
    baseMs: v.optional(ms),
    maxMs: v.optional(ms),
    maxRetryAfterMs: v.optional(ms),
    budgetRatio: v.optional(v.pipe(v.number("expected a number"), v.minValue(0, "expected 0 or more"))),
    fallbackDelayMs: v.optional(ms),
  }),
);

export const hedge = once(() =>
  v.union(
    [
      v.literal(false),
      v.pipe(
        object({
          afterMs: v.optional(ms),
          afterPercentile: v.optional(
            v.pipe(
              v.number("expected a number"),
              v.gtValue(0, "expected a number above 0 and below 100"),
              v.ltValue(100, "expected a number above 0 and below 100"),
            ),
          ),
          maxRatio: v.optional(
            v.pipe(
              v.number("expected a number"),
              v.gtValue(0, "expected a share, above 0 and at most 1"),
              v.maxValue(1, "expected a share, above 0 and at most 1"),
            ),
          ),
        }),
        v.check(
          ({ afterMs, afterPercentile }) => (afterMs === undefined) !== (afterPercentile === undefined),
          "expected one of afterMs and afterPercentile",
        ),
      ),
    ],
    "expected { afterMs } or { afterPercentile }, with maxRatio? beside it, or false",
  ),
);

const price = once(() =>
  object({ input: rate, output: rate, cacheRead: v.optional(rate), cacheWrite: v.optional(rate) }),
);

const compat = once(() =>
  object({
    enforce: v.optional(flag),
    thinkTags: v.optional(flag),
    repair: v.optional(flag),
    lenient: v.optional(flag),
    continue: v.optional(flag),
    autoDrop: v.optional(flag),
  }),
);

const concurrency = once(() =>
  v.union(
    [v.literal("adaptive"), object({ max: positive, queueMax: v.optional(count), queueTimeoutMs: v.optional(ms) })],
    'expected { max, queueMax?, queueTimeoutMs? } or "adaptive"',
  ),
);

const apiKey = v.union([text, fn("a function")], "expected a key, or a function that returns one");
const tokens = v.pipe(count, v.minValue(1, "expected tokens, 1 or more"));
const modelFacts = once(() =>
  object({
    contextTokens: v.optional(tokens),
    maxOutputTokens: v.optional(tokens),
    input: v.optional(
      v.array(
        v.picklist(["text", "image", "audio", "file"], 'expected "text", "image", "audio" or "file"'),
        "expected a list of text, image, audio and file",
      ),
    ),
    tools: v.optional(flag),
    structuredOutput: v.optional(flag),
    reasoning: v.optional(flag),
    prefill: v.optional(flag),
  }),
);

export const provider = once(() =>
  object({
    kind: v.optional(v.picklist(["openai", "anthropic", "gemini"], 'expected "openai", "anthropic" or "gemini"')),
    apiKey: v.optional(apiKey),
    keys: v.optional(
      v.pipe(
        v.array(
          v.strictObject({ apiKey, concurrency: v.optional(concurrency()) }, "expected { apiKey, concurrency? }"),
          "expected a list of { apiKey, concurrency? }",
        ),
        v.minLength(1, "expected at least one key"),
      ),
    ),
    auth: v.optional(fn("a function of the request that returns headers")),
    baseURL: v.optional(
      v.pipe(
        v.string("expected a URL"),
        v.check(isWebAddress, "expected a URL such as https://host/v1"),
        v.check(
          isWithoutUser,
          "expected a URL without a user and password, which no fetch sends: give them as headers",
        ),
      ),
    ),
    region: v.optional(text),
    headers: v.optional(
      record(
        v.pipe(
          v.string("expected a string"),
          v.check(isHeaderValue, "expected a header's value: no line breaks, no characters beyond Latin-1"),
        ),
        v.pipe(v.string(), v.check(isHeaderName, "expected a header's name: no spaces, no colons")),
      ),
    ),
    timeouts: v.optional(timeouts()),
    sdk: v.optional(
      v.picklist(["@google/genai", "@google/generative-ai"], 'expected "@google/genai" or "@google/generative-ai"'),
    ),
    concurrency: v.optional(concurrency()),
    probe: v.optional(
      object({
        intervalMs: v.pipe(v.number("expected milliseconds"), v.minValue(100, "expected milliseconds, 100 or more")),
      }),
    ),
    client: v.optional(v.custom((x) => typeof x === "object" && x !== null, "expected an SDK client")),
  }),
);

/** Fields that make a call what it is; a target cannot change them. */
const OF_THE_CALL = ["model", "models", "messages", "stream", "stream_options"];
const CALLS = `expected fields other than ${OF_THE_CALL.join(", ")}`;
const isOwn = (name: string) => !OF_THE_CALL.includes(name);

export const target = once(() =>
  object({
    target: text,
    weight: v.optional(v.pipe(v.number("expected a number"), v.minValue(0, "expected 0 or more"))),
    region: v.optional(text),
    timeouts: v.optional(timeouts()),
    retry: v.optional(retry()),
    concurrency: v.optional(concurrency()),
    price: v.optional(price()),
    params: v.optional(
      v.pipe(
        record(v.unknown()),
        v.check((fields) => Object.keys(fields).every(isOwn), CALLS),
      ),
    ),
    drop: v.optional(
      v.pipe(
        v.array(text, "expected a list of field names"),
        v.check((names) => names.every(isOwn), CALLS),
      ),
    ),
    compat: v.optional(compat()),
    modelFacts: v.optional(modelFacts()),
    name: v.optional(text),
  }),
);

const breaker = once(() =>
  object({
    scope: v.optional(v.picklist(["target", "region", "provider"], 'expected "target", "region" or "provider"')),
    errorThresholdPercentage: v.optional(
      v.pipe(v.number("expected a number"), v.minValue(1, "expected 1 to 100"), v.maxValue(100, "expected 1 to 100")),
    ),
    volumeThreshold: v.optional(positive),
    consecutiveFailures: v.optional(v.union([v.literal(false), positive], "expected a number of 1 or more, or false")),
    windowMs: v.optional(ms),
    resetTimeoutMs: v.optional(ms),
    maxResetTimeoutMs: v.optional(ms),
    slowStartMs: v.optional(v.union([v.literal(false), ms], "expected milliseconds, or false to turn it off")),
    silence: v.optional(flag),
  }),
);

const cache = once(() =>
  object({ maxEntries: v.optional(positive), maxBytes: v.optional(positive), ttlMs: v.optional(ms) }),
);

const idempotency = once(() => object({ ttlMs: v.optional(ms), max: v.optional(positive) }));

const layers = once(() => v.array(fn("a layer: (context, next) => Promise<Reply>"), "expected a list of layers"));

export const EVENTS = [
  "call.start",
  "call.end",
  "attempt.start",
  "attempt.end",
  "retry",
  "fallback",
  "hedge.start",
  "breaker.change",
  "cooldown.start",
  "queue.wait",
  "cost.recorded",
  "cache.hit",
  "cache.miss",
] as const;

const listeners = once(() => Object.fromEntries(EVENTS.map((name) => [name, v.optional(fn("a listener"))])));

/** `localhost:80` is a URL too, with the scheme `localhost:`. */
function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}

function isWithoutUser(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}

function isClock(value: unknown): boolean {
  const clock = value as Record<string, unknown> | null | undefined;
  return ["now", "setTimeout", "clearTimeout"].every((name) => typeof clock?.[name] === "function");
}

/** Parts that the design has and this version has not: turned off they are welcome. */
const PARTS_TO_COME = ["budgets", "guardrails", "rules"];

/** Providers, dialects and models are looked at one by one elsewhere: their values need more than a shape. */
export const router = once(() =>
  object({
    providers: v.optional(record(v.unknown())),
    models: v.optional(record(v.unknown())),
    timeouts: v.optional(timeouts()),
    deadlineMs: v.optional(v.union([ms, fn("a function")], "expected milliseconds, or a function that returns them")),
    retry: v.optional(retry()),
    hedge: v.optional(hedge()),
    breaker: v.optional(v.union([v.literal(false), breaker()], "expected false or an object")),
    cache: v.optional(v.union([flag, cache()], "expected true, false or an object")),
    singleFlight: v.optional(flag),
    idempotency: v.optional(v.union([v.literal(false), idempotency()], "expected false or { ttlMs?, max? }")),
    prices: v.optional(record(price())),
    dialects: v.optional(record(v.unknown())),
    modelFacts: v.optional(record(modelFacts())),
    unknownPrice: v.optional(v.picklist(["warn", "error"], 'expected "warn" or "error"')),
    layers: v.optional(object({ call: v.optional(layers()), attempt: v.optional(layers()) })),
    on: v.optional(object(listeners())),
    name: v.optional(text),
    notices: v.optional(flag),
    strict: v.optional(flag),
    waitUntil: v.optional(fn("a function that takes a promise")),
    clock: v.optional(v.custom(isClock, "expected { now, setTimeout, clearTimeout }, three functions")),
    random: v.optional(fn("a function that returns a number in [0, 1)")),
    fetch: v.optional(fn("a fetch function")),
    ...Object.fromEntries(PARTS_TO_COME.map((name) => [name, v.optional(v.literal(false, NOT_BUILT))])),
    onInterrupt: v.optional(v.picklist(["error", "restart", "continue"], 'expected "error", "restart" or "continue"')),
    transport: v.optional(v.picklist(["lean", "fetch"], 'expected "lean" or "fetch"')),
  }),
);
