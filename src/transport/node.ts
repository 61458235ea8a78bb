import { builtin as find } from "../lib/builtin.ts";

type Modules = {
  "node:http": typeof import("node:http");
  "node:https": typeof import("node:https");
  "node:module": typeof import("node:module");
  "node:stream": typeof import("node:stream");
  "node:zlib": typeof import("node:zlib");
};

/** A built-in module of Node, fetched without an import, which bundlers for other runtimes would refuse. */
export function builtin<N extends keyof Modules>(name: N): Modules[N] {
  return find<Modules[N]>(name)!;
}
