import { getHeapSnapshot } from "node:v8";

const collect = (globalThis as { gc?: () => void }).gc;

/** Heap in use once everything dead is gone. Needs `--expose-gc`. */
export async function heap(): Promise<number> {
  for (let n = 0; n < 3; n++) {
    collect!();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** The bytes of all objects on the heap, by their class, or what V8 calls them. */
export async function bytesByClass(): Promise<Map<string, number>> {
  let text = "";
  for await (const piece of getHeapSnapshot().setEncoding("utf8")) text += piece;
  const { snapshot, nodes, strings } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ["type", "name", "self_size"].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  const bytes = new Map<string, number>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const label = classOf(types[0][nodes[at + type]!]!, strings[nodes[at + name]!]!);
    bytes.set(label, (bytes.get(label) ?? 0) + nodes[at + size]!);
  }
  return bytes;
}

/** What has no class goes by its type: a text's name would be the text. */
function classOf(type: string, name: string): string {
  return type === "object" || type === "hidden" ? name : `(${type})`;
}
