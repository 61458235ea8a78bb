// Three ways to bound a call: time limits per attempt, a deadline for the whole call, and the caller's own signal.
import { createRouter, isLlmuxError } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "gemini/gemini-3.8-flash"] },
  timeouts: { firstTokenMs: 200, idleMs: 200 },
});
const messages = [{ role: "user" as const, content: "Hurry" }];
const say = (error: unknown) => isLlmuxError(error) && console.log(error.name, error.kind, error.phase ?? "");

sim.openai.fail("hang_before_headers"); // a silent provider is given up after 200 ms, and the next one asked
const stream = await router.chat.completions.create({ model: "chat", messages, stream: true });
for await (const { x_llmux } of stream) if (x_llmux) console.log("answered by", x_llmux.target);
//=> answered by gemini/gemini-3.8-flash

sim.gemini.fail("hang_before_headers"); // with both silent, the deadline ends the call
await router.chat.completions.create({ model: "chat", messages }, { deadlineMs: 300 }).catch(say);
//=> timeout deadline

const controller = new AbortController();
setTimeout(() => controller.abort(), 50);
await router.chat.completions.create({ model: "chat", messages }, { signal: controller.signal }).catch(say);
//=> APIUserAbortError aborted

await router.close();
await sim.close();
