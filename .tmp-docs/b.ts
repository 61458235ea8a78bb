import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
const sim = await simulate();
const messages = [{ role: "user" as const, content: "hello" }];
for (const m of ["openai/gpt-5.5","anthropic/claude-sonnet-5","anthropic/claude-opus-5-5","anthropic/claude-haiku-5","anthropic/claude-haiku-4-5","gemini/gemini-3.8-flash","gpt-5.5","claude-opus-5-5"]) {
 const r = createRouter({ providers: sim.providers });
 console.log(m, (await r.chat.completions.create({ model: m, messages })).x_llmux.cost.usd);
}
process.env.OPENAI_API_KEY="x"; process.env.OPENAI_BASE_URL=sim.openai.baseURL; 
const r = createRouter();
const { data, response, request_id } = await r.chat.completions.create({ model: "gpt-5.5", messages }).withResponse();
console.log(response.status, Object.fromEntries(response.headers), request_id, data._request_id);
sim.openai.fail("bad_key");
try { await r.chat.completions.create({ model: "gpt-5.5", messages }) } catch (e: any) { console.log(e.message, e.attempts.length); console.dir(e, {depth:2}) }
const raw = await r.fetch("http://x/v1/chat/completions", { method: "POST", body: JSON.stringify({ model: "gpt-5.5", messages }) });
console.log(raw.status, Object.fromEntries(raw.headers), await raw.text());
for (const o of [{ cache: { semantic: true } }, { models: { chat: { strategy: "latency", of: ["openai/a"] } } }, { providers: { groq: { baseURL: "https://x/v1" } } }, { providers: { groq: { kind: "openai" } } }, {models: {chat: []}}, {models: {chat: ["a", "chat"]}}, { retry: { maxRetries: -1 } }, {timeout: 5}, {modles: {}}, { on: { "call.ended": () => {} } }, { models: { chat: ["openai/a", { target: "openai/a", params: { temperature: 0 } }] } }, { timeouts: { idleMs: "30s" } }, "x", { providers: { "a/b": { kind: "openai", baseURL: "https://x" } } }, {providers: {openai: {apiKey: ""}}}]) {
 try { createRouter(o as never); console.log("OK?", JSON.stringify(o)); } catch (e: any) { console.log(e.message); }
}
console.log(r.health());
try { r.breaker("nope/x").open(); console.log("breaker nope ok", r.health()); } catch (e: any) { console.log(e.message) }
try { for await (const x of (await r.chat.completions.create({ model: "gpt-5.5", messages, stream: "yes" } as never)) as any) ; } catch (e: any) { console.log(e.message) }
const custom = createRouter({ providers: { a: { name: "a", complete: async () => ({}) , stream: async () => [] } as never } });
try { await custom.chat.completions.create({ model: "a/x", messages }) } catch (e: any) { console.log(e.message) }
try { await custom.chat.completions.create({ model: "a/x", messages, stream: true }) } catch (e: any) { console.log(e.message) }
await sim.close();
