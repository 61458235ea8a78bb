// A batch that can break off: what is in the journal is not done again.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRouter, type MapCall } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({ providers: sim.providers });
const journal = join(tmpdir(), `labels-${process.pid}.jsonl`);
const items = Array.from({ length: 100 }, (_, n) => `review ${n}`);

let asked = 0;
async function label(content: string, _index: number, call: MapCall) {
  asked += 1;
  const body = { model: "openai/gpt-5.5", messages: [{ role: "user" as const, content }] };
  const answer = await router.chat.completions.create(body, call); // an item's key and signal
  return answer.choices[0]!.message.content;
}

// Broken off half way.
const stop = new AbortController();
const onProgress = ({ done }: { done: number }) => done >= 50 && stop.abort();
await router.map(items, label, { concurrency: 10, journal, onProgress, signal: stop.signal }).catch((error) => {
  console.log("first run:", error.kind); //=> first run: aborted
});

// The same again.
asked = 0;
const labels = await router.map(items, label, { concurrency: 10, journal });
console.log("all there:", labels.length, labels[99]); //=> all there: 100 echo: review 99
console.log("not asked again:", asked <= 50); //=> not asked again: true
console.log("in doubt:", labels.inDoubt.length); //=> in doubt: 0

rmSync(journal);
await router.close();
await sim.close();
