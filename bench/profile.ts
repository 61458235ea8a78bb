import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { compile, rounds, startAll, warmUp } from "./harness.ts";
import { SCENARIOS, type ScenarioName } from "./scenarios.ts";
import { type CpuProfile, selfTimes } from "./self-times.ts";

/** Where a call's time goes: self time of the functions of one subject, once V8 has compiled what it will. */
const option = (name: string, otherwise: string) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const name = option("subject", "llmux to OpenAI");
const scenario = option("scenario", "JSON, 64 in flight") as ScenarioName;
const top = Number(option("top", "30"));
const file = option("file", "");
const COUNTED = 30;

await compile("server.ts", "subject.ts");
const { subjects, stop } = await startAll([name]);
const [{ child }] = subjects as [(typeof subjects)[0]];
await warmUp(subjects);
await rounds(subjects, SCENARIOS[scenario], { warmUp: 10, counted: 0 });
child.send("profile");
await once(child, "message");
const [took] = await rounds(subjects, SCENARIOS[scenario], { warmUp: 0, counted: COUNTED });
child.send("profiled");
const [profile] = (await once(child, "message")) as [CpuProfile];
stop();
if (file) writeFileSync(file, JSON.stringify(profile));

const { parts, functions } = selfTimes(profile);
const row = ([label, share]: readonly [string, number]) =>
  console.log(`${(share * 100).toFixed(1).padStart(6)} %${(share * took!.cpuUs).toFixed(1).padStart(8)} µs  ${label}`);
console.log(`${name}; ${scenario}: ${took!.cpuUs.toFixed(0)} µs of CPU a call, sampled`);
parts.forEach(row);
console.log("\nFunctions, by self time");
functions.slice(0, top).forEach(row);
