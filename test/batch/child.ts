// One run of a batch over a journal: `child.ts <journal> <base URL> <items> <inDoubt>`. Prints its outcome as JSON.
import { createRouter } from "llmux";

const [journal, baseURL, count, inDoubt] = process.argv.slice(2) as [string, string, string, "retry" | "list"];
const router = createRouter({ providers: { openai: { apiKey: "sk-test-0123456789", baseURL } } });
const items = Array.from({ length: Number(count) }, (_, n) => `item ${n}`);

const results = await router.map(
  items,
  async (content, _, call) => {
    const messages = [{ role: "user" as const, content }];
    const answer = await router.chat.completions.create({ model: "openai/gpt-5.5", messages }, call);
    return answer.choices[0]!.message.content;
  },
  { concurrency: 10, journal, inDoubt },
);
console.log(JSON.stringify({ results, inDoubt: results.inDoubt }));
await router.close();
