import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { NODES } from "../test/runtimes/installed.ts";
import { install } from "./install.ts";

// `npm run runtimes`: the package on each runtime, and its types by the oldest and the newest TypeScript.
// `npm run runtimes -- --whole`: `npm test` on each release of Node. More arguments are vitest's.

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const VITEST = at("node_modules/vitest/vitest.mjs");

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  return spawnSync(program, args, { cwd: at("."), env, stdio: "inherit" }).status === 0;
}

/** The whole suite; what it starts by name finds this Node first. */
function testOn(name: string, node: string, args: readonly string[]): boolean {
  console.log(`\n── ${name}`);
  return run(node, [VITEST, "run", ...args], { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` });
}

const [mode, ...more] = process.argv.slice(2);
const isWhole = mode === "--whole";
const passed =
  (await install("test/runtimes")) &&
  (isWhole
    ? Object.entries(NODES).map(([name, node]) => testOn(name, node, more))
    : [run(process.execPath, [VITEST, "run", "--config", "test/runtimes/vitest.config.ts"])]
  ).every(Boolean);
process.exitCode = passed ? 0 : 1;
