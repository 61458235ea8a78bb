import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instanceOf } from "../../src/testing/schema.ts";

describe("instanceOf", () => {
  it.each([
    [{ type: "string" }, "text"],
    [{ type: "STRING" }, "text"],
    [{ type: "string", format: "date" }, "2026-01-01"],
    [{ type: "string", minLength: 6 }, "textxx"],
    [{ type: "string", maxLength: 2 }, "te"],
    [{ type: "integer", minimum: 18 }, 18],
    [{ type: "integer", exclusiveMinimum: 3 }, 4],
    [{ type: "number", maximum: -2 }, -2],
    [{ type: ["null", "boolean"] }, true],
    [{ enum: ["b", "a"] }, "b"],
    [{ const: 7 }, 7],
    [{ anyOf: [{ type: "null" }, { type: "string" }] }, null],
    [{ type: "array", minItems: 2, items: { type: "boolean" } }, [true, true]],
    [{ allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] }, { a: 1, b: 2 }],
    [{ $ref: "#/$defs/one", $defs: { one: { properties: { name: { type: "string" } } } } }, { name: "name" }],
    [{}, {}],
    [undefined, {}],
  ])("of %j is %j", (schema, instance) => {
    expect(instanceOf(schema)).toEqual(instance);
  });

  it("ends where a schema contains itself", () => {
    const node = { type: "object", properties: { next: { $ref: "#" }, also: { $ref: "#" } } };
    expect(JSON.stringify(instanceOf(node)).length).toBeLessThan(20_000);
    const endless = { $ref: "#" };
    expect(instanceOf(endless)).toBeNull();
  });

  it("is JSON and the same every time, for any schema-like value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (schema) => {
        const made = instanceOf(schema);
        expect(JSON.parse(JSON.stringify(made))).toEqual(made);
        expect(instanceOf(schema)).toEqual(made);
      }),
    );
  });
});
