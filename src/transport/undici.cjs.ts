import { builtin } from "./node.ts";
import { type ClientClass, MODULES } from "./undici-modules.ts";

declare const __filename: string;

/**
 * The same for the CommonJS build, where `import()` of a name becomes a `require` of one, of which webpack warns. `createRequire`
 * is Node's alone: no bundler follows it.
 */
export async function loadClient(): Promise<ClientClass | undefined> {
  try {
    const load = builtin("node:module").createRequire(__filename);
    const [client] = MODULES.map(load) as ClientClass[];
    return client;
  } catch {
    return undefined;
  }
}
