import { describe, expect, it } from "vitest";
import { strictSchema } from "../../../src/providers/openai/strict-schema.ts";
import { deepFreeze } from "../../support/deep-freeze.ts";

const text = { type: "string" };
const object = (properties: object, more: object = {}) => ({
  ...{ type: "object", properties, required: Object.keys(properties) },
  ...more,
});
const shut = { additionalProperties: false };

describe("a schema for OpenAI's strict mode", () => {
  it("is the very same where it is closed already", () => {
    const schema = object({ a: text, b: { type: ["string", "null"] } }, shut);
    expect(strictSchema(schema)).toBe(schema);
  });

  it("has all its objects closed, wherever they are, and the caller's is not changed", () => {
    const node = object({ next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] } });
    const schema = deepFreeze(object({ list: { type: "array", items: object({ a: text }) } }, { $defs: { node } }));
    expect(strictSchema(schema)).toEqual({
      ...schema,
      ...shut,
      properties: { list: { type: "array", items: { ...object({ a: text }), ...shut } } },
      $defs: { node: { ...node, ...shut } },
    });
  });

  it.each<[string, object]>([
    ["an optional property", { type: "object", properties: { a: text }, required: [] }],
    ["one further in", object({ list: { type: "array", items: { type: "object", properties: { a: text } } } })],
    ["an object open on purpose", object({ a: text }, { additionalProperties: true })],
    ["a map", object({ a: { type: "object", additionalProperties: text } })],
    ["a keyword that the mode lacks", object({ a: { oneOf: [text, { type: "number" }] } })],
  ])("is none with %s", (_, schema) => {
    expect(strictSchema(schema as Record<string, unknown>)).toBeUndefined();
  });
});
