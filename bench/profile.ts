import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { compile, rounds, startAll, warmUp } from "./harness.ts";
import { option } from "./results.ts";
import { SCENARIOS, type ScenarioName } from "./scenarios.ts";
import { type CpuProfile, type Shares, selfTimes } from "./self-times.ts";

/** Where a call's time goes: shares of self time of one subject, once V8 has compiled what it will. */
export interface Profiled {
  readonly subject: string;
  readonly scenario: string;
  readonly cpuUs: number;
  readonly parts: Shares;
  readonly functions: Shares;
}

const COUNTED = 30;
/** Parts that take less than this are not shown. */
const LEAST = 0.01;

const subject = option("subject") ?? "llmux to OpenAI";
const scenario = (option("scenario") ?? "JSON, 64 in flight") as ScenarioName;
const [file, out] = [option("file"), option("out")];

await compile("server.ts", "subject.ts");
const { subjects, stop } = await startAll([subject]);
const [{ child }] = subjects as [(typeof subjects)[0]];
await warmUp(subjects);
await rounds(subjects, SCENARIOS[scenario], { warmUp: 10, counted: 0 });
child.send("profile");
await once(child, "message");
const [took] = await rounds(subjects, SCENARIOS[scenario], { warmUp: 0, counted: COUNTED });
child.send("profiled");
const [profile] = (await once(child, "message")) as [CpuProfile];
stop();
// For a flame graph: any viewer of V8's profiles takes it.
if (file) writeFileSync(file, JSON.stringify(profile));

const shares = selfTimes(profile);
const profiled: Profiled = {
  subject,
  scenario,
  cpuUs: took!.cpuUs,
  parts: shares.parts.filter(([, share]) => share >= LEAST),
  functions: shares.functions.slice(0, Number(option("top") ?? 20)),
};
if (out) writeFileSync(out, JSON.stringify(profiled));
const row = ([label, share]: readonly [string, number]) =>
  console.log(
    `${(share * 100).toFixed(1).padStart(6)} %${(share * profiled.cpuUs).toFixed(1).padStart(8)} µs  ${label}`,
  );
console.log(`\n${subject}; ${scenario}: ${profiled.cpuUs.toFixed(0)} µs of CPU a call, sampled`);
profiled.parts.forEach(row);
console.log("\nFunctions, by self time");
profiled.functions.forEach(row);
