// A stream: OpenAI's chunks whatever the provider, the route report on the last one.
import { createRouter, type RouteReport } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
sim.anthropic.reply({ chunks: ["One ", "piece ", "at ", "a ", "time."], chunkDelayMs: 20 });
const router = createRouter({ providers: sim.providers });

const stream = await router.chat.completions.create({
  model: "anthropic/claude-opus-5-5",
  messages: [{ role: "user", content: "How do you speak?" }],
  stream: true,
});

let report: RouteReport | undefined;
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  report = chunk.x_llmux ?? report;
}
//=> One piece at a time.

console.log(`\n${report?.target}`); //=> anthropic/claude-opus-5-5
console.log((await stream.settled).status); //=> ok

await router.close();
await sim.close();
