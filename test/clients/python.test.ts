import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRouter } from "llmux";
import { nodeListener } from "llmux/node";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonWithOpenAI } from "./python.ts";
import { MODELS, PROVIDERS } from "./stand.ts";

const script = fileURLToPath(new URL("./python.py", import.meta.url));
const python = await pythonWithOpenAI();

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());

describe.each(PROVIDERS)("the official Python client, over %s", (name) => {
  it.skipIf(python === undefined)(
    "creates, streams, calls tools, and knows errors by their class",
    async () => {
      const router = createRouter({ providers: sim.providers, models: { chat: MODELS[name] } });
      const server = createServer(nodeListener(router.handler({ authenticate: () => ({}) })));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      const { stdout } = await promisify(execFile)(python!, [script, url], { timeout: 60_000 });
      expect(JSON.parse(stdout)).toEqual({
        ...{ create: "echo: hello", usage: true, request_id: expect.stringMatching(/^call_/) },
        ...{ stream: "echo: hello", finish: ["stop"], stream_usage: true, helper: "echo: hello" },
        ...{ tool: "look", after_tool: expect.stringContaining("42"), models: ["chat"], responses: "echo: hello" },
        ...{ denied: ["PermissionDeniedError", "not_granted"], wrong: ["BadRequestError", "invalid_request"] },
      });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await router.close();
    },
    90_000,
  );
});
