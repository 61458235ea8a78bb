import * as v from "valibot";
import { vendorNamed, vendors } from "../data/vendors.ts";
import { once } from "../lib/once.ts";
import { check, type Issue, join } from "./issues.ts";
import type { DialectOptions } from "./types.ts";

const text = v.pipe(v.string("expected a string"), v.minLength(1, "expected a string that is not empty"));
const flag = v.literal(true, "expected true, or leave it out");
const count = v.pipe(
  v.number("expected a number"),
  v.integer("expected a whole number"),
  v.minValue(1, "expected 1 or more"),
);
const texts = v.array(text, "expected a list of names");
const object = <E extends v.ObjectEntries>(entries: E) => v.strictObject(entries, "expected an object");
const record = <S extends v.GenericSchema>(value: S) => v.record(v.string(), value, "expected an object");

const RULE = 'expected "pass", "ignore", "drop", "refuse", "unsure", or an object with as, wins, warn, values or max';
const form = once(() =>
  object({
    as: v.optional(text),
    wins: v.optional(flag),
    warn: v.optional(flag),
    values: v.optional(record(v.unknown())),
    max: v.optional(v.number("expected a number")),
  }),
);
const params = once(() => record(v.union([v.picklist(["pass", "ignore", "drop", "refuse", "unsure"]), form()], RULE)));
const spellings = once(() =>
  record(v.union([text, record(v.unknown())], "expected an effort, or body fields in its place")),
);
const effort = once(() => object({ same: v.optional(spellings()), near: v.optional(spellings()) }));
const reasoning = once(() =>
  object({
    as: v.picklist(
      ["reasoning_content", "reasoning", "thinking_parts"],
      'expected "reasoning_content", "reasoning" or "thinking_parts"',
    ),
    always: v.optional(flag),
  }),
);

const rules = once(() => ({
  params: v.optional(params()),
  whileReasoning: v.optional(params()),
  effort: v.optional(effort()),
  reasoning: v.optional(v.union([v.literal(false), reasoning()], "expected false, or an object with `as`")),
  toolsExcludeEffort: v.optional(v.picklist(["given", "default"], 'expected "given" or "default"')),
  defaults: v.optional(record(v.unknown())),
  unstreamed: v.optional(record(v.unknown())),
  textOverCalls: v.optional(flag),
}));

const dialect = once(() =>
  object({
    baseURL: v.optional(
      v.pipe(
        text,
        v.check((url) => /^https?:\/\/./.test(url) && URL.canParse(url), "expected a URL such as https://host/v1"),
      ),
    ),
    env: v.optional(texts),
    keyless: v.optional(flag),
    like: v.optional(
      v.pipe(
        text,
        v.check((name) => kindOf(name) === "openai", "expected a known vendor with an OpenAI-compatible endpoint"),
      ),
    ),
    title: v.optional(text),
    keyHeader: v.optional(text),
    only: v.optional(texts),
    models: v.optional(
      v.array(
        object({ ids: v.pipe(text, v.check(isExpression, "expected a regular expression")), ...rules() }),
        "expected a list of rows with `ids`",
      ),
    ),
    fields: v.optional(record(texts)),
    toolIdLength: v.optional(count),
    ...Object.fromEntries(
      [
        ...[
          "oneTokenLimit",
          "noDeveloper",
          "functionsOnly",
          "noSchema",
          "judgesStrict",
          "plainParts",
          "exactToolIds",
          "toolNames",
        ],
        ...["prefix", "alternate", "noStreamOptions"],
      ].map((name) => [name, v.optional(flag)]),
    ),
    ...rules(),
  }),
);

/** Checks the user's vendor rows. Wrong ones become issues, and are left out. */
export function readDialects(given: unknown, issues: Issue[]): ReadonlyMap<string, DialectOptions> {
  const rows = new Map<string, DialectOptions>();
  for (const [name, row] of Object.entries(typeof given === "object" && given !== null ? given : {})) {
    const path = join("dialects", name);
    const wrong = check(dialect(), row, path);
    if (name.includes("/"))
      wrong.push({ path, message: "a provider's name holds no slash: targets are provider/model" });
    if (wrong.length === 0) rows.set(name, row as DialectOptions);
    issues.push(...wrong);
  }
  return rows;
}

function kindOf(name: string): string | undefined {
  const known = vendorNamed(name);
  return known === undefined ? undefined : vendors[known]?.kind;
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source) !== undefined;
  } catch {
    return false;
  }
}
