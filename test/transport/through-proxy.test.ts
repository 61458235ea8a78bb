import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRouter, type LlmuxError } from "../../src/index.ts";
import { createTransport, type Transport } from "../../src/transport/transport.ts";
import { makeIdentity } from "../chaos/tls/certificate.ts";
import { until } from "../stand/until.ts";
import { serve, type TestServer } from "./server.ts";

interface Proxy {
  readonly url: string;
  readonly asked: string[];
  readonly sockets: Set<Socket>;
  readonly server: Server;
  /** With this status. */
  refuse?: number;
}

/** A proxy that takes whatever host is asked for to one server of ours. */
function startProxy(port: number): Promise<Proxy> {
  const server = createServer();
  const started: Omit<Proxy, "url"> = { asked: [], sockets: new Set(), server };
  server.on("connect", ({ url = "", headers }, socket: Socket) => {
    started.asked.push(`${url} ${headers["proxy-authorization"] ?? ""}`.trim());
    started.sockets.add(socket.on("close", () => started.sockets.delete(socket)));
    if (started.refuse) {
      socket.end(`HTTP/1.1 ${started.refuse} No\r\n\r\n`);
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    socket.on("error", () => upstream.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port: own } = server.address() as AddressInfo;
      resolve(Object.assign(started, { url: `http://127.0.0.1:${own}` }));
    });
  });
}

const URL_BEHIND = "http://api.example/v1";
const CALL = { model: "own/m", messages: [{ role: "user" as const, content: "Hi" }] };

let target: TestServer;
let proxy: Proxy;
let transport: Transport;

beforeEach(async () => {
  for (const name of ["http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"]) vi.stubEnv(name, undefined);
  target = await serve((request, response) => response.end(`${request.method} ${request.headers.host}`));
  proxy = await startProxy(target.port);
  vi.stubEnv("HTTP_PROXY", proxy.url);
  transport = createTransport();
});

afterEach(async () => {
  transport.close();
  vi.unstubAllEnvs();
  await target.close();
  proxy.server.closeAllConnections();
  proxy.server.close();
});

/** How a call ends whose provider is behind the proxy. */
async function failed(): Promise<LlmuxError> {
  const router = createRouter({ providers: { own: { kind: "openai", apiKey: "x", baseURL: URL_BEHIND } } });
  return router.chat.completions.create(CALL).then(
    () => expect.fail("answered"),
    (error: LlmuxError) => error,
  );
}

describe("a request on whose way the environment names a proxy", () => {
  it("goes through it", async () => {
    const response = await transport.fetch(URL_BEHIND, { method: "POST", body: "a" });
    expect(await response.text()).toBe("POST api.example");
    expect(proxy.asked).toEqual(["api.example:80"]);
  });

  it("goes through the one of HTTPS_PROXY to an address with TLS, which is spoken with the target", async () => {
    const { key, cert } = makeIdentity({ name: "api.example" });
    const secure = createTlsServer({ key: key.export({ type: "pkcs8", format: "pem" }), cert }, (request, response) =>
      response.end(`TLS ${request.headers.host}`),
    );
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const tunnel = await startProxy((secure.address() as AddressInfo).port);
    vi.stubEnv("HTTPS_PROXY", tunnel.url);
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(await (await transport.fetch("https://api.example/v1")).text()).toBe("TLS api.example");
    expect([tunnel.asked, proxy.asked]).toEqual([["api.example:443"], []]);
    transport.close();
    secure.close();
    tunnel.server.close();
  });

  it("goes through one that is named without a scheme, whatever the other variable holds", async () => {
    vi.stubEnv("HTTP_PROXY", proxy.url.replace("http://", ""));
    vi.stubEnv("HTTPS_PROXY", "http://:x");
    expect(await (await transport.fetch(URL_BEHIND)).text()).toBe("GET api.example");
  });

  it("goes past it where NO_PROXY names the host, or the fetch is the user's", async () => {
    vi.stubEnv("NO_PROXY", "127.0.0.1,other.example");
    expect(await (await transport.fetch(target.url)).text()).toBe(`GET 127.0.0.1:${target.port}`);
    const own = createTransport({ fetch: async () => new Response("own") });
    expect(await (await own.fetch(URL_BEHIND)).text()).toBe("own");
    expect(proxy.asked).toEqual([]);
  });

  it("tells the proxy the user and password of its address", async () => {
    vi.stubEnv("HTTP_PROXY", proxy.url.replace("//", "//me:secret@"));
    await (await transport.fetch(URL_BEHIND)).text();
    expect(proxy.asked).toEqual([`api.example:80 Basic ${btoa("me:secret")}`]);
  });

  it("is a mistake in the settings where that is no address, and nobody hears the password in it", async () => {
    vi.stubEnv("HTTP_PROXY", "http://me:secret@:x");
    const error = await failed();
    expect(error).toMatchObject({ kind: "config", attempts: [{ target: "own/m" }] });
    expect(String(error)).toContain("HTTP_PROXY is not the URL of an HTTP proxy");
    expect(JSON.stringify([error, String(error), error.stack, String(error.cause)])).not.toContain("secret");
  });

  it("is a mistake in the settings where the proxy wants a login", async () => {
    proxy.refuse = 407;
    expect(await failed()).toMatchObject({ kind: "config", attempts: [{ target: "own/m" }] });
    expect(proxy.asked).toHaveLength(1);
  });

  it("fails as a fetch does where the proxy is not there", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:1");
    const error = await transport.fetch(URL_BEHIND).catch((thrown: Error) => thrown.cause);
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("leaves no connection when the transport is closed, and is not sent past the proxy then", async () => {
    await (await transport.fetch(URL_BEHIND)).text();
    expect(proxy.sockets.size).toBe(1);
    transport.close();
    await until(() => proxy.sockets.size === 0);
    const error = await transport.fetch(URL_BEHIND).catch((thrown: Error) => thrown.cause);
    expect(error).toMatchObject({ code: "ERR_CLOSED" });
  });
});
