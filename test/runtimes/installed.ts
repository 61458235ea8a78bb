import { fileURLToPath } from "node:url";

const at = (path: string) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));

/** Releases of Node on which the whole suite must pass. */
export const NODES: Readonly<Record<string, string>> = {
  "Node 20": at("node-20/bin/node"),
  "Node 22": at("node-22/bin/node"),
  "Node 24": at("node-24/bin/node"),
};

/** How each runtime is started with a script. */
export const RUNTIMES: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  ...Object.fromEntries(Object.entries(NODES).map(([name, program]) => [name, [program] as const])),
  Bun: [at("bun/bin/bun.exe")],
  Deno: [at("deno/deno"), "run", "--allow-all", "--no-lock"],
};
