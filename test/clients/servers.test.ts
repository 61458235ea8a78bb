import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { createRouter, type Router } from "llmux";
import { nodeListener } from "llmux/node";
import { type Simulation, simulate } from "llmux/testing";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

type Handle = Parameters<typeof nodeListener>[0];

/** A server of a framework with the router under `/v1`, as its users write it: where it listens, and how it ends. */
const SERVERS: Readonly<Record<string, (handler: Handle) => Promise<{ url: string; close(): Promise<unknown> }>>> = {
  "Express, before express.json()": (handler) => {
    const app = express();
    app.use("/v1", nodeListener(handler));
    app.use(express.json());
    return listening(createServer(app));
  },
  "Express, after express.json()": (handler) => {
    const app = express();
    app.use(express.json());
    app.use("/v1", nodeListener(handler));
    return listening(createServer(app));
  },
  "Express, one route each": (handler) => {
    const app = express();
    app.post("/v1/chat/completions", nodeListener(handler));
    app.get("/v1/models", nodeListener(handler));
    return listening(createServer(app));
  },
  Fastify: async (handler) => {
    // A client that left may have connected anew without asking for anything.
    const app = fastify({ forceCloseConnections: true });
    app.all("/v1/*", nodeListener(handler) as never);
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    return { url, close: () => app.close() };
  },
};

async function listening(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe.each(Object.entries(SERVERS))("%s", (_, start) => {
  const messages = [{ role: "user" as const, content: "hello" }];
  let sim: Simulation;
  let router: Router;
  let server: Awaited<ReturnType<typeof start>>;
  let client: OpenAI;

  beforeAll(async () => {
    sim = await simulate();
  });
  beforeEach(async () => {
    sim.reset();
    router = createRouter({
      providers: sim.providers,
      models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
    });
    server = await start(router.handler({ authenticate: ({ headers }) => (headers.has("authorization") ? {} : null) }));
    client = new OpenAI({ apiKey: "t", baseURL: `${server.url}/v1`, maxRetries: 0 });
  });
  afterEach(async () => {
    await server.close();
    await router.close();
  });
  afterAll(() => sim.close());

  it("answers the official client: whole, streamed, by another provider, and its models", async () => {
    const { choices } = await client.chat.completions.create({ model: "chat", messages });
    expect(choices[0]?.message.content).toBe("echo: hello");
    sim.openai.fail("status_503");
    const stream = client.chat.completions.stream({ model: "chat", messages });
    expect(await stream.finalContent()).toBe("echo: hello");
    expect(sim.anthropic.count).toBe(1);
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["chat"]);
  });

  it("sends errors as they are, and events while they come", async () => {
    const denied = client.chat.completions.create({ model: "openai/gpt-5.5", messages });
    await expect(denied).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError);
    sim.openai.reply({ text: "a b", chunks: ["a ", "b"], chunkDelayMs: 1_000 });
    const came: number[] = [];
    for await (const { choices } of await client.chat.completions.create({ model: "chat", messages, stream: true })) {
      if (choices[0]?.delta.content) came.push(performance.now());
    }
    expect(came.at(-1)! - came[0]!).toBeGreaterThan(150);
  });

  it("ends the call upstream when the client leaves", async () => {
    sim.openai.reply({ text: "a b c", chunks: ["a ", "b ", "c"], chunkDelayMs: 5_000 });
    const stream = await client.chat.completions.create({ model: "chat", messages, stream: true });
    for await (const _ of stream) break;
    await expect.poll(() => [sim.openai.open, sim.openai.aborted]).toEqual([0, 1]);
  });
});
