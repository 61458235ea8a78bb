import type { ChatStream, Router } from "llmux";
import type { Measured } from "./goals.ts";
import { heap } from "./heap.ts";
import { chunks, memoryRouter } from "./subjects/memory-router.ts";
import { MESSAGES } from "./subjects/subject.ts";

const body = { model: "chat", messages: MESSAGES };
const targets = (count: number) => Array.from({ length: count }, (_, index) => `memory/m${index}`);

async function calls(router: Router, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    for (; left > 0; left -= 1)
      await router.chat.completions.create({ ...body, stream: false }, { maxRetries: 0 }).catch(() => {});
  };
  await Promise.all(Array.from({ length: 64 }, worker));
}

async function perTarget(): Promise<Measured> {
  await memoryRouter({ models: { chat: targets(10) } });
  const before = await heap();
  const begun = performance.now();
  const router = await memoryRouter({ models: { chat: targets(1000) } });
  const ms = performance.now() - begun;
  const bytes = ((await heap()) - before) / 1000;
  await router.close();
  return { "thousand-targets-ms": ms, "target-kb": bytes / 1000 };
}

async function perCall(): Promise<Measured> {
  const router = await memoryRouter({ models: { chat: ["memory/m"] } }, 20);
  await calls(router, 20_000);
  const before = await heap();
  await calls(router, 200_000);
  const bytes = ((await heap()) - before) / 200_000;
  await router.close();
  return { "call-bytes": bytes };
}

/** Less what the provider's own iterators take. */
async function perStream(): Promise<Measured> {
  const router = await memoryRouter({ models: { chat: ["memory/m"] } });
  const open: ChatStream[] = [];
  const before = await heap();
  for (let n = 0; n < 10_000; n++) {
    const stream = await router.chat.completions.create({ ...body, stream: true });
    await stream[Symbol.asyncIterator]().next();
    open.push(stream);
  }
  const bytes = ((await heap()) - before) / open.length;
  for (const stream of open) stream.controller.abort();
  await router.close();
  return { "stream-kb": (bytes - (await perSource(open.length))) / 1000 };
}

async function perSource(count: number): Promise<number> {
  const sources: AsyncGenerator[] = [];
  const before = await heap();
  for (let n = 0; n < count; n++) {
    const source = chunks();
    await source.next();
    sources.push(source);
  }
  const bytes = ((await heap()) - before) / sources.length;
  for (const source of sources) await source.return(undefined);
  return bytes;
}

async function idle(): Promise<Measured> {
  const resources = () => process.getActiveResourcesInfo().filter((name) => name !== "PipeWrap").length;
  const before = resources();
  const router = await memoryRouter({ models: { chat: ["memory/m"] } });
  const made = resources() - before;
  await calls(router, 1000);
  return { "idle-handles": Math.max(made, resources() - before) };
}

const measured: Measured = {};
for (const measure of [idle, perTarget, perCall, perStream]) Object.assign(measured, await measure());
process.send?.(measured, () => process.exit());
