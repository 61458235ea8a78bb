import { describe, expect, it } from "vitest";
import { bench, messages, ok } from "../support/router.ts";

const BASE = "https://api.example/v1";
const CHAT = "/chat/completions";
const FILES = "https://generativelanguage.googleapis.com";
const hello = { model: "chat", messages };
const user = (fields: object) => ({ ...hello, messages: [{ role: "user", content: "hi", ...fields }] });
const part = (fields: object) => user({ content: [fields] });

interface Attempt {
  readonly body?: object | string;
  readonly headers?: Record<string, string> | [string, string][];
  readonly path?: string;
  readonly method?: string;
}

/** What a client without any grant may try, and the status it gets. */
const ATTEMPTS: readonly [what: string, attempt: Attempt, status: number][] = [
  ["a target", { body: { ...hello, model: "b/m" } }, 403],
  ["a target of a built-in provider", { body: { ...hello, model: "openai/gpt-5.5" } }, 403],
  ["a target that is in its own alias", { body: { ...hello, model: "a/m" } }, 403],
  ["a target in capitals", { body: { ...hello, model: "OPENAI/gpt-5.5" } }, 403],
  ["a target with a space in front", { body: { ...hello, model: " openai/gpt-5.5" } }, 403],
  ["a target in a region", { body: { ...hello, model: "b/m@eu" } }, 403],
  ["a target by its name", { body: { ...hello, model: "b/m#second" } }, 403],
  ["a bare id that has one owner", { body: { ...hello, model: "gpt-5.5" } }, 403],
  ["a provider that is not there", { body: { ...hello, model: "nobody/m" } }, 403],
  ["an alias with a region", { body: { ...hello, model: "chat@eu" } }, 404],
  ["an alias with a name", { body: { ...hello, model: "chat#b" } }, 404],
  ["an alias in capitals", { body: { ...hello, model: "CHAT" } }, 404],
  ["an alias that is not listed", { body: { ...hello, model: "secret" } }, 403],
  ["a prototype key for a model", { body: { ...hello, model: "__proto__" } }, 404],
  ["another prototype key for a model", { body: { ...hello, model: "constructor" } }, 404],
  ["a model that is an object", { body: { ...hello, model: { target: "b/m" } } }, 400],
  ["a model that is a list", { body: { ...hello, model: ["b/m"] } }, 400],
  ["a chain of targets", { body: { ...hello, models: ["b/m"] } }, 403],
  ["a chain of its own alias", { body: { ...hello, models: ["chat"] } }, 403],
  ["an empty chain", { body: { ...hello, models: [] } }, 403],
  ["a chain that is an object", { body: { ...hello, models: { 0: "b/m" } } }, 403],
  ["a second model in the same JSON", { body: '{"model":"chat","messages":[],"model":"b/m"}' }, 403],
  ["a model with an escaped slash", { body: '{"model":"b\\u002fm","messages":[]}' }, 403],
  ["a tenant in the body", { body: { ...hello, tenant: "other" } }, 403],
  ["tags in the body", { body: { ...hello, tags: { plan: "gold" } } }, 403],
  ["a cache choice in the body", { body: { ...hello, cache: "refresh" } }, 403],
  ["a deadline in the body", { body: { ...hello, deadlineMs: 1e9 } }, 403],
  ["retries in the body", { body: { ...hello, maxRetries: 99 } }, 403],
  ["headers in the body", { body: { ...hello, headers: { authorization: "x" } } }, 403],
  ["extra_headers in the body", { body: { ...hello, extra_headers: { "x-api-key": "x" } } }, 403],
  ["extra_body in the body", { body: { ...hello, extra_body: {} } }, 403],
  ["grants in the body", { body: { ...hello, grants: ["direct"] } }, 403],
  ["provider_options", { body: { ...hello, provider_options: { openai: { store: true } } } }, 403],
  ["provider_options that are empty", { body: { ...hello, provider_options: {} } }, 403],
  ["x_llmux in the body", { body: { ...hello, x_llmux: { raw: true } } }, 403],
  ["a gateway's own routing field", { body: { ...hello, provider: { order: ["b"] } } }, 403],
  ["a gateway's own fallbacks", { body: { ...hello, fallbacks: ["b/m"] } }, 403],
  ["a prototype in the body", { body: '{"model":"chat","messages":[],"__proto__":{"models":["b/m"]}}' }, 403],
  ["a dearer tariff", { body: { ...hello, service_tier: "priority" } }, 403],
  ["storing at the provider", { body: { ...hello, store: true } }, 403],
  ["a server tool", { body: { ...hello, tools: [{ type: "web_search" }] } }, 403],
  ["a server tool by its option", { body: { ...hello, web_search_options: {} } }, 403],
  ["a server tool in capitals", { body: { ...hello, tools: [{ type: "FUNCTION" }] } }, 403],
  ["native state in a message", { body: user({ provider_state: { v: 1, blocks: [] } }) }, 403],
  ["a native part", { body: part({ type: "document", source: {} }) }, 403],
  ["somebody's file", { body: part({ type: "file", file: { file_id: "file-1" } }) }, 403],
  ["somebody's file under another type", { body: part({ type: "text", text: "x", file: { file_id: "f" } }) }, 403],
  [
    "somebody's file at Google",
    { body: part({ type: "image_url", image_url: { url: `${FILES}/v1beta/files/a` } }) },
    403,
  ],
  ["the same as an address of data", { body: part({ type: "file", file: { file_data: `${FILES}/v1/files/a` } }) }, 403],
  [
    "the same in capitals",
    { body: part({ type: "file", file: { file_data: ` ${FILES.toUpperCase()}/files/a` } }) },
    403,
  ],
  ["the operator's bucket", { body: part({ type: "image_url", image_url: { url: "gs://bucket/secret.png" } }) }, 403],
  ["the operator's disk", { body: part({ type: "image_url", image_url: { url: "file:///etc/passwd" } }) }, 403],
  [
    "somebody's file by way of /responses",
    {
      path: "/responses",
      body: {
        model: "chat",
        input: [{ role: "user", content: [{ type: "input_image", image_url: `${FILES}/v1beta/files/a` }] }],
      },
    },
    403,
  ],
  [
    "native extras by way of /responses",
    { path: "/responses", body: { model: "chat", input: "x", provider_options: {} } },
    403,
  ],
  ["a tenant by header", { body: hello, headers: { "x-llmux-tenant": "other" } }, 403],
  ["a tenant by header in capitals", { body: hello, headers: { "X-LLMUX-Tenant": "other" } }, 403],
  ["a user by header", { body: hello, headers: { "x-llmux-user": "root" } }, 403],
  ["tags by header", { body: hello, headers: { "x-llmux-tags": "plan=gold" } }, 403],
  ["a cache choice by header", { body: hello, headers: { "x-llmux-cache": "refresh" } }, 403],
  ["retries by header", { body: hello, headers: { "x-llmux-max-retries": "9" } }, 403],
  ["a header that is not built", { body: hello, headers: { "x-llmux-grants": "direct" } }, 403],
  [
    "a header twice",
    {
      body: hello,
      headers: [
        ["x-llmux-tenant", "a"],
        ["X-Llmux-Tenant", "b"],
      ],
    },
    403,
  ],
  ["an empty header of ours", { body: hello, headers: { "x-llmux-tenant": "" } }, 403],
  ["a native body", { body: hello, headers: { "x-llmux-provider-original": "b" } }, 403],
  ["a native body by the synonym", { body: hello, headers: { "X-Provider-Original": "b" } }, 403],
  ["a target by path", { method: "GET", path: "/models/b/m" }, 403],
  ["a target by escaped path", { method: "GET", path: "/models/b%2Fm" }, 403],
  ["an alias that is not listed, by path", { method: "GET", path: "/models/secret" }, 403],
  ["a prototype key by path", { method: "GET", path: "/models/__proto__" }, 404],
  ["an escaped endpoint", { body: hello, path: "/chat%2Fcompletions" }, 404],
  ["an endpoint in capitals", { body: hello, path: "/Chat/Completions" }, 404],
  ["an endpoint behind dots", { body: hello, path: "/chat/completions/../../admin" }, 404],
  ["an endpoint with a null byte", { body: hello, path: "/chat/completions%00" }, 404],
  ["another method", { body: hello, method: "PUT" }, 405],
  ["a target in the legacy body", { path: "/completions", body: { model: "b/m", prompt: "x" } }, 403],
  ["messages in the legacy body", { path: "/completions", body: { model: "chat", prompt: "x", messages } }, 403],
];

describe("a client of router.handler without grants", () => {
  const identity = { tenant: "acme", models: ["chat"] };

  it.each(ATTEMPTS)("is refused %s", async (_, { body, headers, path = CHAT, method = "POST" }, status) => {
    const { router, providers } = bench({ a: ok, b: ok }, { models: { chat: "a/m", secret: "b/m" } });
    const handler = router.handler({ authenticate: () => identity });
    const response = await handler(
      new Request(BASE + path, {
        method,
        headers: [
          ["content-type", "application/json"],
          ...(Array.isArray(headers) ? headers : Object.entries(headers ?? {})),
        ],
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const { error, ...rest } = await response.json();
    expect([response.status, error.message]).toEqual([status, expect.any(String)]);
    expect(rest).toEqual({});
    expect([...providers.a.calls, ...providers.b.calls]).toEqual([]);
  });

  it("has tried enough", () => expect(ATTEMPTS.length).toBeGreaterThanOrEqual(40));

  it("gets an answer if it only asks", async () => {
    const { router } = bench({ a: ok });
    const handler = router.handler({ authenticate: () => identity });
    const body = JSON.stringify({ ...hello, metadata: { tenant: "other" }, user: "somebody" });
    const request = new Request(BASE + CHAT, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect((await handler(request)).status).toBe(200);
  });
});
