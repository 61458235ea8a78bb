import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitSchema } from "../../../src/providers/anthropic/schema.ts";

const SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: {
    age: { type: "integer", minimum: 0, description: "In years" },
    pattern: { type: "string", pattern: "^a", format: "email" },
    kind: { oneOf: [{ const: "a" }, { $ref: "#/$defs/node" }] },
    name: { $ref: "#/$defs/name" },
    tags: {
      type: "array",
      minItems: 2,
      items: { type: "object", properties: { x: { type: "string", format: "phone" } } },
    },
  },
  required: ["age"],
  additionalProperties: { type: "string" },
  $defs: {
    name: { type: "string", minLength: 1 },
    node: { type: ["object", "null"], properties: { next: { $ref: "#/$defs/node" } } },
  },
} as const;

const node = (properties: object) => ({ type: ["object", "null"], properties, additionalProperties: false });

describe("anthropic schema", () => {
  it("keeps the subset and moves the rest into descriptions", () => {
    const before = JSON.stringify(SCHEMA);
    const { schema, moved, unrolled } = fitSchema(SCHEMA);
    expect(unrolled).toBe(true);
    expect(schema).toEqual({
      type: "object",
      properties: {
        age: { type: "integer", description: "In years\n\n{minimum: 0}" },
        pattern: { type: "string", format: "email", description: '{pattern: "^a"}' },
        kind: { anyOf: [{ const: "a" }, node({ next: node({ next: node({}) }) })] },
        name: { $ref: "#/$defs/name" },
        tags: {
          type: "array",
          description: "{minItems: 2}",
          items: {
            type: "object",
            properties: { x: { type: "string", description: '{format: "phone"}' } },
            additionalProperties: false,
          },
        },
      },
      required: ["age"],
      additionalProperties: false,
      description: '{additionalProperties: {"type":"string"}}',
      $defs: { name: { type: "string", description: "{minLength: 1}" } },
    });
    expect(new Set(moved)).toEqual(
      new Set(["minimum", "pattern", "minItems", "minLength", "format", "additionalProperties"]),
    );
    expect(JSON.stringify(SCHEMA)).toBe(before);
  });

  it("moves nothing out of a schema it has already written", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("minimum", "type", "pattern", "title", "constructor"), fc.string()),
        (keywords) => {
          const once = fitSchema({ type: "object", properties: { a: keywords } }).schema;
          expect(fitSchema(once)).toEqual({ schema: once, moved: [], unrolled: false });
        },
      ),
    );
  });
});
