/** The client of `undici`: one connection to one origin. */
export type UndiciClient = import("undici").Client;
export type ClientClass = new (origin: string, options: import("undici").Client.Options) => UndiciClient;

/**
 * In parts, so that no bundler takes the package in: it is used where it is found, in Node's own way. Only its part for HTTP is
 * loaded: the package as a whole costs three times as much, and names itself the dispatcher of the global fetch.
 *
 * The second module is version 7's alone, which takes the handlers used here.
 */
export const MODULES = ["dispatcher/client.js", "handler/unwrap-handler.js"].map((path) =>
  ["undici/lib", path].join("/"),
);
