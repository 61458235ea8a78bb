/** A JSON Schema that is not just `true` or `false`. */
export type Schema = Readonly<Record<string, unknown>>;

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `true` allows anything, `false` nothing. */
export function schemaOf(value: unknown): Schema {
  if (isSchema(value)) return value;
  return value === false ? { not: {} } : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function entriesOf(value: unknown): [string, unknown][] {
  return isSchema(value) ? Object.entries(value) : [];
}
