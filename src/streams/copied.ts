/** A deep copy of JSON data, some ten times as fast as the structured clone. */
export function copied<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copied) as T;
  const copy = { ...value };
  for (const key in copy) if (typeof copy[key] === "object") copy[key] = copied(copy[key]);
  return copy;
}
