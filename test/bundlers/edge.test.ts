import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import * as esbuild from "esbuild";
import { simulate } from "llmux/testing";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import workerd from "workerd";
import { until } from "../support/until.ts";
import { stop } from "./run.ts";
import { makeTrees } from "./trees.ts";

// Cloudflare's runtime itself, with one router for all requests.

const trees = makeTrees();
const sim = await simulate();
const vault = await startVault();
const worker = await startWorker();
const MODELS = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"];

afterAll(async () => {
  await stop(worker.process);
  vault.close();
  await sim.close();
  trees.remove();
});

beforeEach(() => sim.reset());

/** Asks the worker; after `leave` milliseconds the request is given up, and its I/O ends. */
async function ask(model: string, say: string, leave?: number): Promise<unknown> {
  const query = new URLSearchParams({ model, say, ...(leave !== undefined && { leave: String(leave) }) });
  const text = await (await fetch(`${worker.address}/?${query}`, { signal: AbortSignal.timeout(10_000) })).text();
  return text === "left" ? text : JSON.parse(text);
}

describe("in workerd", () => {
  it.each(MODELS)("%s answers, whole and streamed, over the runtime's own fetch", async (model) => {
    expect(await ask(model, "hello")).toMatchObject({ text: "echo: hello" });
    const body = JSON.stringify({ model, stream: true, messages: [{ role: "user", content: "hello" }] });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const response = await fetch(`${worker.address}/v1/chat/completions`, init);
    const text = await response.text();
    const chunks = text.match(/(?<=^data: )\{.*/gm)!.map((line) => JSON.parse(line));
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("echo: hello");
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  it.each(MODELS)(
    "%s: of two requests at once the first is given up, and the second is none the worse",
    async (model) => {
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const provider = sim[model.split("/")[0] as "openai"];
      provider.reply(async ({ body }) => {
        if (JSON.stringify(body).includes("first")) await gate;
        return "yes";
      });
      const first = ask(model, `first ${model}`, 300);
      expect(await ask(model, `second ${model}`)).toEqual({ text: "yes", cache: "miss" });
      expect(await first).toBe("left");
      expect(await ask(model, `third ${model}`)).toEqual({ text: "yes", cache: "miss" });
      // What one request has kept, another may read.
      expect(await ask(model, `third ${model}`)).toEqual({ text: "yes", cache: "hit" });
      open();
    },
  );

  it("asks anew for what a request that was given up had asked for", async () => {
    let held = true;
    sim.openai.reply(async () => {
      if (held) {
        held = false;
        await new Promise(() => {});
      }
      return "yes";
    });
    const first = ask("openai/gpt-5.5", "the same", 500);
    await until(() => sim.openai.count === 1);
    expect(await ask("openai/gpt-5.5", "the same")).toMatchObject({ text: "yes" });
    expect(await first).toBe("left");
  });

  it("falls back", async () => {
    sim.openai.fail("status_503");
    expect(await ask("chat", "fall back")).toEqual({ text: "echo: fall back", cache: "miss" });
    expect(sim.anthropic.count).toBe(1);
  });

  it("fetches a key for each request, waiting for no other's", async () => {
    vault.hold();
    const first = ask("held/gpt-5.5", "first key", 300);
    await vault.asked();
    vault.release();
    expect(await ask("held/gpt-5.5", "second key")).toMatchObject({ text: "echo: second key" });
    expect(await first).toBe("left");
  });

  it("hands the slot of a request that was given up to the one in line", async () => {
    sim.openai.reply(async ({ body }) => {
      if (JSON.stringify(body).includes("first in line")) await new Promise(() => {});
      return "yes";
    });
    const first = ask("held/gpt-5.5", "first in line", 500);
    await until(() => sim.openai.count === 1);
    expect(await ask("held/gpt-5.5", "second in line")).toMatchObject({ text: "yes" });
    expect(await first).toBe("left");
    const { targets, providers } = await (await fetch(`${worker.address}/health`)).json();
    expect(Object.values(targets).map((target) => (target as { inFlight: number }).inFlight)).toEqual([0, 0, 0, 0]);
    expect(providers.held.slots).toMatchObject({ inFlight: 0, queued: 0 });
  });
});

/** Gives out keys; the first after `hold()` never comes. */
async function startVault() {
  let held = false;
  let asked = () => {};
  let coming = Promise.resolve();
  const server = createServer((_, response) => {
    asked();
    if (!held) response.end("key");
    held = false;
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold() {
      held = true;
      coming = new Promise((resolve) => {
        asked = resolve;
      });
    },
    asked: () => coming,
    release() {
      held = false;
    },
    close: () => server.close().closeAllConnections(),
  };
}

async function startWorker(): Promise<{ process: ChildProcess; address: string }> {
  const out = trees.output("workerd");
  const project = trees.project("all");
  const addresses = {
    ...{ OPENAI: sim.openai.baseURL, ANTHROPIC: sim.anthropic.baseURL, GEMINI: sim.gemini.baseURL },
    VAULT: vault.address,
  };
  await esbuild.build({
    absWorkingDir: project,
    entryPoints: ["worker.mjs"],
    outfile: join(out, "worker-built.mjs"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    define: { ADDRESSES: JSON.stringify(addresses) },
    logLevel: "silent",
  });
  for (const file of ["front.mjs", "workerd.capnp"]) cpSync(join(project, file), join(out, file));
  const child = spawn(workerd, ["serve", "workerd.capnp", "--control-fd=3"], {
    cwd: out,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const [told] = await once(child.stdio[3] as Readable, "data");
  const { port } = JSON.parse(String(told).split("\n")[0]!) as { port: number };
  return { process: child, address: `http://127.0.0.1:${port}` };
}
