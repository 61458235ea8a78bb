import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { createRouter } from "llmux";
import { COLUMNS } from "../../columns.ts";
import type { ActRow } from "../../row.ts";
import { talk } from "../../run-cell.ts";
import type { Stage } from "../../stage.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks twice, one after the other, over a server that writes its bytes by hand. */
async function twice(stage: Stage, answer: (socket: Socket, at: number) => void, waitMs = 30): Promise<string[]> {
  const sockets = new Set<Socket>();
  let requests = 0;
  // From then on connections are undici's.
  const warmUp = stage.cell.column === "undici" ? 60 : 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let seen = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      seen += bytes.toString("latin1");
      const [head = "", body] = seen.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      seen = "";
      requests += 1;
      if (requests <= warmUp) socket.write(responseOf(stage, "right"));
      else answer(socket, requests - warmUp);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { kind, model } = COLUMNS[stage.cell.column];
  const router = createRouter({
    providers: { own: { kind, apiKey: "-", baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } },
    models: { chat: `own/${model}` },
    notices: false,
    retry: { maxRetries: 2, baseMs: 1, maxMs: 1 },
  });
  const wrong: string[] = [];
  for (let turn = 0; turn < warmUp; turn += 1) await talk(router, "chat", "JSON", {});
  for (const turn of [1, 2, 3]) {
    const { way, text, error } = await talk(router, "chat", "JSON", {});
    if (way !== "answer" || text !== "right") wrong.push(`call ${turn}: ${way} ${text} ${error?.message ?? ""}`);
    await pause(waitMs);
  }
  await router.close({ timeoutMs: 0 });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return wrong;
}

const BODIES = {
  openai: (text: string) => ({
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
  }),
  anthropic: (text: string) => ({
    id: "m",
    type: "message",
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
  }),
  gemini: (text: string) => ({ candidates: [{ content: { parts: [{ text }] }, finishReason: "STOP" }] }),
};

function responseOf(stage: Stage, text: string, more = ""): string {
  const body = JSON.stringify(BODIES[COLUMNS[stage.cell.column].kind](text));
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;
}

const act = (answer: (stage: Stage) => (socket: Socket, at: number) => void, waitMs?: number) => (stage: Stage) =>
  twice(stage, answer(stage), waitMs);

const OURS = ["openai", "undici", "anthropic", "gemini"] as const;

/** One connection for call after call, and what may happen to it between them. */
export const REUSE: readonly ActRow[] = [
  {
    id: "R",
    does: "the server closes a kept connection between calls",
    modes: ["JSON"],
    comes: "three answers",
    columns: OURS,
    act: act((stage) => (socket) => {
      socket.write(responseOf(stage, "right"));
      setTimeout(() => socket.end(), 5);
    }),
  },
  {
    id: "R",
    does: "the server resets a kept connection as the next request comes",
    modes: ["JSON"],
    comes: "three answers",
    columns: OURS,
    act: act((stage) => (socket, at) => {
      if (at === 2) socket.resetAndDestroy();
      else socket.write(responseOf(stage, "right"));
    }),
  },
  {
    id: "R",
    does: "`connection: close` after each answer",
    modes: ["JSON"],
    comes: "three answers",
    columns: OURS,
    act: act((stage) => (socket) => socket.end(responseOf(stage, "right", "connection: close\r\n"))),
  },
  {
    id: "R",
    does: "a second answer behind the first, at once",
    modes: ["JSON"],
    comes: "three answers, none of them the stray one",
    columns: OURS,
    act: act((stage) => (socket) => socket.write(responseOf(stage, "right") + responseOf(stage, "stray"))),
  },
  {
    id: "R",
    does: "a second answer behind the first, a little later",
    modes: ["JSON"],
    comes: "three answers, none of them the stray one",
    columns: OURS,
    act: act(
      (stage) => (socket) => {
        socket.write(responseOf(stage, "right"));
        setTimeout(() => socket.write(responseOf(stage, "stray")), 10);
      },
      300,
    ),
  },
  {
    id: "R",
    does: "a 408 on the kept connection while it is idle",
    modes: ["JSON"],
    comes: "three answers",
    columns: OURS,
    act: act(
      (stage) => (socket) => {
        socket.write(responseOf(stage, "right"));
        setTimeout(
          () => socket.end("HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
          10,
        );
      },
      300,
    ),
  },
  {
    id: "R",
    does: "stray bytes behind the answer",
    modes: ["JSON"],
    comes: "three answers",
    columns: OURS,
    act: act((stage) => (socket) => socket.write(`${responseOf(stage, "right")}\r\n\r\nhello`)),
  },
];
