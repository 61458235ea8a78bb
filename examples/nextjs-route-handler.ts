// app/api/chat/route.ts of a Next.js app: POST streams newline-separated chunks, and stops when the browser leaves.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";

const router = createRouter({ models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] } }); // keys: environment

export async function POST(request: Request): Promise<Response> {
  const { messages } = await request.json();
  try {
    const stream = await router.chat.completions.create(
      { model: "chat", messages, stream: true },
      { signal: request.signal },
    );
    return new Response(stream.toReadableStream(), { headers: { "content-type": "application/x-ndjson" } });
  } catch {
    return Response.json({ error: "No model could answer." }, { status: 502 }); // the error itself is for the log
  }
}

// The route ends here. Trying it: the server's environment, and the browser's side.
const sim = await simulate();
process.env.OPENAI_API_KEY = sim.openai.apiKey;
process.env.OPENAI_BASE_URL = sim.openai.baseURL;
const body = JSON.stringify({ messages: [{ role: "user", content: "Stream to me" }] });
const response = await POST(new Request("http://localhost/api/chat", { method: "POST", body }));

const stream = ChatCompletionStream.fromReadableStream(response.body!);
stream.on("content", (delta) => process.stdout.write(delta));
const completion = await stream.finalChatCompletion();
console.log(`\nthe browser has it all: ${completion.choices[0]?.message.content}`);
//=> the browser has it all: echo: Stream to me

await router.close();
await sim.close();
