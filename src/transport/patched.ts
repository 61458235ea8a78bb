import { isSame } from "../lib/same.ts";

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
  if (dispatcher !== undefined && !isPlain(dispatcher)) return true;
  ownDispatcher = dispatcher;
  return false;
}

interface Agent {
  readonly dispatch: unknown;
  readonly [key: symbol]: unknown;
}

const plain = new WeakMap<object, boolean>();

/** Whether a dispatcher is what `undici` sets by itself: an agent to which nobody has given settings or interceptors. */
function isPlain(dispatcher: object): boolean {
  let known = plain.get(dispatcher);
  if (known === undefined) {
    known = /^_?Agent$/.test(dispatcher.constructor.name) && isLikeNew(dispatcher as Agent);
    plain.set(dispatcher, known);
  }
  return known;
}

function isLikeNew(agent: Agent): boolean {
  try {
    const fresh = new (agent.constructor as new () => Agent)();
    const isSameIn = (name: string) => {
      const given = hidden(agent, name);
      return given !== undefined && isSame(given, hidden(fresh, name));
    };
    return agent.dispatch === fresh.dispatch && isSameIn("options") && isSameIn("factory");
  } catch {
    return false;
  }
}

function hidden(agent: Agent, name: string): unknown {
  const key = Object.getOwnPropertySymbols(agent).find(({ description }) => description === name);
  return key && agent[key];
}
