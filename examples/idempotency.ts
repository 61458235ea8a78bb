// One request for calls that mean the same: by a key of your own, or because they are identical and under way together.
import { createRouter, isLlmuxError } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({ providers: sim.providers, singleFlight: true });

const ask = (content: string, idempotencyKey?: string) =>
  router.chat.completions.create(
    { model: "openai/gpt-5.5", messages: [{ role: "user", content }] },
    { ...(idempotencyKey && { idempotencyKey }) },
  );

// A queue that delivers twice, and once more later.
const [first, twin] = await Promise.all([ask("Bill order 7", "order-7"), ask("Bill order 7", "order-7")]);
const later = await ask("Bill order 7", "order-7");
console.log("requests sent:", sim.openai.count); //=> requests sent: 1
console.log("joined:", twin.x_llmux.shared, "replayed:", later.x_llmux.replayed); //=> joined: true replayed: true
console.log("the others cost", twin.x_llmux.cost.usd, later.x_llmux.cost.usd); //=> the others cost 0 0
console.log("whose request:", later.x_llmux.sharedWith === first.x_llmux.callId); //=> whose request: true

// A key stands for one request.
try {
  await ask("Bill order 8", "order-7");
} catch (error) {
  if (isLlmuxError(error)) console.log(error.kind, error.status, error.code); //=> conflict 409 idempotency_key_reused
}

// Without keys: ten equal questions at once.
await Promise.all(Array.from({ length: 10 }, () => ask("What is the weather?")));
console.log("requests sent:", sim.openai.count); //=> requests sent: 2

await router.close();
await sim.close();
