// Testing an app that uses llmux: real sockets, no keys, and faults on demand.
import assert from "node:assert/strict";
import { createRouter, type Router } from "llmux";
import { simulate } from "llmux/testing";

/** The app under test. */
async function summarize(router: Router, text: string): Promise<string> {
  const messages = [{ role: "user" as const, content: `Summarize: ${text}` }];
  const answer = await router.chat.completions.create({ model: "summaries", messages });
  return answer.choices[0]?.message.content ?? "";
}

await using sim = await simulate();
await using router = createRouter({
  providers: sim.providers,
  models: { summaries: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
});

sim.openai.reply("Short.");
assert.equal(await summarize(router, "a long text"), "Short.");
assert.equal(sim.openai.requests[0]?.text, "Summarize: a long text");
console.log("1: the answer comes from the first provider"); //=> 1:

sim.openai.fail("status_429_retry_after");
sim.anthropic.reply("Short too.");
assert.equal(await summarize(router, "a long text"), "Short too.");
console.log("2: a rate limit is nobody's problem"); //=> 2:

sim.anthropic.fail("cut_mid_stream");
await assert.rejects(summarize(router, "a long text"), { name: "LlmuxError" });
console.log("3: when all fail, the app hears of it"); //=> 3:
