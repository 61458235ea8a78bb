import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTransport, type Transport } from "../../src/transport/transport.ts";
import { until } from "../stand/until.ts";
import { serve, type TestServer } from "./server.ts";

/** A proxy that takes whatever host is asked for to one server of ours. */
function startProxy(port: number): Promise<{ url: string; asked: string[]; sockets: Set<Socket>; server: Server }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on("connect", ({ url = "", headers }, socket: Socket) => {
    asked.push(`${url} ${headers["proxy-authorization"] ?? ""}`.trim());
    sockets.add(socket.on("close", () => sockets.delete(socket)));
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    socket.on("error", () => upstream.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve({ url, asked, sockets, server });
    });
  });
}

let target: TestServer;
let proxy: Awaited<ReturnType<typeof startProxy>>;
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

describe("a request on whose way the environment names a proxy", () => {
  it("goes through it", async () => {
    const response = await transport.fetch("http://api.example/v1", { method: "POST", body: "a" });
    expect(await response.text()).toBe("POST api.example");
    expect(proxy.asked).toEqual(["api.example:80"]);
  });

  it("goes past it where NO_PROXY names the host, or the fetch is the user's", async () => {
    vi.stubEnv("NO_PROXY", "127.0.0.1,other.example");
    expect(await (await transport.fetch(target.url)).text()).toBe(`GET 127.0.0.1:${target.port}`);
    const own = createTransport({ fetch: async () => new Response("own") });
    expect(await (await own.fetch("http://api.example/v1")).text()).toBe("own");
    expect(proxy.asked).toEqual([]);
  });

  it("tells the proxy the user and password of its address, and no error tells them", async () => {
    vi.stubEnv("HTTP_PROXY", proxy.url.replace("//", "//me:secret@"));
    await (await transport.fetch("http://api.example/v1")).text();
    expect(proxy.asked).toEqual([`api.example:80 Basic ${btoa("me:secret")}`]);
    vi.stubEnv("HTTP_PROXY", "http://me:secret@:x");
    const failed = await createTransport()
      .fetch("http://api.example/v1")
      .then(String, (error: Error) => error);
    expect(String((failed as Error).cause)).toContain("HTTP_PROXY is not the URL of an HTTP proxy");
    expect(JSON.stringify([failed, String(failed), String((failed as Error).cause)])).not.toContain("secret");
  });

  it("fails as a fetch does where the proxy is not there", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:1");
    await expect(transport.fetch("http://api.example/v1")).rejects.toThrow("fetch failed");
  });

  it("leaves no connection when the transport is closed", async () => {
    await (await transport.fetch("http://api.example/v1")).text();
    expect(proxy.sockets.size).toBe(1);
    transport.close();
    await until(() => proxy.sockets.size === 0);
    // As when it is dropped afterwards.
    transport.close();
  });
});
