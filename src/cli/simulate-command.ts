import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { RouterOptions } from "../options/types.ts";
import { createRouter } from "../router/create-router.ts";
import { play } from "../simulate/play.ts";
import type { Scenario } from "../simulate/scenario.ts";
import { tableOf } from "../simulate/table.ts";
import type { Command } from "./command.ts";

const USAGE = "simulate CONFIG.json SCENARIO.json [--json] [--min-availability PERCENT]";

/** `npx llmux simulate`: plays a configuration against scripted outages, and prints what became of the calls. */
export const simulateCommand: Command = {
  usage: USAGE,
  says: "plays a configuration against scripted outages in virtual time; sends nothing",
  async run(args, output) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean" }, "min-availability": { type: "string" } },
    });
    const [config, scenario, ...more] = positionals;
    if (config === undefined || scenario === undefined || more.length > 0) {
      throw new TypeError(`two files are needed\n\nUsage: npx llmux ${USAGE}`);
    }
    const least = percent(values["min-availability"]);
    const { providers = {}, ...rest } = (await readJson(config)) as RouterOptions;
    const result = await play(providers, (await readJson(scenario)) as Scenario, (own) =>
      createRouter({ ...rest, ...own }),
    );
    output.out(values.json ? JSON.stringify(result, null, 2) : tableOf(result));
    if (100 * result.availability >= least) return 0;
    output.err(`availability is below ${least} %`);
    return 1;
  },
};

function percent(text: string | undefined): number {
  const number = Number(text ?? 0);
  if (number >= 0 && number <= 100) return number;
  throw new TypeError("--min-availability: expected a number from 0 to 100");
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new TypeError(`${path} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`${path} is not JSON: ${(error as Error).message}`);
  }
}
