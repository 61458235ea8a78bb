import { promiseHooks } from "node:v8";
import { memoryRouter } from "./subjects/memory-router.ts";
import { MESSAGES } from "./subjects/subject.ts";

const WARM_UP = 50;
const CALLS = 100;

/** Says how many promises llmux makes for a JSON call of a provider in memory, which needs two itself. The same on any machine. */
const router = await memoryRouter({ models: { chat: ["memory/m"] } });
const body = { model: "chat", messages: MESSAGES };
for (let n = 0; n < WARM_UP; n++) await router.chat.completions.create(body);
let promises = 0;
const stop = promiseHooks.onInit(() => {
  promises += 1;
});
for (let n = 0; n < CALLS; n++) await router.chat.completions.create(body);
stop();
process.send?.(promises / CALLS);
process.disconnect();
