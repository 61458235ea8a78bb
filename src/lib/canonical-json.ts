/**
 * JSON in which equal values have equal text: members in one order, `undefined` dropped as `JSON.stringify` does, no white
 * space. Lone surrogates come out escaped, so the text survives UTF-8.
 *
 * A copy with its members in order is written at once: that is several times as fast as putting the text together here.
 * @throws TypeError for a BigInt or a value that contains itself.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value, [])) ?? "null";
}

/** A copy with the members of all objects in the order of their names, what has a `toJSON` replaced by what that gives. */
function ordered(value: unknown, above: object[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (above.includes(value)) throw new TypeError("a value that contains itself has no JSON");
  above.push(value);
  const copy = copied(value, (inner) => ordered(inner, above));
  above.pop();
  return copy;
}

function copied(value: object, each: (inner: unknown) => unknown): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return each(toJSON.call(value));
  if (Array.isArray(value)) return value.map(each);
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const inner = each((value as Record<string, unknown>)[name]);
    // Set like any other, this one would be the copy's prototype.
    if (name === "__proto__") Object.defineProperty(copy, name, { value: inner, enumerable: true });
    else copy[name] = inner;
  }
  return copy;
}
