import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { nativeServer } from "../support/native-server.ts";
import { WIRES } from "../support/native-wires.ts";

const ITEMS = 1000;
const CONCURRENCY = 10;

const folder = mkdtempSync(join(tmpdir(), "map-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const child = fileURLToPath(new URL("./child.ts", import.meta.url));

/** A provider that answers with what it was asked, and after a number of requests does something else beside. */
async function provider(after: number, then: () => void) {
  const { json } = WIRES.openai;
  let count = 0;
  return await nativeServer((heard) => {
    count += 1;
    if (count === after) then();
    const [{ content }] = heard.body.messages as [{ content: string }];
    const message = { role: "assistant", content: `did ${content}` };
    return { json: { ...json, choices: [{ index: 0, finish_reason: "stop", message }] } };
  });
}

interface Ended {
  readonly signal: string | null;
  readonly output: { readonly results: string[]; readonly inDoubt: number[] } | undefined;
}

function ended(process: ChildProcess): Promise<Ended> {
  let text = "";
  process.stdout!.on("data", (piece) => {
    text += piece;
  });
  return new Promise((resolve) => {
    process.on("close", (_, signal) => resolve({ signal, output: text === "" ? undefined : JSON.parse(text) }));
  });
}

describe.each(["retry", "list"] as const)(
  'a batch killed with SIGKILL half way, taken up with inDoubt: "%s"',
  (inDoubt) => {
    it("sends no completed item again, and lists those it cannot know of", { timeout: 60_000 }, async () => {
      let process: ChildProcess | undefined;
      const server = await provider(ITEMS / 2, () => process!.kill("SIGKILL"));
      const journal = join(folder, `${inDoubt}.jsonl`);
      const args = ["--import", "tsx", child, journal, `${server.url}/v1`, String(ITEMS), inDoubt];
      const start = () => {
        process = spawn(globalThis.process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
        return ended(process);
      };

      expect(await start()).toEqual({ signal: "SIGKILL", output: undefined });
      const lines = readFileSync(journal, "utf8").split("\n").slice(1).filter(Boolean);
      const done = lines
        .map((line) => JSON.parse(line))
        .flatMap(({ done: index }) => (index === undefined ? [] : [index]));
      const begun = server.heard.length;
      expect(begun).toBeGreaterThanOrEqual(ITEMS / 2);
      expect(done.length).toBeGreaterThanOrEqual(begun - CONCURRENCY);

      const { signal, output } = await start();
      expect(signal).toBeNull();
      const doubtful = output!.inDoubt;
      expect(doubtful.length).toBeGreaterThan(0);
      expect(doubtful.length).toBeLessThanOrEqual(CONCURRENCY);
      const asked = server.heard.map(({ body }) => (body.messages as [{ content: string }])[0].content);
      const twice = asked.filter((content, at) => asked.indexOf(content) !== at);
      for (const index of done) expect(twice).not.toContain(`item ${index}`);
      for (const content of twice) expect(doubtful.map((index) => `item ${index}`)).toContain(content);
      const missing = output!.results.flatMap((result, index) => (result === `did item ${index}` ? [] : [index]));
      expect(missing).toEqual(inDoubt === "list" ? doubtful : []);
      if (inDoubt === "list") expect(twice).toEqual([]);
      // The provider was given the same key for what it was asked twice.
      for (const content of twice) {
        const keys = server.heard
          .filter((_, at) => asked[at] === content)
          .map(({ headers }) => headers["idempotency-key"]);
        expect(new Set(keys).size).toBe(1);
      }
      await server.close();
    });
  },
);
