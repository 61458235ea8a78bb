import { describe, expect, it } from "vitest";
import { cacheKey } from "../../src/cache/key.ts";
import type { ChatRequest } from "../../src/contract/chat.ts";

const request: ChatRequest = { model: "chat", messages: [{ role: "user", content: "hi" }] };
const key = (change: Partial<ChatRequest> = {}, tenant?: string, routeHash = "r") =>
  cacheKey({ tenant, routeHash, operation: "chat", request: { ...request, ...change } as ChatRequest });

describe("cacheKey", () => {
  it.each([
    { stream: true },
    { stream: false },
    { stream_options: { include_usage: true } },
    { model: "another name for the same route" },
    { models: ["a", "b"] },
    { temperature: undefined },
  ] as Partial<ChatRequest>[])("does not depend on %j", (change) => {
    expect(key(change)).toBe(key());
  });

  it("does not depend on the order of members", () => {
    const { messages, model } = request;
    const turned = { messages: messages.map(() => ({ content: "hi", role: "user" as const })), model };
    expect(cacheKey({ tenant: undefined, routeHash: "r", operation: "chat", request: turned as ChatRequest })).toBe(
      key(),
    );
  });

  const changes: Partial<ChatRequest>[] = [
    { messages: [{ role: "user", content: "hi " }] },
    { messages: [{ role: "system", content: "hi" }] },
    { messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }] },
    { temperature: 0 },
    { temperature: 1 },
    { top_p: 0.5 },
    { top_k: 4 },
    { seed: 1 },
    { n: 2 },
    { stop: "x" },
    { max_tokens: 5 },
    { max_completion_tokens: 5 },
    { tools: [{ type: "function", function: { name: "f" } }] },
    { tool_choice: "none" },
    { response_format: { type: "json_object" } },
    { reasoning_effort: "high" },
    { logprobs: true },
    { user: "u" },
    { metadata: { a: "b" } },
    { provider_options: { anthropic: { a: 1 } } },
  ];

  it("differs for everything else in the body, for the route and for the tenant", () => {
    const keys = [key(), ...changes.map((change) => key(change)), key({}, "t1"), key({}, "t2"), key({}, "t1", "s")];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("cannot be steered from one part into another", () => {
    expect(key({}, "a", "b,c")).not.toBe(key({}, "a,b", "c"));
    expect(key({}, "null")).not.toBe(key({}, undefined));
  });
});
