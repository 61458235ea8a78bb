import { describe } from "vitest";
import type { Driver } from "../client.ts";
import { PROVIDERS, stand } from "../stand.ts";
import { abort } from "./abort.ts";
import { create } from "./create.ts";
import { errors } from "./errors.ts";
import type { Feature } from "./feature.ts";
import { stream } from "./stream.ts";
import { structured } from "./structured.ts";
import { tools } from "./tools.ts";

const FEATURES: Readonly<Record<string, Feature>> = {
  create,
  stream,
  tools,
  "structured output": structured,
  errors,
  abort,
};

/** All cases, for one client over each provider. */
export function runCases(driver: Driver): void {
  describe(driver.name, () => {
    const open = stand(driver);
    for (const provider of PROVIDERS) {
      describe(provider, () => {
        for (const [name, feature] of Object.entries(FEATURES)) {
          describe(name, () => feature({ driver, provider, stand: () => open(provider) }));
        }
      });
    }
  });
}
