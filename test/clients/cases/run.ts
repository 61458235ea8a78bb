import { describe } from "vitest";
import type { Driver } from "../client.ts";
import { PROVIDERS, type ProviderName, type Stand, stand } from "../stand.ts";
import { abort } from "./abort.ts";
import { create } from "./create.ts";
import { embeddings } from "./embeddings.ts";
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
  embeddings,
};

type Fetch = typeof globalThis.fetch;

/** What only one client has, over each provider. */
export function runOwn<Made>(
  name: string,
  feature: string,
  over: (fetch: Fetch) => Made,
  cases: (at: Own<Made>) => void,
) {
  describe(name, () => {
    const open = stand(over);
    for (const provider of PROVIDERS) {
      describe(provider, () => {
        describe(feature, () => cases({ provider, stand: () => open(provider) }));
      });
    }
  });
}

interface Own<Made> {
  readonly provider: ProviderName;
  stand(): Stand<Made>;
}

/** All cases, for one client over each provider. */
export function runCases(driver: Driver): void {
  describe(driver.name, () => {
    const open = stand(driver.over);
    for (const provider of PROVIDERS) {
      describe(provider, () => {
        for (const [name, feature] of Object.entries(FEATURES)) {
          describe(name, () => feature({ driver, provider, stand: () => open(provider) }));
        }
      });
    }
  });
}
