import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BODIES } from "./bodies.ts";
import type { Wire } from "./scenarios.ts";

/** As many header fields as providers send. */
const HEADERS = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`x-ratelimit-field-${index}`, "4999"]));

/** Each event is a write of its own, as it comes from a model. */
function sendEvents(response: ServerResponse, events: readonly string[]): void {
  response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
  let next = 0;
  const send = () => {
    if (next === events.length) response.end();
    else {
      response.write(events[next]);
      next += 1;
      setImmediate(send);
    }
  };
  send();
}

const server = createServer((request, response) => {
  const url = request.url ?? "";
  const wire: Wire = url.includes("/messages") ? "anthropic" : url.includes(":") ? "gemini" : "openai";
  let asked = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    asked += text;
  });
  request.on("end", () => {
    const { json, events } = BODIES[wire];
    if (url.includes("alt=sse") || asked.includes('"stream":true')) return sendEvents(response, events);
    const length = Buffer.byteLength(json);
    response.writeHead(200, { ...HEADERS, "content-type": "application/json", "content-length": length }).end(json);
  });
});

server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
