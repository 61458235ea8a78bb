import { getHeapSnapshot } from "node:v8";
import { createRouter } from "../../src/index.ts";
import { simulate } from "../../src/testing/index.ts";

// A process of its own: makes a router, asks it once and forgets it, and says what is left of that.

const [WARM, CALLS] = process.argv.slice(2).map(Number) as [number, number];
const messages = [{ role: "user" as const, content: "hi" }];

const sim = await simulate({ providers: ["openai"], keep: 1 });
const options = {
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
  notices: false,
};
let answers = 0;
let connections = 0;

async function call(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const { x_llmux } = await createRouter(options).chat.completions.create({ model: "chat", messages });
    answers += x_llmux.attempts.length;
    connections = Math.max(connections, serverSockets());
  }
}

/** The server's ends of all connections: those of a client that are idle are not listed. */
function serverSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } };
  readonly nodes: readonly number[];
}

/** Compiled code, V8's lists of it, and tables, among them caches of V8's own that grow once, whenever that is. */
const CODE = ["code", "hidden", "object shape", "array"];

/** Bytes of that, and of the objects, functions and texts that a program makes. */
async function heap(): Promise<{ readonly code: number; readonly objects: number }> {
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc!();
  }
  const pieces = await getHeapSnapshot().setEncoding("utf8").toArray();
  const { snapshot, nodes } = JSON.parse(pieces.join("")) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf("type"), fields.indexOf("self_size")];
  const bytes = { code: 0, objects: 0 };
  for (let at = 0; at < nodes.length; at += fields.length) {
    const isCode = CODE.includes(types[0][nodes[at + type]!]!);
    bytes[isCode ? "code" : "objects"] += nodes[at + size]!;
  }
  return bytes;
}

await call(WARM);
// What the measuring itself leaves, it leaves the first time.
await heap();
const before = await heap();
await call(CALLS);
const after = await heap();
const perCall = (what: "code" | "objects") => (after[what] - before[what]) / CALLS;
console.log(JSON.stringify({ answers, connections, objects: perCall("objects"), code: perCall("code") }));
process.exit();
