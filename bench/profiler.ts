import { Session } from "node:inspector/promises";
import type { CallFrame, CpuProfile } from "./frames.ts";

/** Starts V8's sampling profiler in this process; what it returns ends it. */
export async function profiling(intervalUs: number): Promise<() => Promise<CpuProfile>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: intervalUs });
  await session.post("Profiler.start");
  return async () => (await session.post("Profiler.stop")).profile as CpuProfile;
}

/** The same of heap: what is still held of all that is made until the end, by the function that made it; a sample is bytes. */
export async function heapProfiling(intervalBytes: number): Promise<() => Promise<CpuProfile>> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", { samplingInterval: intervalBytes });
  return async () => {
    const { head } = (await session.post("HeapProfiler.stopSampling")).profile;
    const flat = nodesOf(head);
    const ids = new Map(flat.map((node, at) => [node, at]));
    return {
      nodes: flat.map((node) => ({
        id: ids.get(node)!,
        callFrame: node.callFrame,
        children: node.children.map((child) => ids.get(child)!),
      })),
      samples: [...flat.keys()],
      timeDeltas: flat.map(({ selfSize }) => selfSize),
    };
  };
}

interface HeapNode {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

function nodesOf(node: HeapNode): HeapNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}
