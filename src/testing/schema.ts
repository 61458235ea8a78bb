import { list, object, text } from "./json.ts";

const DEEPEST = 8;

/** The smallest instance of a JSON Schema that is the same every time; strings say the name of their property. */
export function instanceOf(schema: unknown): unknown {
  return instance(object(schema), { name: "text", root: object(schema), depth: 0 });
}

interface Place {
  readonly name: string;
  readonly root: Readonly<Record<string, unknown>>;
  readonly depth: number;
}

type Maker = (schema: Readonly<Record<string, unknown>>, place: Place) => unknown;

const MAKERS: Readonly<Record<string, Maker>> = {
  string: (schema, place) => sized(FORMATS[text(schema.format)] ?? place.name, schema),
  number: (schema) => bounded(schema),
  integer: (schema) => Math.ceil(bounded(schema)),
  boolean: () => true,
  null: () => null,
  array: (schema, place) => {
    if (place.depth >= DEEPEST) return [];
    const length = Math.min(16, Math.max(1, Number(schema.minItems) || 0));
    return Array.from({ length }, () => instance(object(schema.items), deeper(place, place.name)));
  },
  object: (schema, place) => {
    const properties = object(schema.properties);
    const names = place.depth >= DEEPEST ? list(schema.required).map(text) : Object.keys(properties);
    if (place.depth >= 2 * DEEPEST) return {};
    return Object.fromEntries(names.map((name) => [name, instance(object(properties[name]), deeper(place, name))]));
  },
};

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  duration: "PT1S",
  email: "name@example.com",
  hostname: "example.com",
  uri: "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "00000000-0000-4000-8000-000000000000",
};

function instance(schema: Readonly<Record<string, unknown>>, place: Place): unknown {
  if ("const" in schema) return schema.const;
  if (list(schema.enum).length > 0) return list(schema.enum)[0];
  const reference = text(schema.$ref);
  if (reference)
    return place.depth >= 2 * DEEPEST ? null : instance(resolve(reference, place.root), deeper(place, place.name));
  const branches = list(schema.anyOf ?? schema.oneOf);
  if (branches.length > 0) return instance(object(branches[0]), deeper(place, place.name));
  const whole = merged(schema);
  return (MAKERS[typeOf(whole)] ?? MAKERS.object!)(whole, place);
}

/** Gemini's own schema language spells types in capitals. */
function typeOf(schema: Readonly<Record<string, unknown>>): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  return text(type).toLowerCase() || (schema.items ? "array" : "object");
}

function merged(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const parts = list(schema.allOf).map(object);
  if (parts.length === 0) return schema;
  const properties = Object.assign({}, ...parts.map((part) => part.properties), schema.properties);
  return Object.assign({}, ...parts, schema, { properties });
}

function resolve(reference: string, root: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const steps = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  let found = root;
  for (const step of steps) found = object(found[step.replaceAll("~1", "/").replaceAll("~0", "~")]);
  return found;
}

function deeper(place: Place, name: string): Place {
  return { name, root: place.root, depth: place.depth + 1 };
}

function sized(word: string, schema: Readonly<Record<string, unknown>>): string {
  const least = Math.min(1_000, Number(schema.minLength) || 0);
  const most = schema.maxLength === undefined ? word.length : Number(schema.maxLength);
  return word.padEnd(least, "x").slice(0, Math.max(least, most));
}

function bounded(schema: Readonly<Record<string, unknown>>): number {
  const least = Number(
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : Number(schema.exclusiveMinimum) + 1),
  );
  const most = Number(
    schema.maximum ?? (schema.exclusiveMaximum === undefined ? least : Number(schema.exclusiveMaximum) - 1),
  );
  return Math.min(least, most);
}
