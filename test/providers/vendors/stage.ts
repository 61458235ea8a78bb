import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createRouter, type RouterOptions } from "llmux";
import { type Body, completionOf, linesOf, type Refusal, type Said, type Wire } from "./wire.ts";

/** A request as it arrived. */
export interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Body;
}

/** What a model says to a conversation: it asks for its tool once, and tells what came of it. */
function reply({ tools, messages }: Body, wire: Wire): Said {
  const last = messages.at(-1);
  const thought = wire.thoughts ? { thought: "hm" } : {};
  if (last?.role === "tool") return { text: `It is ${String(last.content)}.`, ...thought };
  if (tools) return { call: { name: "get_weather", args: { city: "Paris" } }, ...thought };
  return { text: "hello", ...thought };
}

/** Every vendor's server behind one socket, and a router whose requests all end there whatever their address. */
export async function openStage(wires: Readonly<Record<string, Wire>>) {
  const seen: Seen[] = [];
  const state: { failing?: boolean; say?: (wire: Wire, body: Body) => object[] | undefined } = {};
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const body = JSON.parse(text) as Body;
    const url = String(request.headers["x-to"]);
    seen.push({ url, headers: request.headers, body });
    const wire = Object.values(wires).find((each) => each.url === url);
    const refused: Refusal | undefined =
      wire === undefined
        ? { status: 404, body: `nobody lives at ${url}` }
        : state.failing
          ? wire.failure
          : (keyless(wire, request.headers) ?? wire.refuse?.(body));
    if (refused !== undefined || wire === undefined) {
      const html = typeof refused?.body === "string";
      response.writeHead(refused?.status ?? 500, { "content-type": html ? "text/html" : "application/json" });
      response.end(html ? refused?.body : JSON.stringify(refused?.body));
      return;
    }
    if (body.stream !== true) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(completionOf(wire, reply(body, wire))));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const line of linesOf(wire, reply(body, wire), body)) response.write(line);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const redirect: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("x-to", String(input instanceof Request ? input.url : input));
    return fetch(address, { ...init, headers });
  };
  return {
    seen,
    state,
    router: (options: RouterOptions = {}) => createRouter({ fetch: redirect, retry: { maxRetries: 0 }, ...options }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function keyless({ auth }: Wire, headers: IncomingMessage["headers"]): Refusal | undefined {
  const given = ["authorization", "api-key", "x-api-key"].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`${name}: ${String(value)}`];
  });
  const wanted = auth === undefined ? [] : [`${auth[0]}: ${auth[1]}`];
  if (given.join() === wanted.join()) return undefined;
  return { status: 401, body: { error: { message: `expected ${wanted.join()}, got ${given.join()}` } } };
}
