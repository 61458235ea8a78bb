import { getHeapSpaceStatistics, promiseHooks } from "node:v8";
import { memoryRouter } from "./subjects/memory-router.ts";
import { MESSAGES } from "./subjects/subject.ts";

const WARM_UP = 50;
const CALLS = 100;
/** Enough for some collections of young objects. */
const ROUNDS = 30;

/**
 * Says how many promises llmux makes for a JSON call of a provider in memory, which needs two itself, and how many bytes of a
 * call that is over get into old space. The same on any machine.
 */
const router = await memoryRouter({ models: { chat: ["memory/m"] } });
const body = { model: "chat", messages: MESSAGES };
for (let n = 0; n < WARM_UP; n++) await router.chat.completions.create(body);
let promises = 0;
const stop = promiseHooks.onInit(() => {
  promises += 1;
});
for (let n = 0; n < CALLS; n++) await router.chat.completions.create(body);
stop();

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space")!.space_used_size;
}

/** By how much old space grows; a full collection, which makes it smaller, is left out. */
async function grown(): Promise<number> {
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = oldBytes();
    for (let n = 0; n < CALLS; n++) await router.chat.completions.create(body);
    bytes += Math.max(0, oldBytes() - before);
  }
  return bytes;
}

await grown();
process.send?.({ promises: promises / CALLS, oldBytes: (await grown()) / (ROUNDS * CALLS) });
process.disconnect();
