// Runs on every runtime, over providers of its parent: each provider whole and streamed, a fallback, an answer from the cache,
// a stream that is left, and a server of this runtime's own over the router's handler. Then it ends by itself.
import { createServer } from "node:http";
import { createRouter } from "llmux";
import { nodeListener } from "llmux/node";
import OpenAI from "openai";

const MODELS = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"];
const router = createRouter({ models: { chat: MODELS }, retry: { maxRetries: 0 }, cache: true });
const bodyOf = (model, content) => ({ model, messages: [{ role: "user", content }] });
const textOf = async (stream) => {
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
};

const whole = [];
const streamed = [];
for (const model of MODELS) {
  const answer = await router.chat.completions.create(bodyOf(model, "hello"));
  whole.push(answer.choices[0].message.content);
  streamed.push(await textOf(await router.chat.completions.create({ ...bodyOf(model, "stream"), stream: true })));
}
const { x_llmux: fallback } = await router.chat.completions.create(bodyOf("chat", "first fails"));
const { x_llmux: again } = await router.chat.completions.create(bodyOf(MODELS[0], "hello"));
for await (const _ of await router.chat.completions.create({ ...bodyOf(MODELS[0], "slow"), stream: true })) break;

const served = [];
for (const serve of [serveNode, globalThis.Bun && serveBun, globalThis.Deno && serveDeno].filter(Boolean)) {
  const { port, stop } = await serve(router.handler({ authenticate: false }));
  const client = new OpenAI({ apiKey: "-", baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  served.push(await textOf(await client.chat.completions.create({ ...bodyOf("chat", serve.name), stream: true })));
  await stop();
}
const flushed = await router.flush();
await router.close();
const attempts = fallback.attempts.map(({ target, status }) => `${target} ${status}`);
console.log(JSON.stringify({ whole, streamed, attempts, cache: again.cache, served, flushed }));

async function serveNode(handler) {
  const server = createServer(nodeListener(handler));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port: server.address().port, stop };
}

function serveBun(handler) {
  const server = globalThis.Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => handler(request) });
  return { port: server.port, stop: () => server.stop(true) };
}

function serveDeno(handler) {
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = globalThis.Deno.serve(options, (request) => handler(request));
  return { port: server.addr.port, stop: () => server.shutdown() };
}
