import type { Dialect, DialectRow, ModelRules } from "../../data/dialect.ts";
import { dialects, PERMISSIVE } from "../../data/dialects.ts";
import { vendorNamed } from "../../data/vendors.ts";
import type { ProviderInit } from "../init.ts";

/** OpenAI's models behind somebody else's address: what the models refuse holds, what the server refuses is not known. */
const OPENAI_ELSEWHERE: Dialect = { ...PERMISSIVE, models: dialects.openai!.models ?? [] };

/** The dialect of a provider: the user's row for it, else what is known of its endpoint. */
export function dialectOf({ dialect, vendor }: Pick<ProviderInit, "dialect" | "vendor">, baseURL: string): Dialect {
  return dialect === undefined ? dialectFor(vendor, baseURL) : fromRow(dialect);
}

function fromRow({ like, models = [], params, ...own }: DialectRow): Dialect {
  const known = like === undefined ? undefined : vendorNamed(like);
  const base = (known && dialects[known]) || PERMISSIVE;
  const rows = models.map(({ ids, ...rules }) => ({ ...rules, ids: new RegExp(ids) }));
  return { ...base, ...own, params: { ...base.params, ...params }, models: [...(base.models ?? []), ...rows] };
}

/** The dialect of an endpoint: its vendor's, else that of its host; any other endpoint is held to nothing. */
function dialectFor(vendor: string | undefined, baseURL: string): Dialect {
  const host = hostOf(baseURL);
  const named = vendor !== undefined && vendor !== "openai" ? dialects[vendor] : undefined;
  const hosted = () => Object.values(dialects).find(({ hosts }) => hosts?.test(host));
  return named ?? hosted() ?? (vendor === "openai" ? OPENAI_ELSEWHERE : PERMISSIVE);
}

/** Models whose rules are kept, of each dialect; callers may name any. */
const KEPT = 1000;
const kept = new WeakMap<Dialect, Map<string, ModelRules>>();

/** What holds for one model: the dialect's rules under those of each row that fits. The same object as long as it is kept, so that what is made of it can be kept, too. */
export function rulesFor(dialect: Dialect, model: string): ModelRules {
  let models = kept.get(dialect);
  if (models === undefined) {
    models = new Map();
    kept.set(dialect, models);
  }
  let rules = models.get(model);
  if (rules === undefined) {
    rules = joined(dialect, model.toLowerCase());
    if (models.size >= KEPT) models.clear();
    models.set(model, rules);
  }
  return rules;
}

function joined(dialect: Dialect, id: string): ModelRules {
  const rows: readonly ModelRules[] = (dialect.models ?? []).filter(({ ids }) => ids.test(id));
  if (rows.length === 0) return dialect;
  const layers = [dialect, ...rows];
  return Object.assign({}, ...layers, {
    params: Object.assign({}, ...layers.map(({ params }) => params)),
    whileReasoning: Object.assign({}, ...layers.map(({ whileReasoning }) => whileReasoning)),
  });
}

/** True for OpenAI's own hosts, regional ones included. Only these are sent organization and project. */
export function isOpenAI(baseURL: string): boolean {
  return dialects.openai?.hosts?.test(hostOf(baseURL)) === true;
}

function hostOf(baseURL: string): string {
  try {
    return new URL(baseURL).hostname;
  } catch {
    return "";
  }
}
