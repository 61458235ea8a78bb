import type { Asked } from "../contract/operation.ts";
import type { Warning } from "../contract/report.ts";
import { vendorNamed, vendors } from "../data/vendors.ts";
import { nearest } from "../lib/nearest.ts";
import type { Settings } from "../options/read.ts";

/** Entries of `provider_options` under a name that is no provider's: nobody would ever read them. */
export function strayOptions({ operation, request }: Asked, { providers }: Settings): Warning[] {
  const options = operation === "native" ? undefined : request.provider_options;
  if (!options) return [];
  const strays = Object.keys(options).filter((name) => !providers.has(name) && vendorNamed(name) === undefined);
  return strays.map((name) => {
    const [near] = nearest(name, [...providers.keys(), ...Object.keys(vendors)]);
    const hint = near === undefined ? "its keys are providers' names" : `did you mean ${near}?`;
    const param = `provider_options.${name}`;
    return {
      code: "unknown_provider",
      param,
      target: "",
      message: `${param}: there is no provider "${name}"; ${hint}`,
    };
  });
}
