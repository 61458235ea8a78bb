import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

// `tsx scripts/install.ts <folder>...`: `npm ci` in folders with a lock file of their own, all at once.

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Installs what the folders' lock files say, unless it was installed since they were written. Whether all went well. */
export async function install(...folders: readonly string[]): Promise<boolean> {
  const installed = await Promise.all(folders.filter(isBehind).map(npmCi));
  return installed.every((isWell) => isWell);
}

function isBehind(folder: string): boolean {
  const writtenAt = (path: string) => statSync(`${ROOT}/${folder}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return writtenAt("package-lock.json") >= writtenAt("node_modules/.package-lock.json");
}

function npmCi(folder: string): Promise<boolean> {
  const args = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"];
  return new Promise((resolve) => {
    const npm = spawn("npm", args, { cwd: ROOT, stdio: "inherit" });
    npm.on("error", () => resolve(false));
    npm.on("exit", (code) => resolve(code === 0));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (!(await install(...process.argv.slice(2)))) process.exitCode = 1;
}
