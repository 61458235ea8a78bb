import { once } from "node:events";
import { compile, start } from "./harness.ts";
import type { Held } from "./heap-subject.ts";
import { type Profiled, type Shares, tellProfiled } from "./profiled.ts";
import { selfTimes } from "./self-times.ts";

// What an open stream holds: by the part of the program that made it, and by its class. Over HTTP beside the raw SDK's, too.

/** What takes less of the whole is not shown. */
const LEAST = 0.005;

await compile("server.ts", "heap-subject.ts");
const server = start("server.js");
const [ports] = (await once(server, "message")) as [number[]];
const root = `http://127.0.0.1:${ports.at(-1)}`;

async function held(...args: string[]): Promise<Held> {
  const [answer] = (await once(start("heap-subject.js", args, ["--expose-gc"]), "message")) as [Held];
  return answer;
}

const own = await held("own share", root, "closely");
const [ours, theirs] = [await held("llmux to OpenAI", root), await held("openai", root)];
server.disconnect();

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const { made, classes } = own.closely!;
const all = classes.reduce((sum, [, bytes]) => sum + bytes, 0);
const byClass: Shares = classes
  .filter(([, bytes]) => bytes >= all * LEAST)
  .map(([label, bytes]) => [label, bytes / all]);
const profiled: Profiled = {
  title: "llmux's own share; an open stream",
  goals: ["stream-kb"],
  whole: `${kB(own.bytes)} of heap a stream, its provider in memory included. Over HTTP, with all that the connection holds: ${kB(ours.bytes)} through llmux, ${kB(theirs.bytes)} with the raw OpenAI SDK`,
  total: own.bytes,
  unit: "bytes",
  parts: selfTimes(made).parts.filter(([, share]) => share >= LEAST),
  closely: "by class",
  details: byClass,
};
tellProfiled([profiled]);
