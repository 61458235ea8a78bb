import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRouter, isLlmuxError } from "llmux";
import { afterAll, beforeAll, expect, it } from "vitest";
import { completion } from "../support/memory-provider.ts";

/** What providers and the networks before them tell of themselves: nobody's business beyond this process. */
const PRIVATE = {
  "openai-organization": "org-secret",
  "openai-project": "proj-secret",
  "openai-processing-ms": "123",
  "openai-version": "2020-10-01",
  "anthropic-organization-id": "org-secret",
  "anthropic-workspace-id": "ws-secret",
  "anthropic-version": "2026-10-21",
  "cf-ray": "8f-FRA",
  "cf-cache-status": "DYNAMIC",
  "x-envoy-upstream-service-time": "99",
  "x-envoy-decorator-operation": "route",
  "x-amzn-requestid": "amzn",
  "x-amzn-trace-id": "Root=1",
  "x-azure-ref": "azure",
  "x-ms-region": "West Europe",
  "x-ms-deployment-name": "secret-deployment",
  "x-ms-client-request-id": "client",
  "x-goog-debug": "trace",
  "x-google-backends": "unix:backend",
  "server-timing": "gfet4t7; dur=900",
  "x-debug-trace": "stack",
  "x-debug-prompt": "hello",
  "x-backend-host": "10.0.0.7",
  "x-served-by": "cache-fra",
  "x-powered-by": "Express",
  "x-kong-proxy-latency": "2",
  "x-litellm-model-api-base": "http://10.0.0.8",
  "x-groq-region": "us",
  "x-api-key": "sk-echoed-0123456789",
  "set-cookie": "__cf_bm=secret; path=/",
  server: "cloudflare",
  via: "1.1 google",
  "alt-svc": "h3",
} as const;

const server = createServer((request, response) => {
  const broken = request.url?.includes("broken");
  response.writeHead(broken ? 500 : 200, { "content-type": "application/json", ...PRIVATE });
  const whole = { ...completion("ok"), choices: [{ index: 0, message: { content: "ok" }, finish_reason: "stop" }] };
  response.end(JSON.stringify(broken ? { error: { message: "broken" } } : whole));
});
let address: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const body = { model: "up/m", messages: [{ role: "user" as const, content: "hi" }] };

function routerTo(path: string) {
  const up = { kind: "openai", apiKey: "sk-test", baseURL: `${address}/${path}` } as const;
  return createRouter({ providers: { up }, retry: { maxRetries: 0 } });
}

function shown(headers: Headers): string[] {
  return Object.keys(PRIVATE).filter((name) => headers.has(name));
}

it("is a list of thirty and more", () => {
  expect(Object.keys(PRIVATE).length).toBeGreaterThanOrEqual(30);
});

it("no private header of a provider comes with an answer: not by fetch, asResponse or withResponse", async () => {
  const router = routerTo("fine");
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answers = [
    await router.fetch("https://llmux.invalid/v1/chat/completions", init),
    await router.chat.completions.create(body).asResponse(),
    (await router.chat.completions.create(body).withResponse()).response,
  ];
  for (const { status, headers } of answers) expect([status, shown(headers)]).toEqual([200, []]);
  await router.close();
});

it("nor with a failure: not on the error, nor in its text, nor by fetch", async () => {
  const router = routerTo("broken");
  const error = await router.chat.completions.create(body).catch((thrown: unknown) => thrown);
  if (!isLlmuxError(error)) throw error;
  expect(shown(error.headers)).toEqual([]);
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await router.fetch("https://llmux.invalid/v1/chat/completions", init);
  expect(answer.status).toBe(500);
  expect(shown(answer.headers)).toEqual([]);
  const told = `${JSON.stringify(error)}${error.message}${await answer.text()}`;
  expect(told).not.toMatch(/secret|sk-echoed|10\.0\.0/);
  await router.close();
});
