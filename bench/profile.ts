import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { flameGraph } from "./flame.ts";
import type { CpuProfile } from "./frames.ts";
import { compile, median, rounds, startAll, warmUp } from "./harness.ts";
import { type Profiled, tellProfiled } from "./profiled.ts";
import { option } from "./results.ts";
import { PROFILED_SCENARIOS, type ProfiledScenario } from "./scenarios.ts";
import { selfTimes } from "./self-times.ts";

// Where a call's time goes: shares of self time of one subject, once V8 has compiled what it will.

/** CPU of the subject, in seconds: enough samples for shares of 1 %. */
const WARM_UP_S = 1;
const SAMPLED_S = 3;
/** Parts that take less than this are not shown. */
const LEAST = 0.01;

const subject = option("subject") ?? "llmux to OpenAI";
const scenario = (option("scenario") ?? "JSON, 64 in flight") as ProfiledScenario;
const [file, flame] = [option("file"), option("flame")];

await compile("server.ts", "subject.ts");
const { subjects, stop } = await startAll([subject]);
const [{ child }] = subjects as [(typeof subjects)[0]];
await warmUp(subjects);
await roundsFor(WARM_UP_S);
child.send("profile");
await once(child, "message");
const cpuUs = await roundsFor(SAMPLED_S);
child.send("profiled");
const [profile] = (await once(child, "message")) as [CpuProfile];
stop();

const title = `${subject}; ${scenario}`;
const { parts, functions } = selfTimes(profile);
const profiled: Profiled = {
  title,
  goals: [],
  whole: `${cpuUs.toFixed(0)} µs of CPU a call, while sampled`,
  total: cpuUs,
  unit: "µs",
  parts: parts.filter(([, share]) => share >= LEAST),
  closely: "by function",
  details: functions.slice(0, Number(option("top") ?? 20)),
};
if (file) writeFileSync(file, JSON.stringify(profile));
if (flame) {
  mkdirSync(dirname(flame), { recursive: true });
  writeFileSync(flame, flameGraph(profile, `${title}: ${profiled.whole}`));
}
tellProfiled([profiled]);

/** The median of what a call has cost, in µs. */
async function roundsFor(seconds: number): Promise<number> {
  const round = PROFILED_SCENARIOS[scenario];
  const took: number[] = [];
  for (let us = 0; us < seconds * 1e6; ) {
    const [one] = await rounds(subjects, round, { warmUp: 0, counted: 1 });
    took.push(one!.cpuUs);
    us += one!.cpuUs * one!.calls;
  }
  return median(took);
}
