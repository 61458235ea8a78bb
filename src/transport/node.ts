import { builtin as find } from "../lib/builtin.ts";

type Modules = {
  "node:http": typeof import("node:http");
  "node:https": typeof import("node:https");
  "node:module": typeof import("node:module");
  "node:stream": typeof import("node:stream");
  "node:zlib": typeof import("node:zlib");
};

interface Runtime {
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>;
    readonly getBuiltinModule?: unknown;
  };
  readonly navigator?: { readonly userAgent?: string };
}

const runtime = globalThis as unknown as Runtime;

/**
 * Whether this is Node itself. Bun, Deno and Cloudflare's workers also offer `node:http`, built over their own fetch, whose
 * sockets nobody here controls.
 */
export function onNode(): boolean {
  const versions = runtime.process?.versions;
  if (!versions?.node || versions.bun || versions.deno) return false;
  if (runtime.navigator?.userAgent === "Cloudflare-Workers") return false;
  return typeof runtime.process?.getBuiltinModule === "function";
}

/** A built-in module of Node, fetched without an import, which bundlers for other runtimes would refuse. */
export function builtin<N extends keyof Modules>(name: N): Modules[N] {
  return find<Modules[N]>(name)!;
}
