import { entriesOf, listOf, type Schema } from "./schema.ts";

type Join = (one: unknown, other: unknown) => unknown;

const union: Join = (one, other) => [...new Set([...listOf(one), ...listOf(other)])];
const common: Join = (one, other) => {
  const allowed = [other].flat();
  const both = [one].flat().filter((value) => allowed.includes(value));
  return Array.isArray(one) && both.length !== 1 ? both : both[0];
};
const lower: Join = (one, other) => Math.min(Number(one), Number(other));
const higher: Join = (one, other) => Math.max(Number(one), Number(other));
const first: Join = (one) => one;

/** What two demands on the same value come to. */
const JOINS: Readonly<Record<string, Join>> = {
  title: first,
  description: (one, other) => (one === other ? one : `${one}\n\n${other}`),
  required: union,
  type: common,
  enum: common,
  properties: (one, other) => {
    const joined: Record<string, unknown> = Object.fromEntries(entriesOf(one));
    for (const [name, schema] of entriesOf(other)) {
      joined[name] = Object.hasOwn(joined, name) ? { allOf: [joined[name], schema] } : schema;
    }
    return joined;
  },
  additionalProperties: (one, other) => (one === false || other === false ? false : one),
  minimum: higher,
  exclusiveMinimum: higher,
  minLength: higher,
  minItems: higher,
  minProperties: higher,
  maximum: lower,
  exclusiveMaximum: lower,
  maxLength: lower,
  maxItems: lower,
  maxProperties: lower,
};

/** Both schemas as one; what of `other` cannot be joined is kept in a list under `beyond`. */
export function merge(one: Schema, other: Schema): Schema {
  const merged: Record<string, unknown> = { ...one };
  const left: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(other)) {
    const join = Object.hasOwn(JOINS, keyword) ? JOINS[keyword] : undefined;
    const joined = Object.hasOwn(merged, keyword) ? join?.(merged[keyword], value) : value;
    if (joined !== undefined) merged[keyword] = joined;
    else if (JSON.stringify(merged[keyword]) !== JSON.stringify(value)) left[keyword] = value;
  }
  if (Object.keys(left).length > 0) merged.beyond = [...listOf(merged.beyond), left];
  return merged;
}
