import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FaultName, faults, type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROVIDERS } from "./upstreams.ts";

const script = fileURLToPath(new URL("./child.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "stand-"));
const snapshot = join(folder, "all.heapsnapshot");

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
  for (const name of PROVIDERS) {
    sim[name].reply(({ text }) => (text in faults ? { fault: text as FaultName } : { text: "a whole answer" }));
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sim.close();
});

interface Ended {
  readonly endedAt: number;
  readonly held: number;
  readonly kept: string;
  /** Milliseconds from its last call to its exit. */
  readonly lingeredMs: number;
}

function run(task: string): Promise<Ended> {
  const urls = JSON.stringify(Object.fromEntries(PROVIDERS.map((name) => [name, sim[name].baseURL])));
  const args = ["--expose-gc", "--import", "tsx", script, task, urls, snapshot];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: 40_000 }, (error, stdout) => {
      if (error) return reject(error);
      const told = JSON.parse(stdout) as Ended;
      resolve({ ...told, lingeredMs: Date.now() - told.endedAt });
    });
  });
}

describe("a process that never calls close()", () => {
  it("ends by itself within a second of its last call", { timeout: 45_000, retry: 2 }, async () => {
    const { lingeredMs, held } = await run("exit");
    expect(held).toBeGreaterThan(0);
    expect(lingeredMs).toBeLessThan(1_000);
  });
});

describe("the memory of a process", () => {
  it("holds no key that a function supplied, once the calls are over", { timeout: 60_000 }, async () => {
    sim.reset();
    for (const name of PROVIDERS) {
      sim[name].reply(({ text }) => (text in faults ? { fault: text as FaultName } : { text: "a whole answer" }));
    }
    const { kept } = await run("heap");
    const memory = readFileSync(snapshot, "latin1");
    const keys = PROVIDERS.map((name) => {
      const { headers } = sim[name].requests[0]!;
      return [headers.authorization, headers["x-api-key"], headers["x-goog-api-key"]].join("").match(/secret~.*/)?.[0];
    });
    expect(keys.every((key) => key?.startsWith("secret~"))).toBe(true);
    expect(memory.includes(kept)).toBe(true);
    expect(keys.map((key) => memory.includes(key!))).toEqual([false, false, false]);
  });
});
