import type { Provider } from "../contract/provider.ts";
import { type ProviderKind, vendorNamed, vendors } from "../data/vendors.ts";
import { nearest } from "../lib/nearest.ts";
import { check, type Issue, join, show } from "./issues.ts";
import { provider as providerSchema } from "./schema.ts";
import type { DialectOptions, ProviderOptions } from "./types.ts";

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

type Dialects = ReadonlyMap<string, DialectOptions>;

let vendorSettings: readonly (readonly [string, ProviderSettings])[] | undefined;

/** The vendors known by name, which are the same for every router. */
function known(): NonNullable<typeof vendorSettings> {
  vendorSettings ??= Object.entries(vendors).map(([name, { kind, env }]) => [name, { name, kind, env, vendor: name }]);
  return vendorSettings;
}

/** Reads the providers, known vendors and the user's own included. Wrong fields become issues. */
export function readProviders(options: unknown, dialects: Dialects, issues: Issue[]): Map<string, ProviderSettings> {
  const settings = new Map(known());
  for (const [name, dialect] of dialects) settings.set(name, ownVendor(name, dialect));
  for (const [name, given] of Object.entries(isRecord(options) ? options : {})) {
    if (name.includes("/"))
      issues.push({
        path: join("providers", name),
        message: "a provider's name holds no slash: targets are provider/model",
      });
    const row = dialects.has(name) ? settings.get(name) : undefined;
    const read = isProvider(given) ? { name, custom: given, env: [] } : readProvider(name, given, row, issues);
    if (read !== undefined) settings.set(name, read);
  }
  for (const name of dialects.keys()) {
    const { baseURL, client, vendor, custom } = settings.get(name)!;
    if ((baseURL ?? client ?? vendor ?? custom) === undefined)
      issues.push({ path: join(join("dialects", name), "baseURL"), message: "missing: its endpoint" });
  }
  return settings;
}

/** One provider's options over the user's row for it and what is known of its name. */
function readProvider(
  name: string,
  given: unknown,
  row: ProviderSettings | undefined,
  issues: Issue[],
): ProviderSettings | undefined {
  const path = join("providers", name);
  const half = halfProvider(given);
  if (half !== undefined) {
    issues.push({ path, message: half });
    return undefined;
  }
  const wrong = isRecord(given)
    ? check(providerSchema(), given, path)
    : [{ path, message: `expected an object, or a Provider with complete() and stream(), got ${show(given)}` }];
  const own = (isRecord(given) ? given : {}) as ProviderOptions;
  const known = vendorNamed(name);
  const vendor = known === undefined ? undefined : vendors[known];
  const kind = own.kind ?? row?.kind ?? vendor?.kind;
  const same = vendor?.kind === kind;
  issues.push(...wrong);
  if (kind === undefined && wrong.length === 0) issues.push({ path: join(path, "kind"), message: noKind(name) });
  issues.push(...misfits(own, row, kind, same).map(([field, message]) => ({ path: join(path, field), message })));
  return {
    ...row,
    ...own,
    name,
    env: row?.env ?? ((same && vendor?.env) || []),
    ...(kind && { kind }),
    ...(same && known !== undefined && { vendor: known }),
  };
}

function noKind(name: string): string {
  const [near] = nearest(name, Object.keys(vendors));
  const hint = near === undefined ? "" : `; or did you mean the provider ${near}?`;
  return `missing: "openai" (any compatible endpoint), "anthropic" or "gemini"${hint}`;
}

/** Fields that do not fit the provider's kind, with what is wrong. `same`: it is the kind of the vendor of that name. */
function misfits(
  own: ProviderOptions,
  row: ProviderSettings | undefined,
  kind: ProviderKind | undefined,
  same: boolean,
): (readonly [field: string, message: string])[] {
  const placed = own.baseURL ?? own.client ?? row?.baseURL;
  const besides = (["apiKey", "auth", "client"] as const).find((other) => own[other] !== undefined);
  const found: (readonly [string, string] | false)[] = [
    row !== undefined && kind !== "openai" && ["kind", 'a provider with a row in `dialects` is of kind "openai"'],
    !same &&
      own.kind !== undefined &&
      placed === undefined && ["baseURL", "missing: a provider under a name of your own needs its endpoint"],
    own.keys !== undefined &&
      besides !== undefined && ["keys", `has no meaning beside ${besides}: give one of the two`],
    own.probe !== undefined &&
      own.client !== undefined && ["probe", "has no meaning beside client, whose connections are its own"],
    own.sdk !== undefined &&
      kind !== "gemini" && ["sdk", 'only a provider of kind "gemini" has a choice of SDKs; leave it out'],
  ];
  return found.filter((one) => one !== false);
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
