import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRouter } from "llmux";
import { expect, it } from "vitest";

const WARM = 1000;
const CALLS = 10_000;
/**
 * Without V8's two compilers, and with every function that was once read kept: what they make comes and goes by some 200 kB,
 * whatever the calls leave. With them the heap grows by 500 kB within the first 10,000 calls, and in the next 40,000 by under 10
 * bytes a call.
 */
const QUIET = ["--no-opt", "--no-sparkplug", "--no-flush-bytecode"];
const SUBJECT = fileURLToPath(new URL("router-per-request-subject.ts", import.meta.url));

interface Left {
  readonly answers: number;
  readonly connections: number;
  readonly objects: number;
  readonly code: number;
}

/** People do that: a router is made, asked once and forgotten, without `close()`. */
it("keeps nothing of routers that are dropped after one call", { timeout: 240_000 }, async () => {
  const args = [...QUIET, "--expose-gc", "--import", "tsx", SUBJECT, String(WARM), String(CALLS)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { answers, connections, objects, code } = JSON.parse(stdout) as Left;
  console.log(
    `${CALLS} routers after ${WARM}: a call leaves ${(objects + code).toFixed(1)} bytes of heap, of them ${objects.toFixed(2)} of objects; at most ${connections} connections`,
  );
  expect(answers).toBe(WARM + CALLS);
  // 64 that are idle, and the one in use.
  expect(connections).toBeLessThanOrEqual(65);
  // A router is 19 kB.
  expect(objects).toBeLessThanOrEqual(5);
  expect(objects + code).toBeLessThanOrEqual(20);
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
