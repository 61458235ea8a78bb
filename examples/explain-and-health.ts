// Looking inside: what a call would do, how the targets are, and an operator's hand on a circuit.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "gemini/gemini-3.8-flash"] },
});
const body = { model: "chat", messages: [{ role: "user" as const, content: "Hi" }], logit_bias: { 50256: -100 } };

router.on("breaker.change", ({ target, from, to }) => console.log(`${target}: ${from} -> ${to}`));

router.breaker("openai/gpt-5.5").isolate(); // out of service, say for maintenance
//=> openai/gpt-5.5: closed -> open

const { plan, skipped, warnings } = await router.explain(body); // sends nothing
console.log("plan:", plan.join(", ")); //=> plan: gemini/gemini-3.8-flash
console.log("skipped:", skipped[0]?.target, "because", skipped[0]?.reason); //=> skipped: openai/gpt-5.5 because
console.log("lost:", warnings[0]?.param); //=> lost: logit_bias

console.log(router.health().targets["openai/gpt-5.5"]?.circuit); //=> open
router.breaker("openai/gpt-5.5").close();
console.log("requests sent:", sim.openai.count + sim.gemini.count); //=> requests sent: 0

await router.close();
await sim.close();
