import type { Clock } from "../contract/clock.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Provider } from "../contract/provider.ts";
import type { Route, Strategy } from "../contract/strategy.ts";
import type { RetryOptions, Target } from "../contract/target.ts";
import { type ProviderKind, vendorNamed, vendors } from "../data/vendors.ts";
import { systemClock } from "../lib/clock.ts";
import { withDefaults } from "../lib/defaults.ts";
import { nearest } from "../lib/nearest.ts";
import { readDialects } from "./dialects.ts";
import { check, type Issue, join, show } from "./issues.ts";
import { checkPriceKeys } from "./prices.ts";
import { type Names, RouteReader } from "./routes.ts";
import { provider as providerSchema, router as routerSchema } from "./schema.ts";
import type { CacheOptions, DialectOptions, ProviderOptions, RouterOptions } from "./types.ts";

/** A provider as the router keeps it. */
export interface ProviderSettings extends ProviderOptions {
  readonly name: string;
  /** The wire; undefined for a custom `Provider`. */
  readonly kind?: ProviderKind;
  readonly custom?: Provider;
  /** The known provider it is, by its name in any spelling: whose endpoint, variables and dialect hold where it names none. */
  readonly vendor?: string;
  /** Environment variables for its key. */
  readonly env: readonly string[];
  /** The user's row for it. */
  readonly dialect?: DialectOptions;
}

/** Options with every default in place. */
export interface Settings extends Omit<RouterOptions, "providers" | "models" | "retry" | "cache" | "clock" | "random"> {
  readonly providers: ReadonlyMap<string, ProviderSettings>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly retry: Required<RetryOptions>;
  readonly cache: Required<CacheOptions> | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** Reads a route that stands in no option: a name, or a request's list of names. Throws `model_not_found`. */
  route(names: string | readonly string[]): Route;
}

const RETRY: Required<RetryOptions> = {
  maxRetries: 2,
  baseMs: 500,
  maxMs: 8000,
  maxRetryAfterMs: 20_000,
  budgetRatio: 0.1,
  fallbackDelayMs: 0,
};
const CACHE: Required<CacheOptions> = { maxEntries: 1000, maxBytes: 64 * 1024 * 1024, ttlMs: 3_600_000 };

/** Checks options and fills in defaults. Throws one error that names every wrong field; its input is left as it is. */
export function readOptions(options: RouterOptions, strategies: Readonly<Record<string, Strategy>>): Settings {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new LlmuxError("config", `createRouter() takes an object of options, got ${show(options)}`);
  }
  const issues = check(routerSchema, options, "");
  const providers = readProviders(options.providers ?? {}, readDialects(options.dialects, issues), issues);
  const names = namesOf(options, providers, strategies);
  const reader = new RouteReader(names, issues);
  const routes = new Map<string, Route>();
  for (const alias of Object.keys(names.aliases)) {
    const route = reader.alias(alias);
    if (route !== undefined) routes.set(alias, route);
  }
  issues.push(...checkPriceKeys(options.prices, names, reader.targets));
  if (issues.length > 0) throw invalid(issues);
  const { retry, cache, clock, random, providers: _p, models: _m, ...rest } = options;
  return {
    ...rest,
    providers,
    routes,
    targets: reader.targets,
    retry: withDefaults(RETRY, retry),
    cache: cache ? withDefaults(CACHE, cache === true ? {} : cache) : undefined,
    clock: clock ?? systemClock,
    random: random ?? Math.random,
    route: (wanted) => readNames(reader, names, wanted),
  };
}

function namesOf(
  options: RouterOptions,
  providers: ReadonlyMap<string, ProviderSettings>,
  strategies: Readonly<Record<string, Strategy>>,
): Names {
  return {
    aliases: isRecord(options.models) ? options.models : {},
    providers: new Set(providers.keys()),
    strategies,
    ownerOf: (model) => Object.keys(vendors).find((name) => vendors[name]!.ids?.test(model)),
    known: vendorNamed,
    regionOf: (provider) => providers.get(provider)?.region,
  };
}

function readNames(reader: RouteReader, names: Names, wanted: string | readonly string[]): Route {
  if (typeof wanted === "string" && Object.hasOwn(names.aliases, wanted)) return reader.alias(wanted)!;
  const issues: Issue[] = [];
  const once = new RouteReader(names, issues, reader);
  const path = typeof wanted === "string" ? "model" : "models";
  const route = once.route(typeof wanted === "string" ? wanted : [...wanted], path);
  if (route !== undefined && issues.length === 0) return route;
  const [issue] = issues;
  throw new LlmuxError("model_not_found", `${issue?.path}: ${issue?.message}`, {
    param: "model",
    code: "model_not_found",
  });
}

function readProviders(
  options: object,
  dialects: ReadonlyMap<string, DialectOptions>,
  issues: Issue[],
): Map<string, ProviderSettings> {
  const settings = new Map<string, ProviderSettings>();
  for (const [name, { kind, env }] of Object.entries(vendors)) settings.set(name, { name, kind, env, vendor: name });
  for (const [name, dialect] of dialects) settings.set(name, ownVendor(name, dialect));
  for (const [name, given] of Object.entries(isRecord(options) ? options : {})) {
    const path = join("providers", name);
    if (name.includes("/"))
      issues.push({ path, message: "a provider's name holds no slash: targets are provider/model" });
    if (isProvider(given)) {
      settings.set(name, { name, custom: given, env: [] });
      continue;
    }
    const half = halfProvider(given);
    if (half !== undefined) {
      issues.push({ path, message: half });
      continue;
    }
    const wrong = isRecord(given)
      ? check(providerSchema, given, path)
      : [{ path, message: `expected an object, or a Provider with complete() and stream(), got ${show(given)}` }];
    issues.push(...wrong);
    const own = (isRecord(given) ? given : {}) as ProviderOptions;
    const known = vendorNamed(name);
    const vendor = known === undefined ? undefined : vendors[known];
    const row = dialects.has(name) ? settings.get(name) : undefined;
    const kind = own.kind ?? row?.kind ?? vendor?.kind;
    if (kind === undefined && wrong.length === 0) {
      const [near] = nearest(name, Object.keys(vendors));
      const hint = near === undefined ? "" : `; or did you mean the provider ${near}?`;
      const message = `missing: "openai" (any compatible endpoint), "anthropic" or "gemini"${hint}`;
      issues.push({ path: join(path, "kind"), message });
    }
    const same = vendor?.kind === kind;
    if (row !== undefined && kind !== "openai") {
      issues.push({ path: join(path, "kind"), message: 'a provider with a row in `dialects` is of kind "openai"' });
    }
    if (
      !same &&
      own.kind !== undefined &&
      row?.baseURL === undefined &&
      own.baseURL === undefined &&
      own.client === undefined
    ) {
      issues.push({
        path: join(path, "baseURL"),
        message: "missing: a provider under a name of your own needs its endpoint",
      });
    }
    const besides = (["apiKey", "auth", "client"] as const).find((other) => own[other] !== undefined);
    if (own.keys !== undefined && besides !== undefined) {
      issues.push({ path: join(path, "keys"), message: `has no meaning beside ${besides}: give one of the two` });
    }
    if (own.sdk !== undefined && kind !== "gemini") {
      const message = 'only a provider of kind "gemini" has a choice of SDKs; leave it out';
      issues.push({ path: join(path, "sdk"), message });
    }
    settings.set(name, {
      ...row,
      ...own,
      name,
      env: row?.env ?? ((same && vendor?.env) || []),
      ...(kind && { kind }),
      ...(same && known !== undefined && { vendor: known }),
    });
  }
  for (const name of dialects.keys()) {
    const { baseURL, client, vendor, custom } = settings.get(name)!;
    if ((baseURL ?? client ?? vendor ?? custom) === undefined)
      issues.push({ path: join(join("dialects", name), "baseURL"), message: "missing: its endpoint" });
  }
  return settings;
}

/** A provider by the user's row, which may be for a known vendor. */
function ownVendor(name: string, dialect: DialectOptions): ProviderSettings {
  const { baseURL, env } = dialect;
  const known = Object.hasOwn(vendors, name) && vendors[name]!.kind === "openai" ? name : undefined;
  return {
    name,
    kind: "openai",
    dialect: { title: name, ...(known && { like: known }), ...dialect },
    env: env ?? (known ? vendors[known]!.env : []),
    ...(baseURL !== undefined && { baseURL }),
    ...(known && { vendor: known }),
  };
}

/** What `Provider` asks for, where only a part of it is there. */
function halfProvider(value: unknown): string | undefined {
  const { complete, stream } = (value ?? {}) as Partial<Provider>;
  if (typeof complete === "function") return "it has complete() but no stream(): a Provider has both";
  return typeof stream === "function" ? "it has stream() but no complete(): a Provider has both" : undefined;
}

function isProvider(value: unknown): value is Provider {
  const provider = value as Partial<Provider> | null;
  return typeof provider?.complete === "function" && typeof provider.stream === "function";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(issues: readonly Issue[]): LlmuxError {
  const lines = issues.map(({ path, message }) => `  ${path === "" ? "options" : path}: ${message}`);
  const fields = issues.length === 1 ? "a wrong field" : `${issues.length} wrong fields`;
  return new LlmuxError("config", `createRouter() got ${fields}:\n${lines.join("\n")}`, {
    code: "invalid_options",
    param: issues[0]!.path,
  });
}
