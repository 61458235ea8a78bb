import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** The part of Node's emitter that opossum uses: called in order of registration, on a copy of the list. */
const EMITTER = `
class EventEmitter {
  #listeners = new Map();
  on(name, listener) {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return this;
  }
  removeListener(name, listener) {
    const left = (this.#listeners.get(name) ?? []).filter((other) => other !== listener);
    this.#listeners.set(name, left);
    return this;
  }
  removeAllListeners(name) {
    if (name === undefined) this.#listeners.clear();
    else this.#listeners.delete(name);
    return this;
  }
  listenerCount(name) {
    return this.#listeners.get(name)?.length ?? 0;
  }
  emit(name, ...values) {
    const listeners = this.#listeners.get(name) ?? [];
    for (const listener of listeners) listener.apply(this, values);
    return listeners.length > 0;
  }
}
module.exports = EventEmitter;
module.exports.EventEmitter = EventEmitter;
`;

/**
 * An esbuild plugin: opossum, which is CommonJS, goes into the build, and its `require("events")` gets a small emitter. Left to
 * the user's bundler, that `require` survives in ES modules and throws there; and runtimes at the edge have no such module.
 */
export const opossumEvents: Plugin = {
  name: "opossum-events",
  setup(build) {
    build.onResolve({ filter: /^events$/ }, ({ importer }) =>
      /[\\/]opossum[\\/]/.test(importer) ? { path: "events", namespace: "opossum-events" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "opossum-events" }, () => ({ contents: EMITTER, loader: "js" }));
  },
};
