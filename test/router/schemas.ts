type Schema = Record<string, unknown>;

const object = (properties: Schema, more: Schema = {}): Schema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const text = { type: "string" };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

/** Schemas as applications write them, by what is special about them. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  flat: object({ name: text, age: { type: "integer" }, happy: { type: "boolean" }, score: { type: "number" } }),
  "optional fields": object({ a: text, b: text }, { required: ["a"] }),
  "nested objects": object({ a: object({ b: object({ c: text }) }) }),
  "nested arrays": object({ rows: { type: "array", items: { type: "array", items: { type: "number" } } } }),
  "an empty object": object({ nothing: object({}) }),
  enums: object({ color: { type: "string", enum: ["red", "green"] }, level: { enum: [1, 2, 3] } }),
  "a big enum": object({ code: { type: "string", enum: Array.from({ length: 300 }, (_, i) => `code-${i}`) } }),
  "a mixed enum": object({ any: { enum: ["a", 1, null] } }),
  "an enum with true in it": object({ any: { enum: [true, "maybe"] } }),
  constants: object({ kind: { const: "event" }, version: { const: 2 }, on: { const: true }, none: { const: null } }),
  "nullable by a list of types": object({ a: { type: ["string", "null"] }, b: { type: ["integer", "null"] } }),
  "nullable by a union": object({ a: orNull(text), b: orNull(object({ c: text })) }),
  "nullable as OpenAPI has it": object({ a: { type: "string", nullable: true } }),
  "numbers with bounds": object({
    n: { type: "integer", minimum: 3, maximum: 7 },
    x: { type: "number", exclusiveMinimum: 0, multipleOf: 0.25 },
  }),
  "texts with bounds": object({ s: { type: "string", minLength: 5, maxLength: 6 } }),
  patterns: object({ code: { type: "string", pattern: "^[A-Z]{3}-\\d{4}$", description: "An order's code" } }),
  formats: object(
    Object.fromEntries(
      ["date-time", "date", "time", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"].map((format) => [
        format.replace("-", "_"),
        { type: "string", format },
      ]),
    ),
  ),
  "arrays with bounds": object({ tags: { type: "array", items: text, minItems: 2, maxItems: 4 } }),
  "unique entries": object({ ids: { type: "array", items: { type: "integer" }, minItems: 3, uniqueItems: true } }),
  definitions: object(
    { home: { $ref: "#/$defs/place" }, work: { $ref: "#/$defs/place" } },
    { $defs: { place: object({ city: text }) } },
  ),
  "definitions of draft 7": {
    ...object({ home: { $ref: "#/definitions/place" } }, { definitions: { place: object({ city: text }) } }),
    $schema: "http://json-schema.org/draft-07/schema#",
  },
  "a reference with a description": object(
    { home: { $ref: "#/$defs/place", description: "Where they live" } },
    { $defs: { place: object({ city: text }) } },
  ),
  "a reference to a property": object({ first: object({ name: text }), second: { $ref: "#/properties/first" } }),
  "references through references": object(
    { a: { $ref: "#/$defs/a" } },
    { $defs: { a: object({ b: { $ref: "#/$defs/b" } }), b: object({ c: text }) } },
  ),
  "a linked list": object(
    { head: { $ref: "#/$defs/node" } },
    {
      $defs: { node: object({ value: text, next: orNull({ $ref: "#/$defs/node" }) }) },
    },
  ),
  "a tree": object({ name: text, children: { type: "array", items: { $ref: "#" } } }),
  "a tree with optional branches": object(
    { root: { $ref: "#/$defs/tree" } },
    {
      $defs: {
        tree: object(
          { name: text, left: { $ref: "#/$defs/tree" }, right: { $ref: "#/$defs/tree" } },
          { required: ["name"] },
        ),
      },
    },
  ),
  "two that contain each other": object(
    { a: { $ref: "#/$defs/a" } },
    {
      $defs: { a: object({ b: orNull({ $ref: "#/$defs/b" }) }), b: object({ a: orNull({ $ref: "#/$defs/a" }) }) },
    },
  ),
  "a union told apart": object({
    shape: {
      oneOf: [object({ kind: { const: "circle" }, r: { type: "number" } }), object({ kind: { const: "dot" } })],
    },
  }),
  "properties beside variants": object({
    contact: {
      type: "object",
      properties: { name: text },
      required: ["name"],
      anyOf: [
        { properties: { mail: text }, required: ["mail"] },
        { properties: { phone: text }, required: ["phone"] },
      ],
    },
  }),
  "all of two": object({
    both: {
      allOf: [
        { type: "object", properties: { a: text }, required: ["a"] },
        { type: "object", properties: { b: { type: "integer" } }, required: ["b"] },
      ],
    },
  }),
  "all of a reference and more": object(
    {
      person: {
        allOf: [
          { $ref: "#/$defs/named" },
          { properties: { age: { type: "integer", minimum: 18 } }, required: ["age"] },
        ],
      },
    },
    { $defs: { named: { type: "object", properties: { name: text }, required: ["name"] } } },
  ),
  "a map": object({ scores: { type: "object", additionalProperties: { type: "number" } } }),
  "tuples of draft 7": object({
    point: { type: "array", items: [{ type: "number" }, text], minItems: 2, maxItems: 2 },
  }),
  "tuples of 2020": object({
    point: { type: "array", prefixItems: [{ type: "number" }, text], items: false, minItems: 2 },
  }),
  defaults: object({ unit: { type: "string", enum: ["C", "F"], default: "C", examples: ["F"] } }),
  "unicode keys": object({ größe: { type: "number" }, 名前: text, "a b": text, "🙂": text }),
  "names of keywords": object({ type: text, properties: text, $ref: text, enum: { type: "array", items: text } }),
  "titles and descriptions": object({ a: { type: "string", title: "A", description: "The letter" } }, { title: "T" }),
  "not and if": object(
    { a: { type: "string", not: { const: "x" } }, b: { type: "integer" } },
    {
      if: { properties: { a: { const: "no" } } },
      else: { properties: { b: { minimum: 1 } } },
    },
  ),
};
