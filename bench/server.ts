import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BODIES } from "./bodies.ts";
import type { Wire } from "./scenarios.ts";

/** As many header fields as providers send. */
const HEADERS = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`x-ratelimit-field-${index}`, "4999"]));

/** How long it keeps an idle connection, in milliseconds. With Node's five seconds, subjects would connect anew after each wait for their turn. */
const KEPT_MS = 60_000;

type Wait = (next: () => void) => unknown;

/** Each event is a write of its own, as it comes from a model. */
function sendEvents(response: ServerResponse, events: readonly string[], wait: Wait): void {
  response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
  let next = 0;
  const send = () => {
    if (next === events.length) response.end();
    else {
      response.write(events[next]);
      next += 1;
      wait(send);
    }
  };
  send();
}

function answer(request: IncomingMessage, response: ServerResponse, wait: Wait): void {
  const url = request.url ?? "";
  const wire: Wire = url.includes("/messages") ? "anthropic" : url.includes(":") ? "gemini" : "openai";
  let asked = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    asked += text;
  });
  request.on("end", () => {
    const { json, events } = BODIES[wire];
    if (url.includes("alt=sse") || asked.includes('"stream":true')) return sendEvents(response, events, wait);
    const length = Buffer.byteLength(json);
    response.writeHead(200, { ...HEADERS, "content-type": "application/json", "content-length": length }).end(json);
  });
}

/** One server as fast as it can, one whose events are 2 ms apart, one that sends a stream's first and no other; says their ports. */
const waits: readonly Wait[] = [setImmediate, (next) => setTimeout(next, 2), () => {}];
const servers = waits.map((wait) => createServer((request, response) => answer(request, response, wait)));
let listening = 0;
for (const server of servers) {
  server.keepAliveTimeout = KEPT_MS;
  server.listen(0, "127.0.0.1", () => {
    listening += 1;
    if (listening === servers.length) process.send?.(servers.map((each) => (each.address() as AddressInfo).port));
  });
}
process.on("disconnect", () => process.exit());
