import { list, object, text } from "../json.ts";

/** What a provider holds a JSON Schema to. */
export interface SchemaRules {
  /** Keywords it knows. */
  readonly keywords: readonly string[];
  /** Each object must say `additionalProperties: false`. */
  readonly closed?: boolean;
  /** Each property must be required. */
  readonly allRequired?: boolean;
  /** Where a schema may contain itself. */
  readonly recursion: "nowhere" | "optional" | "anywhere";
  /** A reference has nothing beside it, and names a definition. */
  readonly bareRefs?: boolean;
  /** Whether a keyword may have this value. */
  allows?(keyword: string, value: unknown): boolean;
}

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: string;
  readonly root: Schema;
  readonly open: readonly string[];
  readonly optional: boolean;
}

/** What is wrong with the schema, and where; undefined if nothing is. */
export function faultIn(schema: unknown, rules: SchemaRules): string | undefined {
  return look(object(schema), { path: "schema", root: object(schema), open: [], optional: false }, rules);
}

function look(schema: Schema, place: Place, rules: SchemaRules): string | undefined {
  const { path } = place;
  for (const [keyword, value] of Object.entries(schema)) {
    if (!rules.keywords.includes(keyword)) return `${path}: property '${keyword}' is not supported`;
    if (rules.allows?.(keyword, value) === false)
      return `${path}: '${keyword}' does not support ${JSON.stringify(value)}`;
  }
  const names = Object.keys(object(schema.properties));
  const isObject = [schema.type].flat().includes("object");
  if (rules.closed && isObject && schema.additionalProperties !== false) {
    return `${path}: 'additionalProperties' is required to be supplied and to be false`;
  }
  const absent = rules.allRequired ? names.find((name) => !list(schema.required).includes(name)) : undefined;
  if (absent !== undefined) return `${path}: 'required' must name every property; missing '${absent}'`;
  if (schema.$ref !== undefined) return lookBehind(schema, place, rules);
  return inside(schema)
    .map(([name, child, optional]) => {
      const at = optional ?? place.optional;
      return look(object(child), { ...place, path: `${path}.${name}`, optional: at }, rules);
    })
    .find((fault) => fault !== undefined);
}

function lookBehind(schema: Schema, place: Place, rules: SchemaRules): string | undefined {
  const reference = text(schema.$ref);
  const name = reference.replace(/^#\/(\$defs|definitions)\//, "");
  if (rules.bareRefs && (Object.keys(schema).length > 1 || name === reference)) {
    return `${place.path}: '$ref' must stand alone and name a definition`;
  }
  if (place.open.includes(reference)) {
    const allowed = rules.recursion === "anywhere" || (rules.recursion === "optional" && place.optional);
    return allowed ? undefined : `${place.path}: recursive schemas are not supported here`;
  }
  const target = reference === "#" ? place.root : object(object(place.root.$defs ?? place.root.definitions)[name]);
  return look(target, { ...place, open: [...place.open, reference] }, rules);
}

/** Schemas in a schema: their name, themselves, and whether they belong to a property that need not be there. */
function inside(schema: Schema): readonly (readonly [string, unknown, boolean | undefined])[] {
  const required = list(schema.required);
  return [
    ...Object.entries(object(schema.properties)).map(([name, one]) => [name, one, !required.includes(name)] as const),
    ...["anyOf", "allOf", "prefixItems"].flatMap((keyword) =>
      list(schema[keyword]).map((one, index) => [`${keyword}[${index}]`, one, undefined] as const),
    ),
    ...["items", "additionalProperties"].flatMap((keyword) =>
      typeof schema[keyword] === "object" ? [[keyword, schema[keyword], undefined] as const] : [],
    ),
  ];
}
