import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const DIST = new URL("../../dist/", import.meta.url);

/** The bundler drops the directive from the sources; consumers without that library need it. */
const DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';

/** Finishes each `.d.ts` of the build, and writes its twin for `require`: the same declarations over `.cjs` files. */
for (const name of readdirSync(DIST).filter((file) => file.endsWith(".d.ts"))) {
  const source = readFileSync(new URL(name, DIST), "utf8");
  const text = /Symbol\.(asyncD|d)ispose/.test(source) ? DISPOSABLE + source : source;
  writeFileSync(new URL(name, DIST), text);
  writeFileSync(
    new URL(name.replace(/\.d\.ts$/, ".d.cts"), DIST),
    text.replace(/(["'])(\.\/[^"']+)\.js\1/g, "$1$2.cjs$1"),
  );
}
