import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { nodeListener } from "llmux/node";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { blocksOf } from "./blocks.ts";
import { type Loaded, loadBlock } from "./run-block.ts";

// The pages on platforms show modules. Each is loaded, and asked as its platform would ask it.

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
  vi.stubEnv("TOKEN", "token");
  vi.stubEnv("OPENAI_API_KEY", sim.openai.apiKey);
  vi.stubEnv("OPENAI_BASE_URL", sim.openai.baseURL);
  vi.stubEnv("ANTHROPIC_API_KEY", sim.anthropic.apiKey);
  vi.stubEnv("ANTHROPIC_BASE_URL", sim.anthropic.baseURL);
});
beforeEach(() => sim.reset());
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await sim.close();
});

/** The block of a page that has these words. */
async function load(page: string, words: string, globals?: object): Promise<Loaded> {
  const found = blocksOf(`docs/${page}.md`).filter(({ code }) => code.includes(words));
  expect(found, `one block of ${page} with ${words}`).toHaveLength(1);
  return await loadBlock(found[0]!, sim, globals);
}

type Handle = (request: Request, ...more: unknown[]) => Promise<Response>;

const headers = {
  ...{ "content-type": "application/json", authorization: "Bearer token" },
  "sec-fetch-site": "same-origin",
};
const bodyOf = (model: string, more: object = {}) =>
  JSON.stringify({ model, messages: [{ role: "user", content: "hello" }], ...more });
const post = (body: string) =>
  new Request("https://app.example/v1/chat/completions", { method: "POST", headers, body });

async function textOf(response: Response): Promise<unknown> {
  const { choices, text } = await response.json();
  return text ?? choices[0].message.content;
}

const ECHO = "echo: hello";

describe("docs/nextjs.md", () => {
  it("the route answers the page, which shows each word as it comes", async () => {
    const route = await load("nextjs", "export const { GET, HEAD, POST, OPTIONS }");
    const { POST } = route.exports as { POST: Handle };
    expect(await textOf(await POST(post(bodyOf("chat"))))).toBe(ECHO);
    const server = createServer(nodeListener(POST)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    server.prependListener("request", ({ rawHeaders }) => rawHeaders.push("sec-fetch-site", "same-origin"));
    const location = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const shown: string[] = [];
    const document = { body: { append: (text: string) => shown.push(text) } };
    const page = await load("nextjs", "dangerouslyAllowBrowser", { location, document });
    expect(shown.join("")).toBe(ECHO);
    expect(shown.length).toBeGreaterThan(2);
    await page.close();
    await route.close();
    server.closeAllConnections();
    server.close();
  });

  it("the server action asks the router", async () => {
    const { exports, close } = await load("nextjs", '"use server"');
    const { titleOf } = exports as { titleOf(question: string): Promise<string> };
    expect(await titleOf("this")).toBe("echo: A title of three words for: this");
    await close();
  });
});

describe("docs/serverless.md", () => {
  it("a route with a router that is made once answers", async () => {
    const { exports, close } = await load("serverless", 'createRouter({ name: "app", models');
    expect(await textOf(await (exports.POST as Handle)(post(bodyOf("chat"))))).toBe(ECHO);
    await close();
  });

  it("the call that ends before its function does is one", async () => {
    const { close } = await load("serverless", "getRemainingTimeInMillis() - 500", {
      context: { getRemainingTimeInMillis: () => 10_000 },
    });
    expect(sim.openai.count).toBe(1);
    await close();
  });

  it("the Lambda handlers answer an event, whole and streamed", async () => {
    vi.stubGlobal("awslambda", {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: { from: (stream: unknown) => stream },
    });
    const { exports, close } = await load("serverless", "lambdaHandler(serve)");
    const { handler, streaming } = exports as Record<string, (...given: unknown[]) => Promise<{ body: string }>>;
    const requestContext = { http: { method: "POST" } };
    const context = { getRemainingTimeInMillis: () => 10_000 };
    const event = { rawPath: "/v1/chat/completions", headers, requestContext, body: bodyOf("chat") };
    expect(JSON.parse((await handler!(event, context)).body).choices[0].message.content).toBe(ECHO);
    const stream = new PassThrough();
    let text = "";
    stream.on("data", (bytes) => (text += bytes));
    await streaming!({ ...event, body: bodyOf("chat", { stream: true }) }, stream, context);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
    await close();
  });

  it("the Vercel route answers, and hands over what is left to do", async () => {
    const work: Promise<unknown>[] = [];
    const { exports, close } = await load("serverless", 'from "@vercel/functions"', {
      waitUntil: (promise: Promise<unknown>) => work.push(promise),
    });
    expect(await textOf(await (exports.POST as Handle)(post(bodyOf("chat"))))).toBe(ECHO);
    expect(work).toHaveLength(1);
    await Promise.all(work);
    await close();
  });
});

it("docs/workers.md: the worker answers, with keys from its environment", async () => {
  const { exports, close } = await load("workers", "export default");
  const { fetch } = exports.default as { fetch: Handle };
  const env = { OPENAI_API_KEY: "-", ANTHROPIC_API_KEY: "-", TOKEN: "token" };
  expect(await textOf(await fetch(post(bodyOf("chat")), env))).toBe(ECHO);
  await close();
});

it("docs/server.md: the handler answers whoever has a token", async () => {
  vi.stubEnv("TOKEN_WEB", "token");
  vi.stubEnv("TOKEN_OPS", "other");
  const { exports, close } = await load("server", "TOKEN_OPS");
  const { POST } = exports as { POST: Handle };
  expect(await textOf(await POST(post(bodyOf("chat"))))).toBe(ECHO);
  expect((await POST(post(bodyOf("openai/gpt-5.5")))).status).toBe(403);
  await close();
});
