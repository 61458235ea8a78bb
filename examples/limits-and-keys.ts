// Load: slots per target with an overflow, priorities in line, and a pool of keys.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const { baseURL } = sim.openai;
const router = createRouter({
  providers: {
    ...sim.providers,
    openai: { baseURL, keys: [{ apiKey: "key-of-team-a" }, { apiKey: "key-of-team-b" }] },
  },
  models: {
    chat: [
      { target: "openai/gpt-5.5", concurrency: { max: 2 } },
      { target: "anthropic/claude-opus-5-5", concurrency: { max: 1, queueMax: 100, queueTimeoutMs: 30_000 } },
    ],
  },
});
const ask = (content: string, priority: "interactive" | "batch") =>
  router.chat.completions.create({ model: "chat", messages: [{ role: "user", content }] }, { priority });

const batch = ["one", "two", "three", "four"].map((content) => ask(content, "batch"));
const urgent = ask("now, please", "interactive");
const answers = await Promise.all([...batch, urgent]);

const count = (target: string) => answers.filter(({ x_llmux }) => x_llmux.target === target).length;
console.log("answered:", count("openai/gpt-5.5") + count("anthropic/claude-opus-5-5")); //=> answered: 5
console.log("overflow:", count("anthropic/claude-opus-5-5") > 0); //=> overflow: true
console.log("keys:", new Set(answers.flatMap(({ x_llmux }) => x_llmux.attempts.map(({ key }) => key))).size > 1); //=> keys: true
console.log("in use:", router.health().targets["openai/gpt-5.5"]?.slots?.inFlight); //=> in use: 0

await router.close();
await sim.close();
