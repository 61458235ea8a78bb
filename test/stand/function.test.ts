import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

// A function whose process is stopped or killed at the very moment in which a platform may do so.

const script = fileURLToPath(new URL("./function-child.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "function-"));
const CALLS = 20;

let sim: Simulation<"openai">;
beforeAll(async () => {
  sim = await simulate({ providers: ["openai"] });
});
beforeEach(() => sim.reset());
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sim.close();
});

let files = 0;
function begin(task: string): { child: ChildProcess; records: () => string[]; next: () => Promise<unknown> } {
  files += 1;
  const file = join(folder, `records-${files}`);
  const child = fork(script, [task, sim.openai.baseURL, file], { execArgv: ["--import", "tsx"] });
  return {
    child,
    records: () => readFileSync(file, "utf8").trim().split("\n").sort(),
    next: async () => (await once(child, "message"))[0],
  };
}

const pairs = (count: number) => [...Array(count).fill("call.end"), ...Array(count).fill("cost.recorded")];

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("the records of a function", { timeout: 60_000 }, () => {
  it.each([false, true])("are all there when its client has the last byte (stream: %s)", async (stream) => {
    const { child, records, next } = begin("serve");
    const port = await next();
    const body = JSON.stringify({ model: "chat", stream, messages: [{ role: "user", content: "hello" }] });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: "POST", headers, body });
    let text = "";
    for await (const bytes of response.body!) {
      text += Buffer.from(bytes).toString();
      if (stream ? text.endsWith("[DONE]\n\n") : text.endsWith("}")) break;
    }
    await kill(child);
    expect(response.status).toBe(200);
    expect(records()).toEqual(pairs(1));
  });

  it("are all there when what `waitUntil` was given has ended, and what was cached is found after the pause", async () => {
    const { child, records, next } = begin("wait");
    await next();
    for (let i = 0; i < CALLS; i += 1) {
      child.send({ text: `call ${i}`, stream: i % 2 === 0 });
      // The work was handed over before the last byte.
      expect(await next()).toBe(1);
      child.kill("SIGSTOP");
      expect(records()).toEqual(pairs(i + 1));
      child.kill("SIGCONT");
    }
    for (let i = 0; i < CALLS; i += 1) {
      child.send({ text: `call ${i}`, stream: i % 2 === 1 });
      await next();
    }
    expect(sim.openai.count).toBe(CALLS);
    await kill(child);
  });

  it("are all there when `flush` has resolved", async () => {
    const { child, records, next } = begin("flush");
    await next();
    for (let i = 0; i < CALLS; i += 1) {
      child.send({ text: `call ${i}`, stream: i % 2 === 0 });
      expect(await next()).toBe(true);
    }
    await kill(child);
    expect(records()).toEqual(pairs(CALLS));
  });
});

it("a callback-style handler is done when it has called back: nothing that is open is waited for", {
  timeout: 60_000,
}, async () => {
  const args = ["--import", "tsx", script, "callback", sim.openai.baseURL, join(folder, "callback")];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
  const { answers, idleAfterMs } = JSON.parse(stdout);
  expect(answers).toBe(60);
  // Idle connections are kept for 30 s, and the shortest allowance of an attempt is longer too.
  expect(idleAfterMs).toBeLessThan(2000);
  expect(readFileSync(join(folder, "callback"), "utf8").trim().split("\n")).toHaveLength(120);
});
