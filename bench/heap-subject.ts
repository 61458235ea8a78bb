import type { CpuProfile } from "./frames.ts";
import { bytesByClass, heap } from "./heap.ts";
import { heapProfiling } from "./profiler.ts";
import { MODELS } from "./scenarios.ts";
import { memoryRouter } from "./subjects/memory-router.ts";
import { MESSAGES } from "./subjects/subject.ts";

/** Opens streams of one kind, reads the first event of each, and says what an open one holds. */
export interface Held {
  readonly bytes: number;
  /** With a third argument. */
  readonly closely?: {
    readonly made: CpuProfile;
    /** Bytes of each class, a stream. */
    readonly classes: readonly (readonly [name: string, bytes: number])[];
  };
}

const STREAMS = 1000;
const SAMPLING_BYTES = 256;
const [, , name = "", root = "", closely = ""] = process.argv;
const body = { model: MODELS.openai, messages: MESSAGES, stream: true } as const;

type Open = () => Promise<AsyncIterable<unknown>>;

const OPENERS: Readonly<Record<string, () => Promise<Open>>> = {
  "own share": async () => {
    const { completions } = (await memoryRouter({ models: { chat: ["memory/m"] } })).chat;
    return () => completions.create({ ...body, model: "chat" });
  },
  "llmux to OpenAI": async () => {
    const { createRouter } = await import("llmux");
    const openai = { apiKey: "bench", baseURL: `${root}/v1` };
    const { completions } = createRouter({ providers: { openai }, models: { chat: [`openai/${MODELS.openai}`] } }).chat;
    return () => completions.create({ ...body, model: "chat" });
  },
  openai: async () => {
    const { default: OpenAI } = await import("openai");
    const { completions } = new OpenAI({ apiKey: "bench", baseURL: `${root}/v1` }).chat;
    return async () => await completions.create(body);
  },
};

const open = await OPENERS[name]!();
const held: unknown[] = [];

async function openSome(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const stream = await open();
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    held.push(stream, events);
  }
}

async function opened(): Promise<number> {
  const before = await heap();
  await openSome(STREAMS);
  return ((await heap()) - before) / STREAMS;
}

async function openedClosely(): Promise<Held> {
  const before = await bytesByClass();
  const end = await heapProfiling(SAMPLING_BYTES);
  const bytes = await opened();
  const made = await end();
  const classes = [...(await bytesByClass())].map(
    ([label, all]) => [label, (all - (before.get(label) ?? 0)) / STREAMS] as const,
  );
  return { bytes, closely: { made, classes: classes.filter(([, each]) => each > 1).sort(([, a], [, b]) => b - a) } };
}

// What is loaded and compiled with the first ones is not theirs.
await openSome(100);
const answer: Held = closely ? await openedClosely() : { bytes: await opened() };
process.send?.(answer, () => process.exit());
