import { LlmuxError } from "../contract/errors.ts";
import { vendors } from "../data/vendors.ts";
import { environment } from "../lib/environment.ts";
import type { ProviderInit } from "./init.ts";

/**
 * The same with its base URL filled in: given, else its vendor's, else as the vendor's environment variables say.
 *
 * @throws LlmuxError `config` if the vendor has no address of its own and none of its variables is set.
 */
export function withEndpoint(init: ProviderInit): ProviderInit {
  const vendor = init.vendor === undefined ? undefined : vendors[init.vendor];
  if (vendor === undefined || init.baseURL !== undefined || init.client !== undefined) return init;
  if (vendor.endpoints === undefined) return { ...init, ...(vendor.baseURL && { baseURL: vendor.baseURL }) };
  for (const { env: name, baseURL } of vendor.endpoints) {
    const value = environment(name)?.trim().replace(/\/+$/, "");
    if (value) return { ...init, baseURL: fill(baseURL, value) };
  }
  const names = vendor.endpoints.map((endpoint) => endpoint.env).join(" or ");
  const message = `${init.name}: no endpoint: set ${names}, or give providers.${init.name}.baseURL`;
  throw new LlmuxError("config", message, { code: "missing_endpoint" });
}

/** A value that ends as the template does, already is the whole address. */
function fill(template: string, value: string): string {
  const [before = "", after = ""] = template.split("{}");
  return before === "" && value.endsWith(after) ? value : before + value + after;
}
