import { environment } from "../lib/environment.ts";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const SECURE = ["https_proxy", "HTTPS_PROXY"];
const OPEN = ["http_proxy", "HTTP_PROXY"];

/**
 * The URL of the proxy that the environment names on the way to `url`. Follows curl in the variables' names, in proxies without
 * a scheme and in `NO_PROXY` (hosts, domains, `*`, optional ports); like Go, never for the machine itself.
 */
export function proxyOf(url: Pick<URL, "protocol" | "hostname" | "port">): string | undefined {
  if (LOOPBACK.test(url.hostname)) return undefined;
  const name = (url.protocol === "https:" ? SECURE : OPEN).find(environment);
  if (name === undefined) return undefined;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const exempt = (environment("no_proxy") ?? environment("NO_PROXY") ?? "").toLowerCase().split(/[\s,]+/);
  if (exempt.some((rule) => matches(rule, url.hostname, port))) return undefined;
  const proxy = environment(name)!;
  return /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === "*") return true;
  const [, name = "", rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule)!;
  if (rulePort && rulePort !== port) return false;
  const domain = name.replace(/^\*?\./, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
