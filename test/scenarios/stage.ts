import type { ProviderOptions, RouterOptions } from "llmux";
import { simulate } from "llmux/testing";
import { type Outcome, play, type Scenario } from "./play.ts";

const NAMES = { eu: "openai", us: "openai", other: "anthropic" } as const;
export const [EU, US, OTHER] = ["eu/gpt-5.5@eu", "us/gpt-5.5@us", "other/claude-opus-5-5"] as const;
/** Something is wrong between the first two times; until the third all is well again, in milliseconds. */
export const [BAD, GOOD, END] = [2000, 8000, 14_000] as const;

export type Sim = Awaited<ReturnType<typeof simulate<{ providers: typeof NAMES }>>>;
type Reply = Exclude<Parameters<Sim["eu"]["reply"]>[0], undefined>;

interface Trouble extends Partial<Omit<Scenario, "options">> {
  readonly router?: RouterOptions;
  /** How the first region is reached. @default its address and key */
  readonly eu?: (sim: Sim) => ProviderOptions;
  /** What healthy providers answer. @default words after 30 ms */
  readonly reply?: Reply;
}

/** Two regions of a model and another model, asked in this order; `begin` says what is wrong from 2 s to 8 s, `end` what else then is. */
export async function trouble(
  begin: (sim: Sim) => void,
  { router, eu = ({ providers }) => providers.eu, reply = { text: "words", delayMs: 30 }, ...scenario }: Trouble = {},
  end: (sim: Sim) => void = () => {},
): Promise<Outcome> {
  await using sim = await simulate({ providers: NAMES, keep: 100 });
  const heal = () => {
    for (const name of ["eu", "us", "other"] as const) {
      sim[name].heal();
      sim[name].reply(reply);
    }
  };
  heal();
  return await play({
    options: {
      providers: {
        eu: { ...eu(sim), region: "eu" },
        us: { ...sim.providers.us, region: "us" },
        other: sim.providers.other,
      },
      models: { chat: ["eu/gpt-5.5", "us/gpt-5.5", "other/claude-opus-5-5"] },
      breaker: { resetTimeoutMs: 2000 },
      ...router,
    },
    seconds: END / 1000,
    plot: [
      [BAD, () => begin(sim)],
      [GOOD, () => [heal(), end(sim)]],
    ],
    ...scenario,
  });
}

export const messages = (seen: Outcome) => seen.failures().map(({ message }) => message);

/** Requests sent to all of them per call. */
export function perCall(seen: Outcome, from: number, until: number): number {
  const sent = [EU, US, OTHER].reduce((sum, target) => sum + seen.sent(target, from, until), 0);
  return sent / seen.calls(from, until).length;
}
