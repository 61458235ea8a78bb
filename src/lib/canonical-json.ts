/**
 * JSON in which equal values have equal text: members sorted by name, `undefined` dropped as `JSON.stringify` does,
 * no white space. Lone surrogates come out escaped, so the text survives UTF-8.
 * @throws TypeError for a BigInt or a value that contains itself.
 */
export function canonicalJson(value: unknown): string {
  return written(value, []) ?? "null";
}

function written(value: unknown, above: readonly object[]): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (above.includes(value)) throw new TypeError("a value that contains itself has no JSON");
  const within = [...above, value];
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return written(toJSON.call(value), within);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, within) ?? "null").join(",")}]`;
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = written((value as Record<string, unknown>)[name], within);
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${member}`);
  }
  return `{${members.join(",")}}`;
}
