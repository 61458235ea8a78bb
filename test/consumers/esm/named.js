// A named router is the same one for the ES module and the CommonJS copy, over many edits.
import { createRequire } from "node:module";
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const common = createRequire(import.meta.url)("llmux");
const sim = await simulate();
sim.openai.fail("status_503");
const edit = (make, i) =>
  make({
    name: "app",
    providers: sim.providers,
    models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
    breaker: { consecutiveFailures: 1 },
    cache: { maxEntries: 100 + i },
    on: {
      "call.end": () => {
        told += 1;
      },
    },
  });
const things = () => process.getActiveResourcesInfo().length;
const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
let told = 0;
const routers = new Set();
const held = [];
for (let i = 0; i < 50; i += 1) {
  const router = edit(i % 2 === 0 ? createRouter : common.createRouter, i);
  routers.add(router);
  const { x_llmux } = await router.chat.completions.create({
    model: "chat",
    messages: [{ role: "user", content: `edit ${i % 25}` }],
  });
  held.push({ things: things(), listeners: listeners(), cache: x_llmux.cache });
}
const [router] = routers;
const { circuit } = router.health().targets["openai/gpt-5.5"];
console.log(
  JSON.stringify({
    copies: createRouter === common.createRouter ? 1 : 2,
    routers: routers.size,
    circuit,
    refused: sim.openai.count,
    answered: sim.anthropic.count,
    hits: held.filter(({ cache }) => cache === "hit").length,
    grown: held.at(-1).things - held[5].things,
    listenersGrown: held.at(-1).listeners - held[0].listeners,
    told,
  }),
);
await router.close();
await sim.close();
