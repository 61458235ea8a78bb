import { type ClientClass, MODULES } from "./undici-modules.ts";

/** Loads the client of `undici`; undefined where that is not installed. */
export async function loadClient(): Promise<ClientClass | undefined> {
  try {
    const load = (name: string) =>
      import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name);
    const [client] = (await Promise.all(MODULES.map(load))) as [{ default: ClientClass }];
    return client.default;
  } catch {
    return undefined;
  }
}
