import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { MatchLogic, ModelInfo, ModelPrice, Provider } from "@pydantic/genai-prices";
import { waitForUpdate } from "@pydantic/genai-prices";

const PACKAGE = "@pydantic/genai-prices";
const OUT = new URL("../src/data/prices.ts", import.meta.url);

/** Names the router uses where the package's own differ; both are understood. */
const NAMES: Readonly<Record<string, string>> = { google: "gemini", "x-ai": "xai", moonshotai: "moonshot" };

/** Names the router uses where the package's own are kept. */
const SYNONYMS: Readonly<Record<string, string>> = { togetherai: "together" };

/** Price lists of editors and of other people's endpoints: left out for their size. */
const LEFT_OUT = /^(huggingface_.*|github-copilot|cursor|quicksilverpro)$/;

/** OpenRouter's own rule for its names, in place of a row for each free model. Its names have a slash; older lists had none. */
const OPENROUTER = { id: "openrouter", free: "*:free;;0 0", obsolete: (name: string): boolean => !name.includes("/") };

/** Fees and rates that token counts alone cannot tell: a model that has one gets no price. */
const UNTELLABLE = [
  "requests_kcount",
  "output_reasoning_mtok",
  "output_citation_mtok",
  "output_audio_mtok",
  "output_image_mtok",
  "output_video_mtok",
  "input_text_messages_kcount",
  "audio_hours",
  "input_audio_hours",
];

const RATES = ["input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok"] as const;

function clauses(match: MatchLogic): string[] {
  if ("or" in match) return match.or.flatMap(clauses);
  if ("and" in match) return [match.and.flatMap(clauses).join("&")];
  if ("equals" in match) return [match.equals.toLowerCase()];
  if ("starts_with" in match) return [`${match.starts_with.toLowerCase()}*`];
  if ("ends_with" in match) return [`*${match.ends_with.toLowerCase()}`];
  if ("contains" in match) return [`*${match.contains.toLowerCase()}*`];
  return [`/${match.regex}/`];
}

/** Without the exact names that a prefix of the same model covers. */
function concise(all: readonly string[]): string[] {
  const unique = [...new Set(all)];
  const exact = (clause: string): boolean => !/^\/|[*&]/.test(clause);
  const prefixes = unique.filter((clause) => /^[^/*&][^*&]*\*$/.test(clause)).map((clause) => clause.slice(0, -1));
  for (const clause of unique) {
    if (/[\s;`]/.test(clause)) throw new Error(`${PACKAGE}: "${clause}" does not fit the format of prices.ts`);
  }
  return unique.filter((clause) => !exact(clause) || !prefixes.some((prefix) => clause.startsWith(prefix)));
}

function rateAt(price: ModelPrice[string], tokens: number): number | undefined {
  if (price === undefined || typeof price === "number") return price;
  return price.tiers.reduce((rate, tier) => (tokens > tier.start ? tier.price : rate), price.base);
}

/** `input output cacheRead cacheWrite` at a number of input tokens; `-` for a rate that is not given. */
function ratesAt(price: ModelPrice, tokens: number): string {
  return RATES.map((key) => rateAt(price[key], tokens) ?? (key === "output_mtok" ? 0 : "-"))
    .join(" ")
    .replace(/( -)+$/, "");
}

function priceText(price: ModelPrice): string {
  const tiered = RATES.flatMap((key) => {
    const rate = price[key];
    return typeof rate === "object" ? rate.tiers.map((tier) => tier.start) : [];
  });
  const starts = [...new Set(tiered)].sort((a, b) => a - b);
  return [ratesAt(price, 0), ...starts.map((start) => `>${start} ${ratesAt(price, start + 1)}`)].join(" ");
}

function priced(id: string, price: ModelPrice): boolean {
  if (UNTELLABLE.some((key) => price[key] !== undefined)) return false;
  return price.input_mtok !== undefined || (id.endsWith(":free") && Object.keys(price).length === 0);
}

function free(price: ModelPrice): ModelPrice {
  return Object.keys(price).length === 0 ? { input_mtok: 0, output_mtok: 0 } : price;
}

/** The prices that hold on `today` or later, in the package's order: the last that applies wins. */
function prices(model: ModelInfo, today: string): string[] {
  const all = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  if (all.some((entry) => !priced(model.id, entry.prices))) return [];
  const dated = (entry: (typeof all)[number]): string | undefined =>
    entry.constraint?.type === "start_date" ? entry.constraint.start_date : undefined;
  const current = all.findLastIndex((entry) => entry.constraint === undefined || (dated(entry) ?? "9") <= today);
  const list: string[] = [];
  for (const [index, entry] of all.entries()) {
    const start = dated(entry);
    const text = priceText(free(entry.prices));
    if (entry.constraint?.type === "time_of_date") {
      list.push(`@${entry.constraint.start_time.slice(0, 5)}-${entry.constraint.end_time.slice(0, 5)} ${text}`);
    } else if (index === current) list.push(text);
    else if (start !== undefined && start > today) list.push(`@${start} ${text}`);
  }
  return list;
}

function line(model: ModelInfo, names: readonly string[], today: string): string {
  return [concise(names).join(" "), model.context_window ?? "", ...prices(model, today)].join(";");
}

function rows(provider: Provider, today: string): string {
  const ours = provider.id === OPENROUTER.id;
  const lines = provider.models.flatMap((model) => {
    const names = clauses(model.match).filter(
      (name) => !ours || !(OPENROUTER.obsolete(name) || name.endsWith(":free")),
    );
    return names.length > 0 ? [line(model, names, today)] : [];
  });
  return [...(ours ? [OPENROUTER.free] : []), ...lines].join("\n");
}

function renamed(id: string): string {
  return NAMES[id] ?? id;
}

function source(providers: readonly Provider[], version: string, today: string): string {
  const kept = providers.filter((provider) => !LEFT_OUT.test(provider.id));
  const fallbacks = kept.flatMap(({ id, fallback_model_providers: others }) =>
    others ? [[renamed(id), others.map(renamed)] as const] : [],
  );
  return `import type { Catalogue } from "./catalogue.ts";

/**
 * List prices and context windows of ${kept.length} providers as of ${today}, from ${PACKAGE} ${version} (MIT, Pydantic).
 * Written by scripts/generate-prices.ts; not to be edited.
 */
export const CATALOGUE: Catalogue = {
  asOf: ${JSON.stringify(today)},
  source: ${JSON.stringify(`${PACKAGE} ${version}`)},
  aliases: ${JSON.stringify({ ...NAMES, ...SYNONYMS })},
  fallbacks: ${JSON.stringify(Object.fromEntries(fallbacks))},
  rows: {
${kept.map((provider) => `    ${JSON.stringify(renamed(provider.id))}: String.raw\`${rows(provider, today)}\`,`).join("\n")}
  },
};
`;
}

const providers = await waitForUpdate();
if (!providers) throw new Error(`${PACKAGE} has no data`);
const entry = createRequire(import.meta.url).resolve(PACKAGE);
const { version } = JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8")) as { version: string };
const today = process.argv[2] ?? new Date().toISOString().slice(0, 10);
writeFileSync(OUT, source(providers, version, today));
