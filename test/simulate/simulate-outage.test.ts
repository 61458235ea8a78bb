import { type Scenario, simulateOutage, tableOf } from "llmux/testing";
import { describe, expect, it } from "vitest";

const config = { models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] }, retry: { maxRetries: 0 } };
const [OPENAI, ANTHROPIC] = ["openai/gpt-5.5", "anthropic/claude-opus-5-5"];
const healthy: Scenario = { model: "chat", durationMs: 10_000, callsPerSecond: 20 };

describe("simulateOutage", () => {
  it("counts calls, requests, time and money of a healthy day", async () => {
    const result = await simulateOutage(config, { ...healthy, targets: { openai: { latencyMs: 500 } } });
    expect(result).toMatchObject({
      ...{ calls: 200, ok: 200, failed: 0, availability: 1, requestsPerCall: 1 },
      latencyMs: { p50: 500, p95: 500, p99: 500, max: 500 },
      targets: { [OPENAI!]: { requests: 200, ok: 200, failed: 0 } },
      failures: {},
    });
    expect(result.costUsd).toBeGreaterThan(0);
    expect(result.timeline.map(({ calls }) => calls)).toEqual(Array(10).fill(20));
  });

  it("is the same for the same seed, and another for another", async () => {
    const scenario: Scenario = {
      ...{ ...healthy, arrivals: "random", stream: true },
      targets: { openai: { outages: [{ fault: 503, rate: 0.3 }] } },
    };
    const [one, same, other] = await Promise.all(
      [1, 1, 2].map((seed) => simulateOutage(config, { ...scenario, seed })),
    );
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it("lets no caller notice a provider that is gone for a while, and asks it little meanwhile", async () => {
    const outages = [{ fromMs: 10_000, untilMs: 20_000, fault: "refuse" as const }];
    const result = await simulateOutage(
      { models: config.models },
      { model: "chat", durationMs: 40_000, callsPerSecond: 50, targets: { openai: { outages } } },
    );
    expect(result.failed).toBe(0);
    expect(result.targets[OPENAI!]!.failed).toBeLessThanOrEqual(15);
    expect(result.circuits.map(({ to }) => to)).toEqual(["open", "half_open", "closed"]);
    expect(result.timeline.at(-1)!.requests).toEqual({ [OPENAI!]: 200 });
  });

  it("keeps the circuit closed in a brown-out whose failures are quicker than its answers", async () => {
    const outages = [{ fromMs: 3000, fault: 503, rate: 0.2 }];
    const result = await simulateOutage(config, { ...healthy, callsPerSecond: 50, targets: { openai: { outages } } });
    expect(result.circuits).toEqual([]);
    expect(result.failed).toBe(0);
    expect(result.requestsPerCall).toBeLessThan(1.3);
  });

  it.each<[string, NonNullable<Scenario["targets"]>, Partial<Scenario>, Record<string, number>]>([
    ["a status", { openai: { outages: [{ fault: 500 }] } }, {}, { server_error: 20 }],
    ["a hang, within the deadline", { openai: { outages: [{ fault: "hang" }] } }, {}, { timeout: 20 }],
    ["a cut stream", { openai: { outages: [{ fault: "cut" }] } }, { stream: true }, { stream_truncated: 20 }],
    ["too many at a time", { openai: { capacity: 1, latencyMs: 150 } }, {}, { rate_limit: 13 }],
  ])("tells failures by kind: %s", async (_, targets, more, failures) => {
    const alone = { models: { chat: [OPENAI!] }, retry: { maxRetries: 0 }, breaker: false as const };
    const scenario = { ...healthy, durationMs: 1000, targets, call: { deadlineMs: 2000 }, ...more };
    expect((await simulateOutage(alone, scenario)).failures).toEqual(failures);
  });

  it("waits as long as a provider says", async () => {
    const outages = [{ untilMs: 100, fault: 429, retryAfterMs: 1500 }];
    const result = await simulateOutage(
      { models: { chat: [OPENAI!] } },
      { model: "chat", durationMs: 100, callsPerSecond: 10, targets: { openai: { latencyMs: 100, outages } } },
    );
    expect(result).toMatchObject({ ok: 1, requestsPerCall: 2 });
    expect(result.latencyMs.p50).toBeGreaterThanOrEqual(1600);
  });

  it.each<[object, string]>([
    [{ durationMs: 1 }, "scenario.model: expected a model name"],
    [{ ...healthy, duration: 1 }, "scenario.duration: unknown; did you mean durationMs?"],
    [
      { ...healthy, targets: { openai: { outages: [{ fault: "gone" }] } } },
      'targets["openai"].outages[0].fault: expected',
    ],
    [{ ...healthy, targets: { openai: { latencyMs: { p50: 5, p99: 1 } } } }, "latencyMs: expected milliseconds, or"],
  ])("refuses %j", async (scenario, message) => {
    await expect(simulateOutage(config, scenario as Scenario)).rejects.toThrow(message);
  });

  it("prints a table", async () => {
    const text = tableOf(
      await simulateOutage(config, { ...healthy, targets: { openai: { outages: [{ fault: 503 }] } } }),
    );
    expect(text).toMatch(/^calls +200, 0 failed\navailability +100\.00 %\n/);
    expect(text).toContain(ANTHROPIC);
    expect(text).toMatch(/\d s {2}openai\/gpt-5\.5 open/);
  });
});
