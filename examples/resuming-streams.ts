// A stream that breaks in mid-answer: another target begins anew and the reader clears what came, or goes on with the text.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-haiku-4-5"] },
});
const body = { model: "chat", messages: [{ role: "user" as const, content: "Count." }], stream: true as const };

sim.openai.reply({ text: "one two three four" });
sim.openai.fail({ fault: "cut_mid_stream", afterChunks: 2 });
sim.anthropic.reply({ text: "... and so on" });

for (const onInterrupt of ["restart", "continue"] as const) {
  let text = "";
  const stream = await router.chat.completions.create(body, { onInterrupt });
  for await (const { choices, x_llmux } of stream) {
    if (x_llmux?.interrupted) text = ""; // what came before is void
    text += choices[0]?.delta.content ?? "";
    if (x_llmux?.stitched) console.log(x_llmux.stitched.map(({ target }) => target).join(" + "));
  }
  console.log(onInterrupt, text.startsWith("one"), text.endsWith("and so on"));
}
//=> restart false true
//=> openai/gpt-5.5 + anthropic/claude-haiku-4-5
//=> continue true true

await router.close();
await sim.close();
