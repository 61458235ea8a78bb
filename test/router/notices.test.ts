import { createRouter } from "llmux";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { bench, body, ok } from "../support/router.ts";

const SAID = Symbol.for("llmux.notices");
const said: [string, { code: string }][] = [];

beforeEach(() => {
  said.length = 0;
  delete (globalThis as { [SAID]?: unknown })[SAID];
  vi.spyOn(process, "emitWarning").mockImplementation((...args: unknown[]) => void said.push(args as never));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it("says once that a program makes routers without end", () => {
  for (let i = 0; i < 100; i += 1) createRouter();
  expect(said).toEqual([]);
  for (let i = 0; i < 150; i += 1) createRouter();
  expect(said).toEqual([
    [
      expect.stringContaining("more than 100 routers were made within a minute"),
      { type: "LlmuxWarning", code: "LLMUX_MANY_ROUTERS" },
    ],
  ]);
});

it.each([
  ["AWS_LAMBDA_FUNCTION_NAME", "AWS Lambda"],
  ["VERCEL", "Vercel"],
  ["K_SERVICE", "Cloud Run"],
])("with %s says once, at the first call, what an instance does not keep", async (variable, platform) => {
  vi.stubEnv(variable, "1");
  const { create } = bench({ a: ok }, { cache: true });
  expect(said).toEqual([]);
  await create(body);
  await bench({ a: ok }).create(body);
  expect(said).toEqual([
    [expect.stringContaining(`runs on ${platform}`), { type: "LlmuxWarning", code: "LLMUX_PER_INSTANCE" }],
  ]);
  expect(said[0]![0]).toContain("cooldowns, retry budgets, circuits, the cache and all limits");
});

it("says nothing elsewhere, nor where it is told not to", async () => {
  await bench({ a: ok }).create(body);
  vi.stubEnv("VERCEL", "1");
  await bench({ a: ok }, { notices: false }).create(body);
  for (let i = 0; i < 200; i += 1) createRouter({ notices: false });
  expect(said).toEqual([]);
});

it("writes to the console where the process has no warnings, and needs no process", async () => {
  vi.stubEnv("VERCEL", "");
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  vi.stubGlobal("process", { ...process, emitWarning: undefined });
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  try {
    await bench({ a: ok }).create(body);
  } finally {
    vi.unstubAllGlobals();
  }
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^\[LLMUX_PER_INSTANCE\] .* Cloudflare Workers/));
});
