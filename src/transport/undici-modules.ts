/** The client of `undici`: one connection to one origin. */
export type UndiciClient = import("undici").Client;
/** What takes a standard fetch through a proxy, as its `dispatcher`. */
export type ProxyAgent = import("undici").ProxyAgent;

/** What is loaded of `undici`. */
export interface UndiciParts {
  readonly client: new (origin: string, options: import("undici").Client.Options) => UndiciClient;
  readonly whole: { readonly ProxyAgent: new (options: import("undici").ProxyAgent.Options) => ProxyAgent };
}

/**
 * Joined here, so that no bundler takes the package in: it is used where it is found, in Node's own way. The client is loaded
 * alone: the package as a whole costs three times as much, and names itself the dispatcher of the global fetch, if that has none yet.
 *
 * The last module is version 7's alone, which takes the handlers used here.
 */
export const MODULES: Readonly<Record<keyof UndiciParts, readonly string[]>> = {
  client: [["undici", "lib/dispatcher/client.js"].join("/"), ["undici", "lib/handler/unwrap-handler.js"].join("/")],
  whole: [["undici", "index.js"].join("/"), ["undici", "lib/handler/unwrap-handler.js"].join("/")],
};
