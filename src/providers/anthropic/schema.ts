/** A JSON Schema as Anthropic's structured output takes it, and the keywords that only its descriptions still tell. */
export interface FittedSchema {
  readonly schema: Record<string, unknown>;
  readonly moved: readonly string[];
}

const STRING_FORMATS = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "uri",
  "ipv4",
  "ipv6",
  "uuid",
]);

type Fit = (value: unknown, moved: Set<string>) => unknown;

const same: Fit = (value) => value;
const one: Fit = (value, moved) => (isSchema(value) ? rewrite(value, moved) : value);
const list: Fit = (value, moved) => (Array.isArray(value) ? value.map((entry) => one(entry, moved)) : undefined);
const map: Fit = (value, moved) =>
  isSchema(value)
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, one(entry, moved)]))
    : undefined;
const primitives: Fit = (value) => (Array.isArray(value) && value.every(isPrimitive) ? value : undefined);

/** Keywords that are understood; `undefined` as a result means: not in this form. Source: the SDK's own schema transformer, 1.11. */
const KEYWORDS: Readonly<Record<string, Fit>> = {
  $ref: same,
  $defs: map,
  definitions: map,
  type: same,
  title: same,
  description: same,
  enum: primitives,
  const: (value) => (isPrimitive(value) ? value : undefined),
  anyOf: list,
  oneOf: list,
  allOf: list,
  properties: map,
  required: same,
  items: one,
  minItems: (value) => (value === 0 || value === 1 ? value : undefined),
  format: (value) => (STRING_FORMATS.has(String(value)) ? value : undefined),
  additionalProperties: (value) => (value === false ? false : undefined),
};

/** Spelled otherwise on the wire. */
const RENAMED: Readonly<Record<string, string>> = { oneOf: "anyOf" };

/** Says nothing about the answer. */
const MUTE = new Set(["$schema", "$id", "$comment"]);

/** Writes a JSON Schema anew within Anthropic's subset; every constraint beyond it goes into the description next to it. */
export function fitSchema(schema: Record<string, unknown>): FittedSchema {
  const moved = new Set<string>();
  return { schema: rewrite(schema, moved), moved: [...moved] };
}

function rewrite(schema: Record<string, unknown>, moved: Set<string>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const beyond: string[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (MUTE.has(keyword)) continue;
    const name = RENAMED[keyword] ?? keyword;
    const fitted = Object.hasOwn(KEYWORDS, keyword) && !(name in out) ? KEYWORDS[keyword]!(value, moved) : undefined;
    if (fitted !== undefined) out[name] = fitted;
    else {
      moved.add(keyword);
      beyond.push(`${keyword}: ${JSON.stringify(value)}`);
    }
  }
  if (isObjectType(schema)) {
    out.properties ??= {};
    out.additionalProperties = false;
  }
  if (beyond.length > 0) out.description = [out.description, `{${beyond.join(", ")}}`].filter(Boolean).join("\n\n");
  return out;
}

function isObjectType(schema: Record<string, unknown>): boolean {
  return [schema.type].flat().includes("object") || "properties" in schema;
}

function isSchema(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPrimitive(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
