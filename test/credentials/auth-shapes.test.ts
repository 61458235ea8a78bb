import { createHmac } from "node:crypto";
import { createRouter, type LlmuxError, type ProviderOptions, type SignedRequest } from "llmux";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Seen, serve, type TestServer } from "../providers/gemini/server.ts";

/** What each wire answers, by its path. */
const ANSWERS: readonly (readonly [RegExp, object])[] = [
  [
    /chat\/completions/,
    {
      id: "c",
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" }],
    },
  ],
  [
    /v1\/messages/,
    {
      id: "m",
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "hi" }],
      stop_reason: "end_turn",
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  ],
  [/generateContent/, { candidates: [{ index: 0, content: { parts: [{ text: "hi" }] }, finishReason: "STOP" }] }],
];

let server: TestServer;
/** Answers 500 to this many requests first. */
let failures = 0;

beforeAll(async () => {
  server = await serve((response, { url }) => {
    failures -= 1;
    const answer = failures >= 0 ? { error: { message: "broken" } } : ANSWERS.find(([path]) => path.test(url))?.[1];
    response.writeHead(failures >= 0 ? 500 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
});
beforeEach(() => {
  failures = 0;
  server.seen.length = 0;
});
afterAll(() => server.close());

const KINDS = {
  openai: "gpt-5.5",
  azure: "gpt-5.5",
  anthropic: "claude-opus-5-5",
  gemini: "gemini-3.8-flash",
} as const;
type Kind = keyof typeof KINDS;

/** The requests of one call. */
async function sent(kind: Kind, options: ProviderOptions): Promise<readonly Seen[]> {
  const baseURL = kind === "openai" || kind === "azure" ? `${server.url}/v1` : server.url;
  const router = createRouter({ providers: { [kind]: { ...options, baseURL } }, retry: { baseMs: 0 } });
  await router.chat.completions.create({
    model: `${kind}/${KINDS[kind]}`,
    messages: [{ role: "user", content: "née" }],
  });
  await router.close();
  return server.seen;
}

const AUTH_HEADERS = ["authorization", "api-key", "x-api-key", "x-goog-api-key"];

/** The authentication headers of a request, all of them. */
function shown({ headers }: Seen): Record<string, unknown> {
  return Object.fromEntries(AUTH_HEADERS.flatMap((name) => (name in headers ? [[name, headers[name]]] : [])));
}

describe("a key goes in the header of its wire, and in no other", () => {
  it.each([
    ["openai", { authorization: "Bearer k1" }],
    ["azure", { "api-key": "k1" }],
    // From 1.0 on the SDK sends its key as a bearer.
    ["anthropic", { authorization: "Bearer k1" }],
    ["gemini", { "x-goog-api-key": "k1" }],
  ] as const)("%s", async (kind, headers) => {
    const [request] = await sent(kind, { apiKey: "k1" });
    expect(shown(request!)).toEqual(headers);
  });

  it("anthropic, in `x-api-key`, where a proxy wants that", async () => {
    const [request] = await sent("anthropic", { auth: () => ({ "x-api-key": "k1" }) });
    expect(shown(request!)).toEqual({ "x-api-key": "k1" });
  });

  it("a bearer with organization and project", async () => {
    const headers = { "OpenAI-Organization": "org-1", "OpenAI-Project": "proj-1" };
    const [request] = await sent("openai", { apiKey: "k1", headers });
    expect(request!.headers).toMatchObject({
      authorization: "Bearer k1",
      "openai-organization": "org-1",
      "openai-project": "proj-1",
    });
  });
});

describe("a service account: a token of its own for every attempt", () => {
  it.each([
    ["openai", "token", (token: string) => ({ authorization: `Bearer ${token}` })],
    ["azure", "eyJ0.eyJ1.token", (token: string) => ({ authorization: `Bearer ${token}` })],
    ["anthropic", "token", (token: string) => ({ authorization: `Bearer ${token}` })],
    ["gemini", "ya29.token", (token: string) => ({ authorization: `Bearer ${token}` })],
  ] as const)("%s, as its key", async (kind, token, headers) => {
    failures = 1;
    let made = 0;
    const requests = await sent(kind, {
      apiKey: async () => {
        made += 1;
        return `${token}-${made}`;
      },
    });
    expect(requests.map(shown)).toEqual([headers(`${token}-1`), headers(`${token}-2`)]);
  });

  it.each(Object.keys(KINDS) as Kind[])("%s, as a bearer", async (kind) => {
    const [request] = await sent(kind, { auth: async () => ({ Authorization: "Bearer oauth" }) });
    expect(shown(request!)).toEqual({ authorization: "Bearer oauth" });
  });
});

describe("a signed request", () => {
  const sign = (method: string, url: string, body: string) =>
    createHmac("sha256", "secret").update(`${method}\n${url}\n${body}`).digest("hex");

  it.each(Object.keys(KINDS) as Kind[])("%s: `auth` sees method, URL and body as they are sent", async (kind) => {
    failures = 1;
    const asked: SignedRequest[] = [];
    const requests = await sent(kind, {
      auth: (request) => {
        asked.push(request);
        return { "x-signature": sign(request.method, request.url, request.body ?? "") };
      },
    });
    expect(asked).toHaveLength(2);
    expect(requests).toHaveLength(2);
    for (const { headers, url, body } of requests) {
      expect(headers["x-signature"]).toBe(sign("POST", `${server.url}${url}`, body));
      expect(body).toContain("née");
    }
    expect(requests.map(shown)).toEqual([{}, {}]);
  });
});

describe("a key that no header can carry is told before anything is sent", () => {
  const ends = "holds what no header can carry: a line break, or a character beyond Latin-1";
  const failed = async (kind: Kind, options: ProviderOptions) =>
    (await sent(kind, options).catch((error) => error)) as LlmuxError;

  describe.each(Object.keys(KINDS) as Kind[])("%s", (kind) => {
    it.each<[string, ProviderOptions, string]>([
      ["a key of two lines", { apiKey: "sk-hidden\nsk-hidden" }, `its key ${ends}`],
      ["a key with a dash of a word processor", { apiKey: "sk–hidden" }, `its key ${ends}`],
      ["a key that was fetched", { apiKey: () => "sk–hidden" }, `the key of its apiKey function ${ends}`],
      ["a header", { auth: () => ({ "x-key": "sk–hidden" }) }, `a header of its auth function ${ends}`],
    ])("%s", async (_, options, message) => {
      const error = await failed(kind, options);
      expect(error).toMatchObject({
        kind: "config",
        message: `${kind}/${KINDS[kind]}: no credential for provider "${kind}": ${message}`,
      });
      expect(JSON.stringify(error)).not.toContain("hidden");
      expect(server.seen).toEqual([]);
    });

    it("the line break at the end of a file of secrets is taken off", async () => {
      const [clean] = (await sent(kind, { apiKey: "k1" })).map(shown);
      server.seen.length = 0;
      expect((await sent(kind, { apiKey: "k1\n" })).map(shown)).toEqual([clean]);
    });
  });
});
