// A fetch-style handler (workers, edge, Lambda behind an adapter): server-sent events from the same stream.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({ providers: sim.providers, deadlineMs: 25_000 }); // outside the handler: kept while warm
const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

async function handler(request: Request): Promise<Response> {
  const { prompt } = await request.json();
  const stream = await router.chat.completions.create(
    { model: "gemini/gemini-3.8-flash", messages: [{ role: "user", content: prompt }], stream: true },
    { signal: request.signal },
  );
  const toEvents = new TransformStream<Uint8Array, Uint8Array>({
    transform: (line, events) => events.enqueue(encoder.encode(`data: ${decoder.decode(line)}\n`)), // one line a chunk
    flush: (events) => events.enqueue(encoder.encode("data: [DONE]\n\n")),
  });
  const events = stream.toReadableStream().pipeThrough(toEvents);
  return new Response(events, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}

// Trying it.
const body = JSON.stringify({ prompt: "ping" });
const response = await handler(new Request("http://localhost/", { method: "POST", body }));
console.log(response.headers.get("content-type")); //=> text/event-stream
const events = (await response.text()).trim().split("\n\n");
console.log(events[0]?.slice(0, 40)); //=> data: {"id":
console.log(events.at(-1)); //=> data: [DONE]

await router.close();
await sim.close();
