import { nearest } from "../lib/nearest.ts";
import type { Scenario } from "./scenario.ts";

type Test = (value: unknown) => boolean;
/** Field → its test and what was expected. A field that ends in `!` is needed. */
type Shape = Readonly<Record<string, readonly [test: Test, expected: string]>>;

const isMs: Test = (value) => typeof value === "number" && value >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isLatency: Test = (value) =>
  isMs(value) || (isRecord(value) && isMs(value.p50) && isMs(value.p99) && Number(value.p50) <= Number(value.p99));
const isShare: Test = (value) => typeof value === "number" && value >= 0 && value <= 1;
const isCount: Test = (value) => Number.isInteger(value) && (value as number) >= 1;

const TROUBLES = ["refuse", "reset", "hang", "cut", "slow"];
const isTrouble: Test = (value) =>
  TROUBLES.includes(value as string) ||
  (Number.isInteger(value) && (value as number) >= 400 && (value as number) < 600);

const MS = [isMs, "milliseconds, 0 or more"] as const;
const LATENCY = [isLatency, "milliseconds, or { p50, p99 }"] as const;
const OBJECT = [isRecord, "an object"] as const;

const SCENARIO: Shape = {
  "model!": [(value) => typeof value === "string" && value !== "", "a model name"],
  "durationMs!": [(value) => isMs(value) && value !== 0, "milliseconds, more than 0"],
  callsPerSecond: [(value) => isMs(value) && value !== 0, "a number above 0"],
  arrivals: [(value) => value === "steady" || value === "random", '"steady" or "random"'],
  stream: [(value) => typeof value === "boolean", "true or false"],
  tokens: [(value) => isRecord(value) && isMs(value.input) && isMs(value.output), "{ input, output }, two numbers"],
  call: OBJECT,
  targets: OBJECT,
  seed: [Number.isInteger, "a whole number"],
};
const TARGET: Shape = {
  latencyMs: LATENCY,
  firstTokenMs: LATENCY,
  capacity: [isCount, "a whole number, 1 or more"],
  outages: [Array.isArray, "a list of outages"],
};
const OUTAGE: Shape = {
  fromMs: MS,
  untilMs: MS,
  "fault!": [isTrouble, `a status from 400 to 599, or one of ${TROUBLES.join(", ")}`],
  rate: [isShare, "a share from 0 to 1"],
  retryAfterMs: MS,
  latencyMs: LATENCY,
};

/** @throws TypeError naming the first wrong field, what was expected and the nearest right name. */
export function checkScenario(scenario: Scenario): void {
  checkShape(scenario, SCENARIO, "scenario");
  for (const [name, script] of Object.entries(scenario.targets ?? {})) {
    const path = `targets["${name}"]`;
    checkShape(script, TARGET, path);
    for (const [i, outage] of (script.outages ?? []).entries()) checkShape(outage, OUTAGE, `${path}.outages[${i}]`);
  }
}

function checkShape(value: unknown, shape: Shape, path: string): void {
  if (!isRecord(value)) throw new TypeError(`${path}: expected an object`);
  const names = Object.keys(shape).map((name) => name.replace("!", ""));
  for (const name of Object.keys(value)) {
    if (names.includes(name)) continue;
    const [near] = nearest(name, names);
    throw new TypeError(
      `${path}.${name}: unknown; ${near ? `did you mean ${near}?` : `known are ${names.join(", ")}`}`,
    );
  }
  for (const [key, [test, expected]] of Object.entries(shape)) {
    const name = key.replace("!", "");
    const given = value[name];
    if (given === undefined ? key !== name : !test(given)) throw new TypeError(`${path}.${name}: expected ${expected}`);
  }
}
