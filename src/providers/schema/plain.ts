import { merge } from "./merge.ts";
import { recursiveRefs, resolve } from "./refs.ts";
import { entriesOf, isSchema, listOf, type Schema, schemaOf } from "./schema.ts";

/** How often a schema that contains itself is written out, where the reference cannot stay. */
const DEPTH = 3;

/** Where recursion may stay: nowhere, or within properties that need not be there. */
export type Recursion = "nowhere" | "optional";

interface Walk {
  readonly root: Schema;
  readonly recursive: ReadonlySet<string>;
  readonly recursion: Recursion;
  /** Definitions that are referred to. */
  readonly defs: Record<string, unknown>;
  unrolled: boolean;
}

interface Place {
  /** References on the way here that lead back to themselves. */
  readonly via: readonly string[];
  /** Within a property that need not be there. */
  readonly optional: boolean;
}

type Node = Record<string, unknown>;

/** A schema without what most subsets lack and other keywords can say, and whether recursion was cut short for it. */
export function plain(root: Schema, recursion: Recursion): { readonly schema: Schema; readonly unrolled: boolean } {
  const walk: Walk = { root, recursive: recursiveRefs(root), recursion, defs: {}, unrolled: false };
  const schema = visit(root, { via: ["#"], optional: false }, walk) ?? {};
  const $defs = Object.keys(walk.defs).length > 0 ? { $defs: walk.defs } : {};
  return { schema: { ...schema, ...$defs }, unrolled: walk.unrolled };
}

/** One schema anew; undefined where nothing can fit it any more, since its recursion was cut. */
function visit(given: unknown, place: Place, walk: Walk): Node | undefined {
  const { $defs: _, definitions: __, ...schema } = schemaOf(given);
  if (schema.$ref !== undefined) return follow(schema, place, walk);
  const parts = listOf(schema.allOf);
  if (parts.length > 0) return visit(flattened(schema, walk, 0), place, walk);
  const variants = listOf(schema.anyOf ?? schema.oneOf);
  if (variants.length > 0 && isSchema(schema.properties)) return visit(spread(schema, variants, walk), place, walk);
  const node: Node = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const read = Object.hasOwn(CHILDREN, keyword) ? CHILDREN[keyword]! : undefined;
    const made = read ? read(value, { schema, place, walk }) : { [keyword]: value };
    if (made === undefined) return undefined;
    Object.assign(node, made);
  }
  if (schema.nullable === true) orNull(node);
  delete node.nullable;
  return node;
}

interface Parent {
  readonly schema: Schema;
  readonly place: Place;
  readonly walk: Walk;
}

const variantsOf = (value: unknown, { place, walk }: Parent): Node | undefined => {
  const anyOf = listOf(value).flatMap((variant) => visit(variant, place, walk) ?? []);
  return anyOf.length > 0 ? { anyOf } : undefined;
};

/** Keywords with schemas in them; undefined: what is left of it nothing can fit. */
const CHILDREN: Readonly<Record<string, (value: unknown, parent: Parent) => Node | undefined>> = {
  anyOf: variantsOf,
  oneOf: variantsOf,
  properties(value, { schema, place, walk }) {
    const required = listOf(schema.required);
    const properties: Node = {};
    for (const [name, property] of entriesOf(value)) {
      const isRequired = required.includes(name);
      const made = visit(property, { ...place, optional: !isRequired }, walk);
      if (made === undefined && isRequired) return undefined;
      // `__proto__` is a name like any other.
      if (made) Object.defineProperty(properties, name, { value: made, enumerable: true, configurable: true });
    }
    return { properties };
  },
  items(value, { schema, place, walk }) {
    if (Array.isArray(value)) return tuple(value, schema.additionalItems, { schema, place, walk });
    if (value === false) return { maxItems: listOf(schema.prefixItems).length };
    if (value === true) return {};
    const items = visit(value, place, walk);
    if (items) return { items };
    return Number(schema.minItems ?? 0) > 0 ? undefined : { maxItems: 0 };
  },
  prefixItems: (value, parent) => tuple(listOf(value), undefined, parent),
  additionalItems: () => ({}),
  additionalProperties(value, { place, walk }) {
    if (!isSchema(value)) return { additionalProperties: value };
    return { additionalProperties: visit(value, { ...place, optional: true }, walk) ?? false };
  },
};

/** Draft 7 and earlier have a list in `items` for what is `prefixItems` now. */
function tuple(list: readonly unknown[], rest: unknown, { place, walk }: Parent): Node | undefined {
  const prefixItems = list.map((entry) => visit(entry, place, walk));
  if (prefixItems.includes(undefined)) return undefined;
  if (rest === false) return { prefixItems, maxItems: list.length };
  const items = isSchema(rest) ? visit(rest, place, walk) : undefined;
  return { prefixItems, ...(items && { items }) };
}

/** A reference stays where it may; else what it names stands in its place. */
function follow({ $ref, ...beside }: Schema, place: Place, walk: Walk): Node | undefined {
  const target = resolve(walk.root, $ref);
  if (target === undefined) return { ...beside, $ref };
  const reference = String($ref);
  const isRecursive = walk.recursive.has(reference);
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
  const stays = Object.keys(beside).length === 0 && (!isRecursive || (walk.recursion === "optional" && place.optional));
  if (name !== undefined && stays) {
    if (!Object.hasOwn(walk.defs, name)) {
      walk.defs[name] = {};
      walk.defs[name] = visit(target, { via: place.via, optional: place.optional && isRecursive }, walk) ?? {};
    }
    return { $ref: `#/$defs/${name}` };
  }
  if (!isRecursive) return visit(merge(beside, target), place, walk);
  if (place.via.filter((one) => one === reference).length >= DEPTH) {
    walk.unrolled = true;
    return undefined;
  }
  return visit(merge(beside, target), { ...place, via: [...place.via, reference] }, walk);
}

const DEEPEST_ALL_OF = 16;

/** All parts of an `allOf` as one schema: closed objects beside each other would exclude each other. */
function flattened({ allOf, ...schema }: Schema, walk: Walk, depth: number): Schema {
  if (depth > DEEPEST_ALL_OF) return schema;
  return listOf(allOf).reduce<Schema>((whole, part) => merge(whole, inlined(part, walk, depth + 1)), schema);
}

/** What a part of a whole says, its reference resolved. */
function inlined(part: unknown, walk: Walk, depth = 0): Schema {
  const { $ref, ...beside } = schemaOf(part);
  const target = $ref === undefined || depth > DEEPEST_ALL_OF ? undefined : resolve(walk.root, $ref);
  const whole = target ? merge(beside, inlined(target, walk, depth + 1)) : schemaOf(part);
  return whole.allOf === undefined ? whole : flattened(whole, walk, depth);
}

/** Properties beside variants belong to each of them. */
function spread(
  { anyOf: _, oneOf: __, title, description, ...shared }: Schema,
  variants: readonly unknown[],
  walk: Walk,
): Schema {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    anyOf: variants.map((variant) => merge(inlined(variant, walk), shared)),
  };
}

/** OpenAPI's `nullable` in JSON Schema's words. */
function orNull(node: Node): void {
  if (typeof node.type === "string") node.type = [node.type, "null"];
  if (Array.isArray(node.enum) && !node.enum.includes(null)) node.enum = [...node.enum, null];
  if (Array.isArray(node.anyOf)) node.anyOf = [...node.anyOf, { type: "null" }];
}
