import { once } from "node:events";
import { compileWith, median, published, start } from "./harness.ts";
import { tell } from "./results.ts";

const RUNS = 15;
const IMPORTS = ["llmux", "openai", "@anthropic-ai/sdk"];
const FIRST_ANSWERS = ["openai", "llmux to OpenAI", "@anthropic-ai/sdk", "llmux to Anthropic"];

interface Took {
  readonly ms: number;
  readonly rssMb: number;
}

/** What a fresh process pays: each line is the median of processes of their own, taking turns. It measures the last `npm run build`. */
await compileWith(published, "server.ts", "cold-subject.ts");
const server = start("server.js");
const [[port]] = (await once(server, "message")) as [[number]];
const root = `http://127.0.0.1:${port}`;
const cases = [
  ...IMPORTS.map((name) => ({ label: `import of ${name}`, args: [name] })),
  ...FIRST_ANSWERS.map((name) => ({ label: `first answer: ${name}`, args: [name, root] })),
];
const took: Took[][] = cases.map(() => []);
for (let n = 0; n < RUNS; n++)
  for (const [index, { args }] of cases.entries()) {
    const [message] = (await once(start("cold-subject.js", args), "message")) as [Took];
    took[index]!.push(message);
  }
server.disconnect();
const msOf = (label: string) => median(took[cases.findIndex((each) => each.label === label)]!.map((each) => each.ms));
console.log(`${"".padEnd(40)}${"ms".padStart(8)}${"RSS, MB".padStart(10)}`);
for (const [index, { label }] of cases.entries()) {
  const ms = median(took[index]!.map((each) => each.ms));
  const rssMb = median(took[index]!.map((each) => each.rssMb));
  console.log(`${label.padEnd(40)}${ms.toFixed(0).padStart(8)}${rssMb.toFixed(0).padStart(10)}`);
}
tell({
  "import-ms": msOf("import of llmux"),
  "first-openai-ms": msOf("first answer: llmux to OpenAI") - msOf("first answer: openai"),
  "first-anthropic-ms": msOf("first answer: llmux to Anthropic") - msOf("first answer: @anthropic-ai/sdk"),
});
