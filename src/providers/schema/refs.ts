import { entriesOf, isSchema, type Schema, schemaOf } from "./schema.ts";

/** The part of a schema that a local reference names; undefined if there is none, or it lies elsewhere. */
export function resolve(root: Schema, reference: unknown): Schema | undefined {
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  let found: unknown = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const name = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    found = Array.isArray(found) || isSchema(found) ? (found as Record<string, unknown>)[name] : undefined;
  }
  return isSchema(found) || typeof found === "boolean" ? schemaOf(found) : undefined;
}

/** References that lead back to themselves. */
export function recursiveRefs(root: Schema): ReadonlySet<string> {
  const leads = new Map<string, ReadonlySet<string>>();
  const refsIn = (value: unknown, into: Set<string>): Set<string> => {
    if (Array.isArray(value)) for (const entry of value) refsIn(entry, into);
    for (const [key, entry] of entriesOf(value)) {
      if (key === "$ref" && typeof entry === "string") into.add(entry);
      // What definitions refer to counts where they are referred to.
      else if (key !== "$defs" && key !== "definitions") refsIn(entry, into);
    }
    return into;
  };
  const open = [...refsIn({ root, defs: Object.values(root.$defs ?? {}) }, new Set())];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (leads.has(ref)) continue;
    leads.set(ref, refsIn(resolve(root, ref), new Set()));
    open.push(...leads.get(ref)!);
  }
  return new Set([...leads.keys()].filter((ref) => reaches(ref, leads)));
}

function reaches(ref: string, leads: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const open = [...(leads.get(ref) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === ref) return true;
    if (!seen.has(next)) open.push(...(leads.get(next) ?? []));
    seen.add(next);
  }
  return false;
}
