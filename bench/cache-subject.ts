import type { Measured } from "./goals.ts";
import { memoryRouter } from "./subjects/memory-router.ts";
import { LONG, MESSAGES } from "./subjects/subject.ts";

const ROUNDS = 15;
/** Rounds that are not counted: V8 is still compiling, and its young space is still small. */
const WARM_UP = 10;

const router = await memoryRouter({ models: { chat: ["memory/m"] }, cache: true });
const { completions } = router.chat;
const asked = { model: "chat", messages: MESSAGES };

async function streamed(): Promise<void> {
  for await (const _ of await completions.create({ ...asked, stream: true }));
}

/** What is done so many times a round. */
const WORK: Readonly<Record<string, { times: number; run: () => unknown }>> = {
  json: { times: 2000, run: () => completions.create(asked) },
  stream: { times: 200, run: streamed },
  long: { times: 100, run: () => completions.create({ model: "chat", messages: LONG }) },
  stringify: { times: 100, run: () => JSON.stringify(LONG) },
};

async function cpuUs({ times, run }: (typeof WORK)[string]): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < times; n++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const took = Object.fromEntries(Object.keys(WORK).map((name) => [name, [] as number[]]));
for (let n = 0; n < WARM_UP; n++) for (const work of Object.values(WORK)) await cpuUs(work);
for (let n = 0; n < ROUNDS; n++) for (const [name, work] of Object.entries(WORK)) took[name]!.push(await cpuUs(work));
await router.close();
const median = (name: string) => took[name]!.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
const measured: Measured = {
  "hit-json-us": median("json"),
  "hit-stream-us": median("stream"),
  "hit-long": median("long") / median("stringify"),
};
process.send?.(measured);
process.disconnect();
