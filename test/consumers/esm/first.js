// Prints which SDKs a first answer loads, and whether it loads Node's fetch.
import { createServer } from "node:http";
import { createRequire, register } from "node:module";
import { MessageChannel } from "node:worker_threads";
import { createRouter } from "llmux";

/** From Node 22 on it is there as soon as `node:http` is. */
const hasFetch = () => process.moduleLoadList.includes("NativeModule internal/deps/undici/undici");
const hadFetch = hasFetch();

const { port1, port2 } = new MessageChannel();
const loaded = new Set();
port1.on("message", (url) => loaded.add(url));
port1.unref();
register(new URL("./trace.js", import.meta.url), { data: { port: port2 }, transferList: [port2] });

const choices = [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" }];
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "1", object: "chat.completion", created: 1, model: "gpt-5.5", choices }));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const openai = { apiKey: "-", baseURL: `http://127.0.0.1:${server.address().port}/v1` };
const router = createRouter({ providers: { openai, anthropic: { apiKey: "-" }, gemini: { apiKey: "-" } } });
const answer = await router.chat.completions.create({ model: "gpt-5.5", messages: [{ role: "user", content: "hi" }] });

await new Promise((resolve) => setTimeout(resolve, 50));
for (const file of Object.keys(createRequire(import.meta.url).cache)) loaded.add(file);
const sdks = [...loaded].map((file) => /node_modules\/(openai|@anthropic-ai\/sdk|@google\/[\w-]+)\//.exec(file)?.[1]);
const fetch = hasFetch() && !hadFetch;
console.log(
  JSON.stringify({ status: answer.x_llmux.attempts[0].status, sdks: [...new Set(sdks)].filter(Boolean), fetch }),
);
await router.close();
server.close();
