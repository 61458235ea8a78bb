import { describe, expect, it } from "vitest";
import { inputSchema } from "../../../src/providers/anthropic/tool-schema.ts";
import { deepFreeze } from "../../support/deep-freeze.ts";

const text = { type: "string" };
const a = { type: "object", properties: { kind: { const: "a" }, at: text }, required: ["kind", "at"] };
const b = { type: "object", properties: { kind: { const: "b" }, at: text }, required: ["kind"] };

describe("a function's parameters for Claude", () => {
  it.each([{}, { type: "object" }, { properties: {} }])("are an object: %j", (parameters) => {
    expect(inputSchema(parameters)).toEqual({ schema: { type: "object", properties: {} }, loose: false });
  });

  it.each(["anyOf", "oneOf"])("have no %s at their root: any variant fits, and the description tells them", (union) => {
    const { schema, loose } = inputSchema(deepFreeze({ [union]: [a, b], description: "Where." }));
    expect(loose).toBe(true);
    expect(schema).toEqual({
      type: "object",
      properties: { kind: { anyOf: [{ const: "a" }, { const: "b" }] }, at: text },
      required: ["kind"],
      description: expect.stringMatching(/^Where\.\n\nThe input must fit one of these.*"const":"a"/s),
    });
  });

  it("have neither a reference nor allOf there; what they say stands in their place", () => {
    const wanted = { type: "object", properties: { at: text }, required: ["at"] };
    const { properties, required } = wanted;
    const $defs = { place: wanted };
    expect(inputSchema({ $ref: "#/$defs/place", $defs })).toMatchObject({ schema: wanted, loose: false });
    const all = inputSchema({ type: "object", allOf: [{ properties }, { required }] });
    expect(all).toMatchObject({ schema: wanted, loose: false });
    expect(all.schema).not.toHaveProperty("allOf");
  });

  it("keep unions further in as they are", () => {
    const parameters = { type: "object", properties: { it: { anyOf: [a, b] } } };
    expect(inputSchema(parameters)).toEqual({ schema: parameters, loose: false });
  });
});
