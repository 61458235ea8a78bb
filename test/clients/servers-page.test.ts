import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

// docs/express.md: each of its servers is started as it stands there, on a free port, and asked by the client that stands there.

const page = readFileSync(new URL("../../docs/express.md", import.meta.url), "utf8");
const written: URL[] = [];

/** Loads the code below a heading as a module that also exports `name`. */
async function load(heading: string, name: string, port: number): Promise<unknown> {
  const [, code = ""] = page.match(new RegExp(`^## ${heading}$[^#]*?^\`\`\`js\n([\\s\\S]*?)^\`\`\`$`, "m")) ?? [];
  const file = new URL(`.tmp-${written.length}.mjs`, import.meta.url);
  written.push(file);
  writeFileSync(file, `${code.replaceAll("8080", String(port))}\nexport { ${name} };\n`);
  return ((await import(file.href)) as Record<string, unknown>)[name];
}

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
  const variables = { TOKEN: "token", OPENAI_API_KEY: "-", OPENAI_BASE_URL: sim.openai.baseURL };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const file of written) rmSync(file);
  await sim.close();
});

describe.each(["Express", "Fastify"])("%s, as on its page", (framework) => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = (await load(framework, "server", 0)) as Server;
    if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("serves the client of that page", async () => {
    expect(await load("Its clients", "text", port)).toBe("echo: hello");
  });

  it("has a route of its own that asks the router", async () => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ text: "much" }) };
    const response = await fetch(`http://127.0.0.1:${port}/summaries`, init);
    expect(await response.json()).toEqual({ summary: "echo: In one sentence: much" });
  });
});
