import { describe, expect, it, vi } from "vitest";
import { cacheKey, keptBodies } from "../../src/cache/key.ts";
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

  it("is of a long conversation what it is without its JSON being remembered", () => {
    const bodies = keptBodies();
    const long = (text: string, turn: (role: "user", content: string) => object) => ({
      model: "chat",
      messages: Array.from({ length: 100 }, (_, at) => turn("user", `${text} ${at}`.repeat(40))),
    });
    const parts = (request: object) =>
      ({ tenant: "t", routeHash: "r", operation: "chat", request: request as ChatRequest }) as const;
    const asked = parts(long("one", (role, content) => ({ role, content })));
    const turned = parts(long("one", (role, content) => ({ content, role })));
    const other = parts(long("two", (role, content) => ({ role, content })));
    const first = cacheKey(asked, bodies);
    for (const again of [asked, turned, parts(structuredClone(asked.request)), asked]) {
      expect(cacheKey(again, bodies)).toBe(first);
      expect(cacheKey(again)).toBe(first);
    }
    expect(cacheKey(other, bodies)).not.toBe(first);
    expect(cacheKey({ ...asked, tenant: "u" }, bodies)).not.toBe(first);
  });

  it("forgets the oldest of many long bodies, and nothing but the time is lost", () => {
    const bodies = keptBodies();
    const hash = (name: number) => bodies.hashOf({ messages: [`${name}`.repeat(1_000_000 / `${name}`.length)] });
    const first = hash(1);
    const ordered = vi.spyOn(Object, "keys");
    expect(hash(1)).toBe(first);
    expect(ordered).not.toHaveBeenCalled();
    for (const name of [2, 3, 4, 5, 6]) hash(name);
    ordered.mockClear();
    expect(hash(1)).toBe(first);
    expect(ordered).toHaveBeenCalled();
    ordered.mockRestore();
  });

  it("cannot be steered from one part into another", () => {
    expect(key({}, "a", "b,c")).not.toBe(key({}, "a,b", "c"));
    expect(key({}, "null")).not.toBe(key({}, undefined));
  });
});
