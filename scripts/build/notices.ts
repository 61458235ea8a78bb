import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);

/** Packages whose code is copied into the build; their licences want to go with it. */
const BUNDLED = ["valibot", "opossum", "p-retry", "is-network-error"];

function noticeOf(name: string): string {
  const folder = new URL(`node_modules/${name}/`, ROOT);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file: it cannot be bundled`);
  return `${name}\n\n${readFileSync(new URL(file, folder), "utf8").trim()}\n`;
}

writeFileSync(
  new URL("dist/NOTICES.txt", ROOT),
  `Code of these packages is part of the files in this folder.\n\n${BUNDLED.map(noticeOf).join(`\n${"-".repeat(80)}\n\n`)}`,
);
