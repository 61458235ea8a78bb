import { createRouter } from "../../src/index.ts";
import { simulate } from "../../src/testing/index.ts";
import { type Heap, heapAtRest } from "../support/heap.ts";

// A process of its own: makes a router, asks it once and forgets it, and says what is left of that.

const [WARM, CALLS] = process.argv.slice(2).map(Number) as [number, number];
const messages = [{ role: "user" as const, content: "hi" }];

const sim = await simulate({ providers: ["openai"], keep: 1 });
const options = {
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
  notices: false,
};
let answers = 0;
let connections = 0;

async function call(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const { x_llmux } = await createRouter(options).chat.completions.create({ model: "chat", messages });
    answers += x_llmux.attempts.length;
    connections = Math.max(connections, serverSockets());
  }
}

/** The server's ends of all connections: those of a client that are idle are not listed. */
function serverSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

await call(WARM);
await heapAtRest();
const before = await heapAtRest();
await call(CALLS);
const after = await heapAtRest();
const perCall = (...places: (keyof Heap)[]) =>
  places.reduce((sum, place) => sum + after[place] - before[place], 0) / CALLS;
console.log(JSON.stringify({ answers, connections, objects: perCall("objects"), code: perCall("code", "tables") }));
process.exit();
