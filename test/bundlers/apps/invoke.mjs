// What the platform does: loads the one file, and calls its handler with an event.
import { handler } from "./function.mjs";

const body = JSON.stringify({ model: "chat", messages: [{ role: "user", content: "hello" }] });
const requestContext = { http: { method: "POST" } };
const headers = { "content-type": "application/json" };
const { statusCode, body: answer } = await handler({ rawPath: "/v1/chat/completions", requestContext, headers, body });
console.log(JSON.stringify({ statusCode, text: JSON.parse(answer).choices?.[0].message.content ?? answer }));
