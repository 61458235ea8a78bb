import { notice } from "../lib/notice.ts";
import { coded, fetchFailed } from "./errors.ts";
import { loadUndici } from "./undici.ts";
import type { ProxyAgent } from "./undici-modules.ts";

/** Proxies on the way, by their URLs, with their connections. */
export interface Proxies {
  /** What takes a standard fetch through the proxy; undefined where that is left to the fetch. */
  at(url: string): Promise<ProxyAgent | undefined>;
  closeIdle(): void;
  destroy(error: Error): void;
}

/** @param idleMs How long an unused connection is kept. */
export function createProxies(idleMs: number): Proxies {
  const all = new Map<string, Promise<ProxyAgent | undefined>>();
  const each = (end: (proxy: ProxyAgent) => Promise<void>) => {
    for (const loading of all.values()) loading.then((proxy) => proxy && end(proxy)).catch(() => {});
  };
  return {
    at(url) {
      let proxy = all.get(url);
      if (proxy === undefined) {
        proxy = load(url, idleMs);
        all.set(url, proxy);
      }
      return proxy;
    },
    closeIdle: () => each((proxy) => proxy.close()),
    destroy: (error) => each((proxy) => proxy.destroy(error)),
  };
}

async function load(url: string, idleMs: number): Promise<ProxyAgent | undefined> {
  // Node's fetch, which is about to be used, names its dispatcher before undici looks whether there is one.
  new Headers();
  const undici = await loadUndici("whole");
  if (undici === undefined) {
    const left = "so it is left to Node's fetch whether it is used. Run: npm install undici@7";
    notice("LLMUX_PROXY", `The environment names a proxy, but undici 7 was not found, ${left}`);
    return undefined;
  }
  try {
    // The caller's own limits hold: undici's would end an answer after five minutes of silence.
    const limits = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs };
    return new undici.ProxyAgent({ uri: url, ...limits });
  } catch {
    // The platform's message quotes the address, which may hold a password.
    const message = "HTTPS_PROXY or HTTP_PROXY is not the URL of an HTTP proxy, such as http://proxy.internal:8080";
    throw fetchFailed(coded("ERR_PROXY", message));
  }
}
