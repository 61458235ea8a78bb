import { getEventListeners } from "node:events";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createTransport } from "../../src/transport/transport.ts";
import { ENGINES, leanTransport } from "./engines.ts";
import { serve, type TestServer, until } from "./server.ts";

const leans = await Promise.all(ENGINES.map(async (engine) => [engine, await leanTransport(engine)] as const));
const standard = createTransport({ mode: "fetch" });
afterAll(() => {
  for (const [, { close }] of leans) close();
});
let server: TestServer | undefined;
afterEach(() => server?.close());

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;
const caught = (work: Promise<unknown>) => work.then(String, (error: Error) => error);

describe.each([...leans, ["fetch", standard] as const])("abort (%s)", (mode, transport) => {
  const ask = async (path: string, signal: AbortSignal, whole?: boolean) =>
    transport.fetch((server?.url ?? "") + path, {
      signal,
      ...(whole === undefined ? {} : { llmux: { wire: {}, whole } }),
    });
  // Exchanges the server has not seen the end of. Not sockets: undici makes a new one after an abort, in advance.
  let open = 0;
  const begin = async () => {
    let requests = 0;
    open = 0;
    server = await serve((request, response) => {
      requests += 1;
      open += 1;
      response.on("close", () => {
        open -= 1;
      });
      if (request.url === "/error") response.statusCode = 500;
      if (request.url !== "/silent") response.write("begun");
    });
    return () => requests;
  };

  it("before: no request leaves", async () => {
    const requests = await begin();
    expect(await caught(ask("/", AbortSignal.abort()))).toMatchObject({ name: "AbortError" });
    expect(requests()).toBe(0);
  });

  it.each([
    ["while waiting for the head", "/silent", undefined],
    ["while the transport reads a whole answer", "/", true],
    ["while the transport reads an error", "/error", false],
    // 50 ms are measured on a real clock: a busy machine may need a second look.
  ])("%s: rejects at once, frees the socket and the listener", { retry: 2 }, async (_, path, whole) => {
    await begin();
    const controller = new AbortController();
    const failed = caught(ask(path, controller.signal, whole));
    await until(() => open === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const at = performance.now();
    controller.abort();
    const error = await failed;
    expect(performance.now() - at).toBeLessThan(50);
    expect(error).toMatchObject({ name: "AbortError" });
    await until(() => open === 0, 200);
    if (mode !== "fetch") await until(() => listeners(controller.signal) === 0, 200);
  });

  it("while the caller reads: the reader rejects, the socket closes", async () => {
    await begin();
    const controller = new AbortController();
    const reader = (await ask("/", controller.signal)).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("begun");
    const failed = caught(reader!.read());
    controller.abort();
    expect(await failed).toMatchObject({ name: "AbortError" });
    await until(() => open === 0, 200);
    if (mode !== "fetch") expect(listeners(controller.signal)).toBe(0);
  });

  it("with a reason: one named AbortError is kept, any other gives way to a plain AbortError", async () => {
    await begin();
    const mine = Object.assign(new Error("mine"), { name: "AbortError" });
    expect(await caught(ask("/", AbortSignal.abort(mine)))).toBe(mine);
    const controller = new AbortController();
    const failed = caught(ask("/silent", controller.signal));
    controller.abort(new Error("deadline"));
    expect(await failed).toMatchObject({ name: "AbortError", message: "This operation was aborted" });
  });

  it("cancelling the body closes the socket", async () => {
    await begin();
    const { signal } = new AbortController();
    const response = await ask("/", signal);
    await response.body?.cancel();
    await until(() => open === 0, 200);
    if (mode !== "fetch") await until(() => listeners(signal) === 0, 200);
  });

  it("leaving a loop over the body closes the socket", async () => {
    await begin();
    const response = await ask("/", new AbortController().signal);
    for await (const _ of response.body ?? []) break;
    await until(() => open === 0, 200);
  });
});

it.each(leans)("on a connection used before: nothing is sent again (%s)", async (_, lean) => {
  const seen: (string | undefined)[] = [];
  server = await serve((request, response) => {
    seen.push(request.url);
    if (request.url === "/first") response.end();
  });
  await (await lean.fetch(`${server.url}/first`)).text();
  const controller = new AbortController();
  const failed = caught(lean.fetch(`${server.url}/silent`, { signal: controller.signal }));
  await until(() => seen.length === 2);
  controller.abort();
  await failed;
  await until(() => server?.sockets.size === 0, 200);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(seen).toEqual(["/first", "/silent"]);
  expect(lean.openSockets()).toBe(0);
});

describe.each(leans)("the signal's listener (%s)", (_, lean) => {
  it.each(["/ok", "/empty", "/error", "/cut", "/redirect", "/none"])("is gone after %s", async (path) => {
    server = await serve((request, response) => {
      if (request.url === "/ok") response.end("ok");
      if (request.url === "/empty") response.writeHead(204).end();
      if (request.url === "/error") response.writeHead(500).end("no");
      if (request.url === "/redirect") response.writeHead(302, { location: "/" }).end("no");
      if (request.url === "/none") response.destroy();
      if (request.url === "/cut") {
        response.write("part");
        setTimeout(() => response.destroy(), 5);
      }
    });
    const { signal } = new AbortController();
    await caught(lean.fetch(server.url + path, { signal }).then((response) => response.text()));
    await until(() => listeners(signal) === 0, 200);
  });
});
