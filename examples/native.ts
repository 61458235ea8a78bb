// The provider's own words: a native body and its answer, extras beside OpenAI's request, and the raw answer to it.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({ providers: sim.providers });
const user = { role: "user" as const, content: "hello" };

const claude = await router.native("anthropic/claude-opus-5", { max_tokens: 100, messages: [user] });
console.log(Object.keys(claude.body as object).includes("stop_reason"), claude.x_llmux.attempts[0]?.status); //=> true ok

const contents = [{ role: "user", parts: [{ text: "hello" }] }];
const gemini = await router.native("gemini/gemini-3.8-flash", { contents }, { stream: true });
let events = 0;
for await (const event of gemini.stream) events += Number("candidates" in (event as object));
console.log(events > 0, (await gemini.settled).status); //=> true ok

const answer = await router.chat.completions.create(
  {
    model: "anthropic/claude-opus-5",
    messages: [user],
    provider_options: { anthropic: { tools: [{ type: "web_search_20260209", name: "web_search" }] } },
  },
  { raw: true },
);
console.log(JSON.stringify((sim.anthropic.requests.at(-1)!.body as { tools: unknown }).tools));
//=> [{"type":"web_search_20260209","name":"web_search"}]
console.log((answer.x_llmux.raw as { type: string }).type); //=> message

await router.close();
await sim.close();
