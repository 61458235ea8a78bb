// Prints what importing the package and making a router load and start, then ends by itself.
import { createRequire, register } from "node:module";
import { MessageChannel } from "node:worker_threads";

const { port1, port2 } = new MessageChannel();
const loaded = new Set();
port1.on("message", (url) => loaded.add(url));
port1.unref();
register(new URL("./trace.js", import.meta.url), { data: { port: port2 }, transferList: [port2] });

const before = process.getActiveResourcesInfo();
const { createRouter } = await import("llmux");
createRouter({ models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] }, cache: true });
const after = process.getActiveResourcesInfo();

await new Promise((resolve) => setTimeout(resolve, 50));
for (const file of Object.keys(createRequire(import.meta.url).cache)) loaded.add(file);
console.log(JSON.stringify({ before, after, loaded: [...loaded] }));
