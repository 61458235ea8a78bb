/** A deep copy of plain data. The structured clone costs microseconds even where there is nothing nested to copy. */
export function copied<T extends object>(value: T): T {
  for (const key in value) if (typeof value[key] === "object" && value[key] !== null) return structuredClone(value);
  return { ...value };
}
