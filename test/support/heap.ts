import { getHeapSnapshot } from "node:v8";

/** Bytes of a heap at rest. Needs `--expose-gc`; what the measuring itself leaves, it leaves the first time. */
export interface Heap {
  /** Objects, functions and texts that a program makes. */
  readonly objects: number;
  /** The insides of arrays, objects and maps, and caches of V8's own that grow once, whenever that is. */
  readonly tables: number;
  /** Compiled code and V8's lists of it. */
  readonly code: number;
}

/** V8's name of a node's type; every other is an object's. */
const PLACES: Readonly<Record<string, keyof Heap>> = {
  array: "tables",
  code: "code",
  hidden: "code",
  "object shape": "code",
};

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } };
  readonly nodes: readonly number[];
}

/** Collects until nothing is left to collect. */
export async function collect(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc!();
  }
}

export async function heapAtRest(): Promise<Heap> {
  await collect();
  const pieces = await getHeapSnapshot().setEncoding("utf8").toArray();
  const { snapshot, nodes } = JSON.parse(pieces.join("")) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf("type"), fields.indexOf("self_size")];
  const bytes = { objects: 0, tables: 0, code: 0 };
  for (let at = 0; at < nodes.length; at += fields.length) {
    bytes[PLACES[types[0][nodes[at + type]!]!] ?? "objects"] += nodes[at + size]!;
  }
  return bytes;
}
