// Prints after a first answer over each of two SDKs which SDKs are loaded by then, and whether Node's fetch is.
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
const completion = { id: "1", object: "chat.completion", created: 1, model: "gpt-5.5", choices };
const content = [{ type: "text", text: "hi" }];
const message = { id: "1", type: "message", role: "assistant", content, stop_reason: "end_turn", usage: {} };
const server = createServer(({ url }, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(url === "/v1/messages" ? message : completion));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const root = `http://127.0.0.1:${server.address().port}`;
const providers = {
  openai: { apiKey: "-", baseURL: `${root}/v1` },
  anthropic: { apiKey: "-", baseURL: root },
  gemini: { apiKey: "-" },
};
const router = createRouter({ providers });

const seen = [];
for (const model of ["openai/gpt-5.5", "anthropic/claude-opus-5-5"]) {
  const answer = await router.chat.completions.create({ model, messages: [{ role: "user", content: "hi" }] });
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const file of Object.keys(createRequire(import.meta.url).cache)) loaded.add(file);
  const sdks = [...loaded].map((file) => /node_modules\/(openai|@anthropic-ai\/sdk|@google\/[\w-]+)\//.exec(file)?.[1]);
  const fetch = hasFetch() && !hadFetch;
  seen.push({ status: answer.x_llmux.attempts[0].status, sdks: [...new Set(sdks)].filter(Boolean), fetch });
}
console.log(JSON.stringify(seen));
await router.close();
server.close();
