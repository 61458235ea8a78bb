import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import { asOpenAI } from "llmux/openai";
import OpenAI from "openai";
import { expect, it } from "vitest";

const messages = [{ role: "user" as const, content: "hi there" }];
it("three", async () => {
  const sim = await simulate({ seed: 1, providers: ["openai", "anthropic", "gemini"] });
  const router = createRouter({ providers: sim.providers, models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"] } });
  for (const model of ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"]) {
    const a = await router.chat.completions.create({ model, messages });
    console.log(model, a.choices[0]!.message.content, JSON.stringify(a.x_llmux.cost), a.id);
    const s = await router.chat.completions.create({ model, messages, stream: true });
    let text = ""; let last;
    for await (const c of s) { text += c.choices[0]?.delta.content ?? ""; last = c; }
    console.log(text, last!.x_llmux!.cost.usd, last!.x_llmux!.warnings);
  }
  sim.openai.fail("status_503"); sim.anthropic.fail("cut_before_text" as never);
  const s = await router.chat.completions.create({ model: "chat", messages, stream: true });
  let last; for await (const c of s) last = c;
  console.dir(last, { depth: 8 });
  sim.openai.heal();
  const client = new OpenAI({ apiKey: "-", fetch: router.fetch });
  const r = await client.chat.completions.create({ model: "chat", messages });
  console.log(r.choices[0]!.message, (r as any).x_llmux.target);
  const c2 = asOpenAI(router);
  const st = c2.chat.completions.stream({ model: "chat", messages });
  const fin = await st.finalChatCompletion();
  console.log(fin.choices[0]!.message);
  await router.close(); await sim.close();
});
