import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRouter } from "llmux";
import { expect, it } from "vitest";

const CALLS = 10_000;
const WARM = 3_000;
const SUBJECT = fileURLToPath(new URL("router-per-request-subject.ts", import.meta.url));

interface Left {
  readonly answers: number;
  readonly connections: number;
  readonly objects: number;
  readonly code: number;
}

/** People do that: a router is made, asked once and forgotten, without `close()`. */
it("keeps nothing of routers that are dropped after one call", { timeout: 240_000 }, async () => {
  const args = ["--expose-gc", "--import", "tsx", SUBJECT, String(CALLS), String(WARM)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { answers, connections, objects, code } = JSON.parse(stdout) as Left;
  console.log(
    `${CALLS} routers: a call keeps ${objects.toFixed(2)} bytes of objects, V8's code and tables take ${code.toFixed(0)}; at most ${connections} connections`,
  );
  expect(answers).toBe(CALLS);
  // 64 that are idle, and the one in use.
  expect(connections).toBeLessThanOrEqual(65);
  // A router is 19 kB.
  expect(objects).toBeLessThanOrEqual(5);
  // It comes to an end: V8 compiles anew what it had compiled for objects that are gone, less and less often.
  expect(code).toBeLessThanOrEqual(200);
});

it("is made quickly", () => {
  const options = { models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] }, notices: false };
  const make = (times: number) => {
    const from = performance.now();
    for (let i = 0; i < times; i += 1) createRouter(options);
    return ((performance.now() - from) * 1000) / times;
  };
  make(2000);
  const micros = Math.min(...Array.from({ length: 10 }, () => make(200)));
  console.log(`createRouter: ${micros.toFixed(0)} µs`);
  // Several times what it takes on a machine that does nothing else.
  expect(micros).toBeLessThanOrEqual(100);
});
