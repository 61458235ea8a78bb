/** Where undici, and with it Node's own fetch, looks for the dispatcher that a program has set for all. */
const GLOBAL_DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/** The global fetch, and the dispatcher, that were last seen to be Node's own. */
let own: typeof fetch | undefined;
let ownDispatcher: object | undefined;

/**
 * Whether the program has put something of its own in the way of the global fetch: a mock, a tracer, a framework's cache, or
 * a dispatcher such as a proxy. Node's own function names the module it comes from.
 */
export function globalFetchTaken(): boolean {
  const { fetch } = globalThis;
  if (fetch !== own && !Function.prototype.toString.call(fetch).includes("undici")) return true;
  own = fetch;
  const dispatcher = (globalThis as { [GLOBAL_DISPATCHER]?: object })[GLOBAL_DISPATCHER];
  if (dispatcher === ownDispatcher) return false;
  if (dispatcher !== undefined && !/^_?Agent$/.test(dispatcher.constructor.name)) return true;
  ownDispatcher = dispatcher;
  return false;
}
