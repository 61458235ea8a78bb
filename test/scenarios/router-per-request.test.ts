import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import { expect, it } from "vitest";

const CALLS = 10_000;
const WARM = 1_000;
const messages = [{ role: "user" as const, content: "hi" }];

/** People do that: a router is made, asked once and forgotten, without `close()`. */
it("keeps nothing of routers that are dropped after one call", { timeout: 240_000 }, async () => {
  const sim = await simulate({ providers: ["openai"] });
  const options = {
    providers: sim.providers,
    models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
    notices: false,
  };
  let connections = 0;
  const once = async () => {
    const { x_llmux } = await createRouter(options).chat.completions.create({ model: "chat", messages });
    expect(x_llmux.attempts).toHaveLength(1);
    connections = Math.max(connections, sockets());
  };
  for (let i = 0; i < WARM; i += 1) await once();
  sim.openai.reset();
  const before = await heap();
  for (let i = 0; i < CALLS; i += 1) {
    await once();
    if (i % 500 === 0) sim.openai.reset();
  }
  sim.openai.reset();
  const perCall = ((await heap()) - before) / CALLS;
  console.log(
    `${CALLS} routers: ${perCall.toFixed(1)} bytes of heap kept per call, at most ${connections} connections`,
  );
  // 64 that are idle and the one in use, each with its other end here, and the server.
  expect(connections).toBeLessThanOrEqual(2 * 65 + 1);
  // A router is 19 kB. What compiled code and tables of the process take meanwhile comes to a few hundred bytes a call.
  expect(perCall).toBeLessThanOrEqual(500);
  await sim.close();
});

it("is made quickly", () => {
  const options = { models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] }, notices: false };
  const make = (times: number) => {
    const from = performance.now();
    for (let i = 0; i < times; i += 1) createRouter(options);
    return ((performance.now() - from) * 1000) / times;
  };
  make(2000);
  const micros = Math.min(...Array.from({ length: 10 }, () => make(200)));
  console.log(`createRouter: ${micros.toFixed(0)} µs`);
  // Several times what it takes on a machine that does nothing else.
  expect(micros).toBeLessThanOrEqual(1000);
});

/** Of both ends, and what listens for them. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;
}

async function heap(): Promise<number> {
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    globalThis.gc!();
  }
  return process.memoryUsage().heapUsed;
}
