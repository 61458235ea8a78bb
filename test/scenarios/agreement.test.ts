import { createRouter } from "llmux";
import { simulate, simulateOutage } from "llmux/testing";
import { expect, it } from "vitest";

const [OPENAI, ANTHROPIC] = ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] as const;
const config = { models: { chat: [OPENAI, ANTHROPIC] }, retry: { maxRetries: 0 } };

/** Two providers fail one after the other and for a while together; circuits, fallbacks and forced probes decide the rest. */
it("agrees within two points with real sockets", { timeout: 30_000 }, async () => {
  const options = { ...config, breaker: { consecutiveFailures: 5, resetTimeoutMs: 200, maxResetTimeoutMs: 200 } };
  const outage = (fromMs: number, untilMs: number) => ({ latencyMs: 20, outages: [{ fromMs, untilMs, fault: 503 }] });
  const targets = { openai: outage(2000, 6000), anthropic: outage(4000, 8000) };
  const virtual = await simulateOutage(options, { model: "chat", durationMs: 10_000, callsPerSecond: 25, targets });
  const sim = await simulate({ providers: ["openai", "anthropic"] });
  const router = createRouter({ ...options, providers: sim.providers });
  for (const model of [OPENAI, ANTHROPIC])
    await router.chat.completions.create({ model, messages: [{ role: "user", content: "loads the SDK" }] });
  const started = Date.now();
  for (const [name, { outages }] of Object.entries(targets)) {
    const provider = sim[name as keyof typeof targets];
    provider.reply({ text: "words", delayMs: 20 });
    setTimeout(() => provider.fail("status_503"), outages[0]!.fromMs);
    setTimeout(() => provider.heal(), outages[0]!.untilMs);
  }
  const answers: Promise<boolean>[] = [];
  while (answers.length < virtual.calls) {
    const messages = [{ role: "user" as const, content: `call ${answers.length}` }];
    const call = router.chat.completions.create({ model: "chat", messages });
    answers.push(
      call.then(
        () => true,
        () => false,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, started + answers.length * 40 - Date.now()));
  }
  const ok = (await Promise.all(answers)).filter(Boolean).length;
  await router.close();
  await sim.close();
  expect(virtual.availability).toBeGreaterThan(0.5);
  expect(virtual.availability).toBeLessThan(0.9);
  expect(Math.abs(ok / answers.length - virtual.availability)).toBeLessThanOrEqual(0.02);
});
