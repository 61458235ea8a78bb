import type { Clock } from "../contract/clock.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Route, Strategy } from "../contract/strategy.ts";
import type { RetryOptions, Target } from "../contract/target.ts";
import { vendorNamed, vendors } from "../data/vendors.ts";
import { systemClock } from "../lib/clock.ts";
import { withDefaults } from "../lib/defaults.ts";
import { record } from "../lib/record.ts";
import { readDialects } from "./dialects.ts";
import { check, type Issue, show } from "./issues.ts";
import { checkModelKeys } from "./prices.ts";
import { type ProviderSettings, readProviders } from "./providers.ts";
import { readRetry } from "./read-retry.ts";
import { type Names, RouteReader } from "./routes.ts";
import { router as routerSchema } from "./schema.ts";
import type { CacheOptions, IdempotencyOptions, RouterOptions } from "./types.ts";

type Filled = "providers" | "models" | "retry" | "cache" | "singleFlight" | "idempotency" | "clock" | "random";

/** Options with every default in place. */
export interface Settings extends Omit<RouterOptions, Filled> {
  readonly providers: ReadonlyMap<string, ProviderSettings>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly retry: Required<RetryOptions>;
  readonly cache: Required<CacheOptions> | undefined;
  readonly singleFlight: boolean;
  readonly idempotency: Required<IdempotencyOptions> | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** Reads a route that stands in no option: a name, or a request's list of names. Throws `model_not_found` of the field that holds the name. */
  route(names: string | readonly string[], fieldOf?: FieldOf): Route;
}

/** Which field of a request holds the name at that place. */
export type FieldOf = (index: number) => string;

const RETRY: Required<RetryOptions> = {
  maxRetries: 2,
  baseMs: 500,
  maxMs: 8000,
  maxRetryAfterMs: 20_000,
  budgetRatio: 0.1,
  fallbackDelayMs: 0,
};
const CACHE: Required<CacheOptions> = { maxEntries: 1000, maxBytes: 64 * 1024 * 1024, ttlMs: 3_600_000 };
const IDEMPOTENCY: Required<IdempotencyOptions> = { ttlMs: 86_400_000, max: 1000 };

/** Checks options and fills in defaults. Throws one error that names every wrong field; its input is left as it is. */
export function readOptions(options: RouterOptions, strategies: Readonly<Record<string, Strategy>>): Settings {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new LlmuxError("config", `createRouter() takes an object of options, got ${show(options)}`);
  }
  const issues = check(routerSchema(), options, "");
  const providers = readProviders(options.providers ?? {}, readDialects(options.dialects, issues), issues);
  const names = namesOf(options, providers, strategies);
  const reader = new RouteReader(names, issues);
  const routes = new Map<string, Route>();
  for (const alias of Object.keys(names.aliases)) {
    const route = reader.alias(alias);
    if (route !== undefined) routes.set(alias, route);
  }
  for (const option of ["prices", "modelFacts"] as const)
    issues.push(...checkModelKeys(option, options[option], names, reader.targets));
  if (issues.length > 0) throw invalid(issues);
  const { retry, cache, singleFlight, idempotency, clock, random } = options;
  // Not spread into one: V8 makes such an object a shape of its own, which lives until a full collection.
  return Object.assign({}, options, {
    providers,
    routes,
    targets: reader.targets,
    retry: readRetry(RETRY, retry),
    cache: cache ? withDefaults(CACHE, cache === true ? {} : cache) : undefined,
    singleFlight: singleFlight ?? Boolean(cache),
    idempotency: idempotency === false ? undefined : withDefaults(IDEMPOTENCY, idempotency),
    clock: clock ?? systemClock,
    random: random ?? Math.random,
    route: (wanted: string | readonly string[], fieldOf: FieldOf = () => "model") =>
      readNames(reader, names, wanted, fieldOf),
  });
}

function namesOf(
  options: RouterOptions,
  providers: ReadonlyMap<string, ProviderSettings>,
  strategies: Readonly<Record<string, Strategy>>,
): Names {
  return {
    aliases: record(options.models) as Names["aliases"],
    providers: new Set(providers.keys()),
    strategies,
    ownerOf: (model) => Object.keys(vendors).find((name) => vendors[name]!.ids?.test(model)),
    known: vendorNamed,
    regionOf: (provider) => providers.get(provider)?.region,
  };
}

function readNames(reader: RouteReader, names: Names, wanted: string | readonly string[], fieldOf: FieldOf): Route {
  if (typeof wanted === "string" && Object.hasOwn(names.aliases, wanted)) return reader.alias(wanted)!;
  const issues: Issue[] = [];
  const once = new RouteReader(names, issues, reader);
  const route = once.route(typeof wanted === "string" ? wanted : [...wanted], "");
  if (route !== undefined && issues.length === 0) return route;
  const { path, message } = issues[0]!;
  const param = fieldOf(Number(/^\[(\d+)\]/.exec(path)?.[1] ?? 0));
  throw new LlmuxError("model_not_found", `${param}: ${message}`, { param, code: "model_not_found" });
}

function invalid(issues: readonly Issue[]): LlmuxError {
  const lines = issues.map(({ path, message }) => `  ${path === "" ? "options" : path}: ${message}`);
  const fields = issues.length === 1 ? "a wrong field" : `${issues.length} wrong fields`;
  return new LlmuxError("config", `createRouter() got ${fields}:\n${lines.join("\n")}`, {
    code: "invalid_options",
    param: issues[0]!.path,
  });
}
