import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTransport } from "../../src/transport/transport.ts";
import { serve, type TestServer, until } from "./server.ts";

let server: TestServer;
let overUndici = 0;
const count = () => {
  overUndici += 1;
};
beforeEach(async () => {
  overUndici = 0;
  subscribe("undici:request:create", count);
  server = await serve((_, response) => void response.end("ok"));
});
afterEach(async () => {
  unsubscribe("undici:request:create", count);
  await server.close();
});

it("the first requests go over node:http, later ones over undici, whatever is under way", async () => {
  const { fetch, close, openSockets } = createTransport({ mode: "lean", warmCalls: 3 });
  const ask = async () => (await fetch(server.url)).text();
  for (let n = 0; n < 3; n += 1) expect(await ask()).toBe("ok");
  expect(overUndici).toBe(0);
  await until(() => {
    void ask();
    return overUndici > 0;
  });
  const before = overUndici;
  expect(await Promise.all([ask(), ask()])).toEqual(["ok", "ok"]);
  expect(overUndici).toBe(before + 2);
  await until(() => openSockets() >= 2);
  close();
  await until(() => openSockets() === 0);
});

it("a transport closed while undici loads makes no more connections", async () => {
  const { fetch, close, openSockets } = createTransport({ mode: "lean", warmCalls: 1 });
  await (await fetch(server.url)).text();
  close();
  await sleep(20);
  await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code: "ERR_CLOSED" } });
  expect(overUndici).toBe(0);
  expect(openSockets()).toBe(0);
});

it("many transports that are used once keep 64 idle connections in all, and each goes on as before", async () => {
  const made = Array.from({ length: 100 }, () => createTransport({ mode: "lean" }));
  const ask = async ({ fetch }: (typeof made)[number]) => (await fetch(server.url)).text();
  for (const each of made) await ask(each);
  await until(() => server.sockets.size === 64);
  expect(await Promise.all(made.map(ask))).toEqual(Array(100).fill("ok"));
  await until(() => server.sockets.size === 64);
  expect(made.filter(({ openSockets }) => openSockets() > 0)).toHaveLength(64);
  for (const { close } of made) close();
  await until(() => server.sockets.size === 0);
  expect(await ask(createTransport({ mode: "lean" }))).toBe("ok");
});
