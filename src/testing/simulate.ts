import type { Clock } from "../contract/clock.ts";
import { systemClock } from "../lib/clock.ts";
import { FAULTS } from "./faults/faults.ts";
import type { TranscriptEntry } from "./ledger.ts";
import type { SimulatedProvider } from "./provider.ts";
import { startProvider } from "./start-provider.ts";
import type { WireKind } from "./wires/wire.ts";
import { WIRES } from "./wires/wires.ts";

/** What to simulate. */
export interface SimulateOptions {
  /** Ids, cuts between chunks and the choice of `rate` depend on it. @default 1 */
  readonly seed?: number;
  /** Kinds, or names of one's own with the kind each speaks. @default all three */
  readonly providers?: readonly WireKind[] | Readonly<Record<string, WireKind>>;
  /** How many requests each provider remembers. @default 10000 */
  readonly keep?: number;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** The names a simulation has, from what was asked for. */
type NameOf<Setup> = Setup extends WireKind
  ? Setup
  : Setup extends { readonly providers: readonly (infer Kind extends WireKind)[] }
    ? Kind
    : Setup extends { readonly providers: infer Named }
      ? keyof Named & string
      : WireKind;

/** Simulated providers by name, and what belongs to all of them. */
export type Simulation<Name extends string = WireKind> = Readonly<Record<Name, SimulatedProvider>> & {
  /** The `providers` option of `createRouter`. */
  readonly providers: Readonly<
    Record<Name, { readonly kind?: WireKind; readonly apiKey: string; readonly baseURL: string }>
  >;
  /** The same for the same seed and the same requests, in whichever order they arrived. */
  transcript(): readonly TranscriptEntry[];
  /** Resets every provider: it echoes, and remembers nothing. */
  reset(): void;
  /** Tears every connection down and stops listening. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const OPTIONS = ["seed", "providers", "keep", "clock"];

/** No provider may be called so: the simulation's own members, and what would make it a promise. */
const RESERVED = ["providers", "transcript", "reset", "close", "then"];

const SEVERAL = 'several providers are { providers: ["openai", "anthropic"] }';

/**
 * Starts simulated providers: real HTTP servers on this machine that speak the providers' wires, each on its own port.
 *
 * @throws TypeError for an unknown option, kind or name, and for a second argument.
 */
export function simulate<const Setup extends WireKind | SimulateOptions = Record<never, never>>(
  setup?: Setup,
): Promise<Simulation<NameOf<Setup>>>;
export async function simulate(setup?: WireKind | SimulateOptions, ...more: unknown[]): Promise<object> {
  if (more.length > 0) throw new TypeError(`simulate: takes one argument; ${SEVERAL}.`);
  const { seed = 1, keep = 10_000, clock = systemClock, providers } = optionsOf(setup);
  const kinds = Object.entries(kindsOf(providers ?? (Object.keys(WIRES) as WireKind[])));
  for (const [name, kind] of kinds) check(name, kind);
  const started = await Promise.all(
    kinds.map(([name, kind]) =>
      startProvider({ name, wire: WIRES[kind], seed, keep: Math.max(1, keep), clock, faults: FAULTS }),
    ),
  );
  const close = async (): Promise<void> => {
    await Promise.all(started.map((provider) => provider.close()));
  };
  const simulation = {
    ...Object.fromEntries(started.map((provider) => [provider.name, provider])),
    providers: Object.fromEntries(started.map((provider) => [provider.name, settingsOf(provider)])),
    transcript: () => started.flatMap((provider) => [...provider.transcript()].sort(byRequest)),
    reset: () => {
      for (const provider of started) provider.reset();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return simulation;
}

function optionsOf(setup: WireKind | SimulateOptions | undefined): SimulateOptions {
  if (typeof setup === "string") return { providers: [setup] };
  const unknown = Object.keys(setup ?? {}).find((name) => !OPTIONS.includes(name));
  if (unknown === undefined) return setup ?? {};
  throw new TypeError(`simulate: no option is called "${unknown}"; there are ${OPTIONS.join(", ")}.`);
}

function kindsOf(providers: NonNullable<SimulateOptions["providers"]>): Readonly<Record<string, WireKind>> {
  return isList(providers) ? Object.fromEntries(providers.map((kind) => [kind, kind])) : providers;
}

function isList(providers: NonNullable<SimulateOptions["providers"]>): providers is readonly WireKind[] {
  return Array.isArray(providers);
}

function check(name: string, kind: WireKind): void {
  if (!Object.hasOwn(WIRES, kind)) {
    throw new TypeError(
      `simulate: provider "${name}" has the kind "${kind}"; there are ${Object.keys(WIRES).join(", ")}.`,
    );
  }
  if (RESERVED.includes(name)) throw new TypeError(`simulate: "${name}" cannot be a provider's name; choose another.`);
}

function settingsOf(provider: SimulatedProvider): { kind?: WireKind; apiKey: string; baseURL: string } {
  const { name, kind, apiKey, baseURL } = provider;
  return { ...(name === kind ? {} : { kind }), apiKey, baseURL };
}

function byRequest(one: TranscriptEntry, other: TranscriptEntry): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
