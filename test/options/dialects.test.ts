import { type ChatRequest, createRouter, type RouterOptions } from "llmux";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { serve, type TestServer } from "../providers/gemini/server.ts";

const ANSWER = {
  id: "c",
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" }],
};

let server: TestServer;
beforeAll(async () => {
  server = await serve((response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(ANSWER));
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

async function ask(options: RouterOptions, model: string, body: Partial<ChatRequest> = {}) {
  await using router = createRouter(options);
  const messages = [{ role: "developer" as const, content: "Be brief." }];
  const { x_llmux: report } = await router.chat.completions.create({ model, messages, ...body, stream: false });
  const warnings = report.warnings.filter(({ code }) => code !== "unknown_price");
  const [request] = server.seen;
  return { report, warnings, headers: request!.headers, url: request!.url, body: JSON.parse(request!.body) as object };
}

/** Plain data, as in a file. */
const acme = () => ({
  baseURL: `${server.url}/v2`,
  env: ["ACME_API_KEY"],
  keyHeader: "x-acme-key",
  noDeveloper: true as const,
  params: { seed: { as: "random_seed" }, logit_bias: "drop" as const, n: "refuse" as const },
  models: [{ ids: "^think", params: { temperature: "drop" as const } }],
});

describe("a vendor of the user's own", () => {
  it("needs its row and its variable only, and is spoken to in its dialect", async () => {
    vi.stubEnv("ACME_API_KEY", "k1");
    const more = { seed: 7, temperature: 0.5, logit_bias: { "1": 5 } };
    const { warnings, headers, url, body } = await ask({ dialects: { acme: acme() } }, "acme/Fast", more);
    expect(url).toBe("/v2/chat/completions");
    expect(headers["x-acme-key"]).toBe("k1");
    expect(headers).not.toHaveProperty("authorization");
    expect(body).toEqual({
      model: "Fast",
      messages: [{ role: "system", content: "Be brief." }],
      random_seed: 7,
      temperature: 0.5,
    });
    expect(warnings).toMatchObject([
      { code: "dropped_param", param: "logit_bias", message: expect.stringContaining("acme") },
    ]);
  });

  it("has rules for its models", async () => {
    const options = { dialects: { acme: acme() }, providers: { acme: { apiKey: "k2" } } };
    const { body, headers, warnings } = await ask(options, "acme/Think-1", { temperature: 0.5 });
    expect(headers["x-acme-key"]).toBe("k2");
    expect(body).not.toHaveProperty("temperature");
    expect(warnings).toMatchObject([{ param: "temperature" }]);
  });

  it("that refuses a field is passed over", async () => {
    vi.stubEnv("ACME_API_KEY", "k1");
    const other = { baseURL: server.url, keyless: true as const };
    const models = { chat: ["acme/m", "other/m"] };
    const { report } = await ask({ dialects: { acme: acme(), other }, models }, "chat", { n: 2 });
    expect(report.target).toBe("other/m");
    expect(report.skipped).toMatchObject([{ target: "acme/m", reason: expect.stringContaining("unsupported") }]);
  });

  it("that is like a known one begins with what that refuses", async () => {
    const row = { baseURL: server.url, keyless: true as const, like: "mistral-ai" };
    expect(() => createRouter({ dialects: { row } })).toThrow("dialects.row.like: expected a known vendor");
    const { body } = await ask({ dialects: { row: { ...row, like: "mistralai" } } }, "row/m", { seed: 7 });
    expect(body).toMatchObject({ random_seed: 7 });
  });

  it("may be a known one, of which the user knows more", async () => {
    vi.stubEnv("GROQ_API_KEY", "k3");
    const dialects = { groq: { params: { seed: "drop" as const } } };
    const providers = { groq: { baseURL: server.url } };
    const { body, headers } = await ask({ dialects, providers }, "groq/m", { seed: 7, top_k: 3 } as object);
    expect(headers.authorization).toBe("Bearer k3");
    expect(body).not.toHaveProperty("seed");
    expect(body).not.toHaveProperty("top_k");
  });
});

describe("a wrong row names its field", () => {
  it.each([
    [{ baseURL: "acme.example" }, "dialects.acme.baseURL: expected a URL such as https://host/v1, got a string"],
    [{}, "dialects.acme.baseURL: missing: its endpoint"],
    [{ baseURL: "https://a.example", params: { seed: "dropp" } }, "dialects.acme.params.seed: expected"],
    [
      { baseURL: "https://a.example", models: [{ ids: "(" }] },
      "dialects.acme.models[0].ids: expected a regular expression",
    ],
    [{ baseURL: "https://a.example", parms: {} }, "dialects.acme.parms: unknown option; did you mean params?"],
    [{ baseURL: "https://a.example", like: "anthropic" }, "dialects.acme.like: expected a known vendor"],
    [5, "dialects.acme: expected an object"],
  ])("%j", (row, message) => {
    expect(() => createRouter({ dialects: { acme: row as never } })).toThrow(message);
  });

  it("or the provider's, where the two do not fit", () => {
    const dialects = { acme: { baseURL: "https://a.example" } };
    expect(() => createRouter({ dialects, providers: { acme: { kind: "gemini" } } })).toThrow(
      'providers.acme.kind: a provider with a row in `dialects` is of kind "openai"',
    );
  });
});
