import { LlmuxError } from "../contract/errors.ts";
import { record } from "../lib/record.ts";
import type { ProviderInit } from "./init.ts";

/** The caller's own client, if there is one. `method`: what is called of it, as a path; without that it is refused as `config`. */
export function ownClient<Client>({ name, client }: ProviderInit, method: string, sdk: string): Client | undefined {
  if (client === undefined) return undefined;
  const found = method.split(".").reduce<unknown>((inside, key) => record(inside)[key], client);
  if (typeof found === "function") return client as Client;
  const message = `providers.${name}.client has no ${method}; pass an instance of the client of the package ${sdk}`;
  throw new LlmuxError("config", message);
}
