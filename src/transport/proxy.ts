import { environment } from "../lib/environment.ts";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const SECURE = ["https_proxy", "HTTPS_PROXY"];
const OPEN = ["http_proxy", "HTTP_PROXY"];

/**
 * Whether the environment asks for a proxy on the way to `url`. Follows curl in the variables' names and in `NO_PROXY`
 * (hosts, domains, `*`, optional ports); like Go, never for the machine itself.
 */
export function proxied(url: Pick<URL, "protocol" | "hostname" | "port">): boolean {
  if (LOOPBACK.test(url.hostname) || !(url.protocol === "https:" ? SECURE : OPEN).some(environment)) return false;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const exempt = (environment("no_proxy") ?? environment("NO_PROXY") ?? "").toLowerCase().split(/[\s,]+/);
  return !exempt.some((rule) => matches(rule, url.hostname, port));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === "*") return true;
  const [, name = "", rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule)!;
  if (rulePort && rulePort !== port) return false;
  const domain = name.replace(/^\*?\./, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
