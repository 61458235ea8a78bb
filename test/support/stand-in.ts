import fc from "fast-check";

type Schema = Readonly<Record<string, unknown>>;

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  email: "name@example.com",
  hostname: "example.com",
  uri: "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** An answer as a willing model gives it: of the schema's shape, and heeding what the descriptions ask for. */
export function standIn(schema: unknown): unknown {
  return answer(schema, schema as Schema, 0);
}

function answer(given: unknown, root: Schema, depth: number): unknown {
  const schema = whole(given === true ? {} : (given as Schema), root);
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const variants = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (variants) {
    // Deep down, whatever ends it.
    const nullish = variants.find((variant) => variant.type === "null");
    const { anyOf: _, oneOf: __, ...shared } = schema;
    const chosen = whole(depth > 4 && nullish ? nullish : variants[0]!, root);
    const properties = { ...(shared.properties as object), ...(chosen.properties as object) };
    const both = shared.properties ? { ...shared, ...chosen, properties } : chosen;
    return answer(both, root, depth + 1);
  }
  const types = [schema.type ?? (schema.properties ? "object" : "string")].flat() as string[];
  const type = depth > 4 && types.includes("null") ? "null" : types[0]!;
  if (type === "object") return objectOf(schema, root, depth);
  if (type === "array") return arrayOf(schema, root, depth);
  if (type === "string") return textOf(schema);
  if (type === "number" || type === "integer") return numberOf(schema, type);
  return type === "boolean" ? true : null;
}

function whole(given: Schema, root: Schema): Schema {
  let schema: Schema = { ...given, ...told(given.description) };
  if (typeof schema.$ref === "string") {
    let target: unknown = root;
    for (const step of schema.$ref.slice(1).split("/").slice(1)) target = (target as Schema)[step];
    const { $ref, ...beside } = schema;
    schema = { ...whole(target as Schema, root), ...beside };
  }
  for (const part of (schema.allOf ?? []) as Schema[]) {
    const other = whole(part, root);
    schema = { ...schema, ...other, properties: { ...(schema.properties as object), ...(other.properties as object) } };
  }
  return schema;
}

/** `{minLength: 3, pattern: "^a"}` at the end of a description. */
function told(description: unknown): Schema {
  if (typeof description !== "string" || !description.endsWith("}")) return {};
  const found: Record<string, unknown> = {};
  let rest = description.slice(description.lastIndexOf("\n\n{") < 0 ? 1 : description.lastIndexOf("\n\n{") + 3, -1);
  while (rest !== "") {
    const [head, keyword] = /^(\w+): /.exec(rest) ?? [];
    if (head === undefined || keyword === undefined) return {};
    rest = rest.slice(head.length);
    let end = rest.search(/(, \w+: |$)/);
    while (!isJson(rest.slice(0, end))) end += 1 + rest.slice(end + 1).search(/(, \w+: |$)/);
    found[keyword] = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end).replace(/^, /, "");
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function objectOf(schema: Schema, root: Schema, depth: number): unknown {
  const made: Record<string, unknown> = {};
  const required = (schema.required ?? []) as string[];
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Schema)) {
    if (depth < 5 || required.includes(name)) made[name] = answer(property, root, depth + 1);
  }
  const more = schema.additionalProperties;
  if (typeof more === "object" && more !== null) made.key = answer(more, root, depth + 1);
  return made;
}

function arrayOf(schema: Schema, root: Schema, depth: number): unknown {
  const listed = (Array.isArray(schema.items) ? schema.items : (schema.prefixItems ?? [])) as Schema[];
  const made = listed.map((entry) => answer(entry, root, depth + 1));
  const items = Array.isArray(schema.items) ? undefined : schema.items;
  const least = Number(schema.minItems ?? (depth > 4 || listed.length > 0 ? 0 : 1));
  const most = Number(schema.maxItems ?? 100);
  while (made.length < Math.min(least, most)) {
    const entry = answer(items ?? {}, root, depth + 1);
    made.push(schema.uniqueItems && typeof entry === "number" ? entry + made.length : entry);
  }
  return made;
}

function textOf({ pattern, format, minLength, maxLength }: Schema): string {
  if (typeof pattern === "string") {
    const texts = fc.stringMatching(new RegExp(pattern, "u"), { size: "xsmall" });
    return fc.sample(texts, { numRuns: 1, seed: 7 })[0]!;
  }
  const text = FORMATS[String(format)] ?? "text";
  return text.padEnd(Number(minLength ?? 0), "x").slice(0, Number(maxLength ?? 1_000));
}

function numberOf(schema: Schema, type: string): number {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema as Record<string, number>;
  const step = multipleOf ?? (type === "integer" ? 1 : 0.5);
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + step);
  const most = maximum ?? (exclusiveMaximum === undefined ? undefined : exclusiveMaximum - step);
  return Math.ceil((least ?? Math.min(1, most ?? 1)) / step) * step;
}
