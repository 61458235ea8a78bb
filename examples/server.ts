// Serving others: who may do what, over a port. Clients are any OpenAI client, with a token of yours for a key.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bearer, createRouter } from "llmux";
import { nodeListener } from "llmux/node";
import { simulate } from "llmux/testing";
import OpenAI from "openai";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
});
const handler = router.handler({
  authenticate: bearer({
    "token-of-the-web-app": { tenant: "web", models: ["chat"] },
    "token-of-operations": { tenant: "ops", grants: ["direct", "report"] },
  }),
});
const server = createServer(nodeListener(handler)).listen(0);
const baseURL = `http://localhost:${(server.address() as AddressInfo).port}/v1`;
const messages = [{ role: "user" as const, content: "Hello!" }];

const web = new OpenAI({ baseURL, apiKey: "token-of-the-web-app", maxRetries: 0 });
const answer = await web.chat.completions.create({ model: "chat", messages });
console.log(answer.model, "x_llmux" in answer); //=> chat false
await web.chat.completions.create({ model: "openai/gpt-5.5", messages }).catch((error) => console.log(error.status)); //=> 403

const ops = new OpenAI({ baseURL, apiKey: "token-of-operations" });
const { response } = await ops.chat.completions.create({ model: "openai/gpt-5.5", messages }).withResponse();
console.log(response.headers.get("x-llmux-target")); //=> openai/gpt-5.5

const stranger = new OpenAI({ baseURL, apiKey: "guess" });
await stranger.models.list().catch((error) => console.log(error.status, error.code)); //=> 401 unauthorized

server.close();
await router.close();
await sim.close();
