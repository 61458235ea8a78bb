import { once } from "node:events";
import { compile, rounds, start, startAll, warmUp } from "./harness.ts";
import { SCENARIOS } from "./scenarios.ts";

/** CPU of a JSON call through llmux to that of the raw SDK. Measured: a good 0.35. Noise never gets here, a doubling does. */
const MOST = 0.6;
const TRIES = 3;

const ROUND = SCENARIOS["JSON, 64 in flight"];

/** Promises of a JSON call, counted with a provider in memory: the same on any machine. */
const MOST_PROMISES = 24;

/** Bytes of a finished call that get into old space: one object there that leads to a call takes all of it along, some 5 kB. */
const MOST_OLD_BYTES = 1500;

/** Fails when llmux costs more than it may, three times in a row, makes more promises, or lets finished calls grow old. */
await compile("server.ts", "subject.ts", "counts-subject.ts");
// Unoptimized, as a process begins: what is compiled leaves some of it out.
const counted = await once(start("counts-subject.js", [], ["--no-opt"]), "message");
const [{ promises, oldBytes }] = counted as [{ promises: number; oldBytes: number }];
console.log(`promises of a JSON call: ${promises.toFixed(0)}, at most ${MOST_PROMISES}`);
console.log(`bytes of a call that get into old space: ${oldBytes.toFixed(0)}, at most ${MOST_OLD_BYTES}`);
const { subjects, stop } = await startAll(["openai", "llmux to OpenAI"]);
await warmUp(subjects);
let ratio = Infinity;
for (let n = 0; n < TRIES && ratio > MOST; n++) {
  const [, ours] = await rounds(subjects, ROUND, { warmUp: 1, counted: 21 });
  ratio = ours!.ratio;
  console.log(`OpenAI, JSON, 64 in flight: ${ratio.toFixed(2)} of the raw SDK's CPU, at most ${MOST.toFixed(2)}`);
}
stop();
if (ratio > MOST || promises > MOST_PROMISES || oldBytes > MOST_OLD_BYTES) process.exitCode = 1;
