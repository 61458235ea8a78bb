import { isHeaderName } from "../lib/header-value.ts";
import { onNode } from "../lib/on-node.ts";

/** Header fields by names in small letters; null and undefined are left out. */
export type Fields = Readonly<Record<string, string | null | undefined>>;

/** Text that needs no trimming; with others the SDK says what is wrong. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const SYSTEMS: Fields = { darwin: "MacOS", linux: "Linux", win32: "Windows" };

/**
 * The header fields of a first JSON request, equal to those that an SDK made by Stainless would build: what it says of itself
 * and of its platform, and `fields`. The SDKs take a `Headers` for that, for which Node compiles its whole fetch: much of a
 * cold start. Undefined where that is not to be had: elsewhere than on Node, or with fields that are not simply text.
 */
export function stainlessHead(userAgent: string, fields: Fields): [string, string][] | undefined {
  const platform = platformFields();
  if (!platform) return undefined;
  const given = Object.entries({
    accept: "application/json",
    "user-agent": userAgent,
    "x-stainless-retry-count": "0",
    "x-stainless-package-version": userAgent.slice(userAgent.lastIndexOf(" ") + 1),
    ...platform,
    ...fields,
    "content-type": "application/json",
  } satisfies Fields).filter((field): field is [string, string] => field[1] !== null && field[1] !== undefined);
  const isPlain = ([name, value]: [string, string]) =>
    isHeaderName(name) && name === name.toLowerCase() && VALUE.test(value);
  if (!given.every(isPlain)) return undefined;
  return given.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Undefined elsewhere than on a usual Node. */
function platformFields(): Fields | undefined {
  if (!onNode()) return undefined;
  // Bundlers for the edge warn of whoever names `process` by itself.
  const { platform, arch, version } = globalThis.process;
  const system = SYSTEMS[platform];
  if (system === undefined || (arch !== "x64" && arch !== "arm64")) return undefined;
  return {
    "x-stainless-lang": "js",
    "x-stainless-os": system,
    "x-stainless-arch": arch,
    "x-stainless-runtime": "node",
    "x-stainless-runtime-version": version,
  };
}
