import { MODULES, type UndiciParts } from "./undici-modules.ts";

/** Loads a part of `undici`; undefined where that is not installed. */
export async function loadUndici<Name extends keyof UndiciParts>(name: Name): Promise<UndiciParts[Name] | undefined> {
  try {
    const load = (path: string) =>
      import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ path);
    const [part] = (await Promise.all(MODULES[name].map(load))) as [{ default: UndiciParts[Name] }];
    return part.default;
  } catch {
    return undefined;
  }
}
