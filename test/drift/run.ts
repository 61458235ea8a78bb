import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { RELEASES, type Release } from "./releases.ts";
import type { Examined } from "./suite.ts";

// `npm run drift`: the same calls through the oldest and the newest release of every SDK. Exit 1 if one goes wrong.

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is installed under a name here. */
function installed(alias: string): string {
  const { version } = JSON.parse(readFileSync(at(`node_modules/${alias}/package.json`), "utf8")) as { version: string };
  return version;
}

async function examine(release: Release): Promise<readonly Examined[]> {
  const DRIFT = Object.entries(RELEASES[release])
    .map(([name, alias]) => `${name}=${alias}`)
    .join(",");
  const args = ["--import", "tsx", "--import", at("redirect.mjs"), at("suite.ts")];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, DRIFT } });
  return JSON.parse(stdout) as Examined[];
}

let wrong = 0;
for (const release of Object.keys(RELEASES) as Release[]) {
  for (const { sdk, version, cases, failed } of await examine(release)) {
    const wanted = installed(RELEASES[release][sdk]);
    const passed = cases.length - Object.keys(failed).length;
    console.log(`${release}  ${sdk.padEnd(22)} ${version.padEnd(8)} ${passed} of ${cases.length}: ${cases.join(", ")}`);
    if (version !== wanted) failed.release = `${wanted} is installed, and ${version} was used`;
    for (const [title, reason] of Object.entries(failed)) console.log(`        ${title}: ${reason}`);
    wrong += Object.keys(failed).length;
  }
}
process.exitCode = wrong === 0 ? 0 : 1;
