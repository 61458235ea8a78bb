// A resolver hook for a whole process: imports of an SDK find the release that DRIFT names, by `package=alias,…`.
import { register } from "node:module";

const aliases = Object.fromEntries((process.env.DRIFT ?? "").split(",").map((pair) => pair.split("=")));
const hook = `
const aliases = ${JSON.stringify(aliases)};
export function resolve(specifier, context, next) {
  const name = Object.keys(aliases).find((name) => specifier === name || specifier.startsWith(name + "/"));
  if (name === undefined) return next(specifier, context);
  const parentURL = ${JSON.stringify(new URL("package.json", import.meta.url).href)};
  return next(aliases[name] + specifier.slice(name.length), { ...context, parentURL });
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
