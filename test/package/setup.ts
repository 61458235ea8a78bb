import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder with `node_modules/llmux` from the tarball, and the consumer projects beside it. */
    consumers: string;
  }
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the package is built from. */
const SOURCES = ["src", "scripts/build", "tsup.config.ts", "package.json"];

/** Installed beside the package by its users; the Google SDK is left out on purpose. */
const BESIDE = ["@anthropic-ai/sdk", "@types/node"];

/** Packs the build, and installs the tarball with its declared dependencies, and nothing else, beside the consumer projects. */
export default function setup(project: TestProject): () => void {
  if (newestIn(SOURCES) > builtAt()) run("npm", ["run", "build"]);
  const folder = mkdtempSync(join(tmpdir(), "llmux-consumers-"));
  cpSync(join(ROOT, "test/consumers"), folder, { recursive: true });
  const installed = join(folder, "node_modules/llmux");
  mkdirSync(installed, { recursive: true });
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  run("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), ...BESIDE]) link(name, folder);
  project.provide("consumers", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function link(name: string, folder: string): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), path);
}

/** When the last file of the build was written; 0 if there is none. */
function builtAt(): number {
  const built = statSync(join(ROOT, "dist/NOTICES.txt"), { throwIfNoEntry: false });
  return built?.mtimeMs ?? 0;
}

function newestIn(paths: readonly string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const { mtimeMs } = statSync(join(ROOT, path));
      if (!statSync(join(ROOT, path)).isDirectory()) return mtimeMs;
      return newestIn(readdirSync(join(ROOT, path)).map((name) => join(path, name)));
    }),
  );
}
