/** The defaults, overridden by what is given, later ones last. `undefined` is not given: a caller's `process.env.X` may be. */
export function withDefaults<T extends object>(
  defaults: T,
  ...given: readonly ({ readonly [K in keyof T]?: T[K] | undefined } | undefined)[]
): T {
  const merged = { ...defaults };
  for (const part of given) {
    for (const key of Object.keys(part ?? {}) as (keyof T)[]) {
      const value = part![key];
      if (value !== undefined) merged[key] = value;
    }
  }
  return merged;
}
