import { builtin } from "./node.ts";
import { MODULES, type UndiciParts } from "./undici-modules.ts";

declare const __filename: string;

/**
 * The same for the CommonJS build, where `import()` of a name becomes a `require` of one, of which webpack warns. `createRequire`
 * is Node's alone: no bundler follows it.
 */
export async function loadUndici<Name extends keyof UndiciParts>(name: Name): Promise<UndiciParts[Name] | undefined> {
  try {
    const load = builtin("node:module").createRequire(__filename);
    const [part] = MODULES[name].map(load) as UndiciParts[Name][];
    return part;
  } catch {
    return undefined;
  }
}
