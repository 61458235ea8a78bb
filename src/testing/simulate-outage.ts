import type { RouterOptions } from "../options/types.ts";
import { createRouter } from "../router/create-router.ts";
import { play } from "../simulate/play.ts";
import type { SimulationResult } from "../simulate/result.ts";
import type { Scenario } from "../simulate/scenario.ts";

/**
 * Plays a configuration against a scripted load and scripted outages, in virtual time: minutes of traffic take a second, and the
 * same seed gives the same result. The router is the real one; its providers answer as the scenario says, and no request
 * leaves the process. `clock` and `random` of the options are replaced, and so are keys, endpoints and clients of its providers.
 *
 * @throws TypeError for a wrong scenario, `LlmuxError` of kind `config` for a wrong configuration.
 */
export async function simulateOutage(options: RouterOptions, scenario: Scenario): Promise<SimulationResult> {
  const { providers = {}, ...rest } = options;
  return await play(providers, scenario, (own) => createRouter({ ...rest, ...own }));
}
