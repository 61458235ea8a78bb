import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, inject, it } from "vitest";
import { runConsumer } from "./consumer.ts";

it.each(["esm", "cjs"] as const)("bundled by esbuild into one %s file, it runs with its breakers", async (format) => {
  const folder = join(inject("consumers"), format);
  const file = `bundle.${format === "esm" ? "mjs" : "cjs"}`;
  writeFileSync(join(folder, "app.mjs"), APP);
  await build({
    entryPoints: [join(folder, "app.mjs")],
    outfile: join(folder, file),
    bundle: true,
    platform: "node",
    format,
    external: ["@google/*"],
    logLevel: "silent",
  });
  expect(await runConsumer(format, file)).toEqual({ answer: "echo: hello", circuit: "open", google: "config" });
});

const APP = `
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

async function main() {
  const sim = await simulate();
  const router = createRouter({ providers: sim.providers, retry: { maxRetries: 0 }, breaker: { consecutiveFailures: 1 } });
  const ask = (model) => router.chat.completions.create({ model, messages: [{ role: "user", content: "hello" }] });
  const answer = await ask("openai/gpt-5.5");
  sim.openai.fail("status_500");
  await ask("openai/gpt-5.5").catch(() => {});
  const google = await ask("gemini/gemini-3.8-flash").catch((error) => error.kind);
  const { circuit } = router.health().targets["openai/gpt-5.5"];
  console.log(JSON.stringify({ answer: answer.choices[0].message.content, circuit, google }));
  await router.close();
  await sim.close();
}
main();
`;
