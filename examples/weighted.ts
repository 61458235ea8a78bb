// Routes nest: three in four calls to OpenAI's own endpoint, one to a second account; if both are down, Anthropic.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate({ providers: { openai: "openai", azure: "openai", anthropic: "anthropic" } });
const router = createRouter({
  providers: sim.providers,
  models: {
    spread: { strategy: "weighted", of: [{ target: "openai/gpt-5.5", weight: 3 }, "azure/gpt-5.5"] },
    chat: ["spread", "anthropic/claude-opus-5-5"],
  },
});
const body = { model: "chat", messages: [{ role: "user" as const, content: "Hi" }] };

const counts = new Map<string, number>();
for (let n = 0; n < 200; n++) {
  const { target } = (await router.chat.completions.create(body)).x_llmux;
  counts.set(target, (counts.get(target) ?? 0) + 1);
}
const share = ((counts.get("openai/gpt-5.5") ?? 0) / 200) * 100;
console.log("about three quarters:", share > 60 && share < 90); //=> about three quarters: true

sim.openai.fail("status_503");
sim.azure.fail("status_503");
const { x_llmux } = await router.chat.completions.create(body);
console.log("both down:", x_llmux.target); //=> both down: anthropic/claude-opus-5-5

await router.close();
await sim.close();
