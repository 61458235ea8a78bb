import { appendFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRouter } from "llmux";
import { nodeListener } from "llmux/node";
import { pause } from "./until.ts";

// A function in a process of its own: `function-child.ts <task> <base URL> <file of records>`.
const [task = "", baseURL = "", file = ""] = process.argv.slice(2);
const router = createRouter({
  providers: { openai: { apiKey: "-", baseURL } },
  models: { chat: "openai/gpt-5.5" },
  cache: true,
  hedge: { afterPercentile: 95 },
  notices: false,
});
const handler = router.handler({ authenticate: false });

const requestOf = (text: string, stream: boolean) =>
  new Request("http://function.invalid/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "chat", stream, messages: [{ role: "user", content: text }] }),
  });

/** Writes a line for each call and each cost. */
function keepRecords(write: (line: string) => unknown): void {
  for (const event of ["cost.recorded", "call.end"] as const) router.on(event, ({ type }) => write(`${type}\n`));
}

/** Into a ledger that takes its time, as a database does. */
async function later(line: string): Promise<void> {
  await pause(30);
  await appendFile(file, line);
}

const tasks: Readonly<Record<string, () => unknown>> = {
  /** Serves, and writes each record at once. Is killed when the client has its last byte. */
  serve() {
    keepRecords((line) => appendFileSync(file, line));
    const server = createServer(nodeListener(handler)).listen(0, "127.0.0.1", () => {
      process.send!((server.address() as AddressInfo).port);
    });
  },
  /** Invoked as a platform does that stops the process when what `waitUntil` was given has ended. */
  wait() {
    keepRecords(later);
    process.on("message", async ({ text, stream }: { text: string; stream: boolean }) => {
      const work: Promise<unknown>[] = [];
      const response = await handler(requestOf(text, stream), undefined, {
        waitUntil: (promise: Promise<unknown>) => work.push(promise),
      });
      await response.text();
      const early = work.length;
      await Promise.all(work);
      process.send!(early);
    });
    process.send!("ready");
  },
  /** The same without a platform's help. */
  flush() {
    keepRecords(later);
    process.on("message", async ({ text, stream }: { text: string; stream: boolean }) => {
      await (await handler(requestOf(text, stream))).text();
      process.send!(await router.flush({ timeoutMs: 5000 }));
    });
    process.send!("ready");
  },
  /** A callback-style handler, whose platform waits until nothing is left to do. Tells how long that took after the callback. */
  async callback() {
    keepRecords(later);
    const handle = (text: string, stream: boolean, callback: (error: unknown, answer?: string) => void) => {
      handler(requestOf(text, stream)).then(async (response) => callback(null, await response.text()), callback);
    };
    const answers: string[] = [];
    // Some over node:http, the rest over undici.
    for (let i = 0; i < 60; i += 1) {
      await new Promise<void>((resolve, reject) => {
        handle(`call ${i}`, i % 2 === 0, (error, answer) => {
          if (error) return reject(error);
          answers.push(answer!);
          resolve();
        });
      });
    }
    const called = Date.now();
    process.once("beforeExit", () => {
      process.stdout.write(JSON.stringify({ answers: answers.length, idleAfterMs: Date.now() - called }));
    });
  },
};
await tasks[task]?.();
