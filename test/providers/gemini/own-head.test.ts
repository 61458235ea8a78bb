import type { ServerResponse } from "node:http";
import { GoogleGenAI } from "@google/genai";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { accessOf } from "../../../src/providers/gemini/access.ts";
import type { Caller } from "../../../src/providers/gemini/caller.ts";
import { callerOverGenAi } from "../../../src/providers/gemini/genai.ts";
import { loadGenAi, type MakeGenAi } from "../../../src/providers/gemini/genai-sdk.ts";
import type { GenerateRequest } from "../../../src/providers/gemini/wire.ts";
import type { ProviderInit } from "../../../src/providers/init.ts";
import { createTransport } from "../../../src/transport/transport.ts";
import { attempt, candidate, NOW } from "./kit.ts";
import { serve, type TestServer } from "./server.ts";

const MODEL = "gemini-3.8-flash";
const BODY: GenerateRequest = { contents: [{ role: "user", parts: [{ text: "hi" }] }] };
const GOOD = [200, JSON.stringify({ candidates: [candidate([{ text: "Hello" }])] })] as const;
const REFUSED = [
  429,
  JSON.stringify({ error: { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED" } }),
] as const;

const transport = createTransport({ mode: "lean" });
let server: TestServer;
let answer: readonly [status: number, text: string];
let make: MakeGenAi;

beforeAll(async () => {
  server = await serve((response: ServerResponse) => {
    response.writeHead(answer[0], { "content-type": "application/json" }).end(answer[1]);
  });
  make = (await loadGenAi()).make!;
});
beforeEach(() => {
  answer = GOOD;
  server.seen.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
afterAll(async () => {
  transport.close();
  await server.close();
});

/** The same client, which does not tell its head, so that the SDK sends. */
const silent: MakeGenAi = (options) => Object.assign(make(options), { requestHead: () => undefined });

function caller(made: MakeGenAi, { baseURL = server.url, ...more }: Partial<ProviderInit> = {}): Caller {
  return callerOverGenAi({ name: "gemini", baseURL, fetch: transport.fetch, now: () => NOW, ...more }, made);
}

const sent = () =>
  server.seen.map(({ url, headers, body }) => ({ url, headers: { ...headers, connection: "" }, body }));

const CASES: readonly [name: string, model: string, init?: Partial<ProviderInit>, headers?: Record<string, string>][] =
  [
    ["nothing of its own", MODEL],
    ["a path in its base", MODEL, { baseURL: "/a b/ü/v1beta/" }],
    [
      "headers",
      MODEL,
      { headers: { "X-Mine": "1", "User-Agent": "me", "x-goog-api-client": "mine" } },
      { "x-mine": " 2 " },
    ],
    ["a tuned model", "tunedModels/mine"],
    ["a model with a space", "my model"],
    ["a model with a colon", "a:b"],
  ];

describe("a request of ours to Gemini", () => {
  it.each(CASES)("is the SDK's, with %s", async (_, model, { baseURL = "", ...init } = {}, headers = {}) => {
    for (const made of [silent, make]) {
      const gemini = caller(made, { ...init, baseURL: server.url + baseURL });
      await gemini.generate(model, BODY, attempt({ headers }));
      await gemini.stream(model, BODY, attempt({ headers }));
    }
    const [whole, stream, ourWhole, ourStream] = sent();
    expect([ourWhole, ourStream]).toEqual([whole, stream]);
    expect(stream!.url).toMatch(/alt=sse$/);
  });

  it("has the head and the address that the SDK makes without llmux", async () => {
    const client = new GoogleGenAI({ apiKey: "test-key", vertexai: false, httpOptions: { baseUrl: server.url } });
    await client.models.generateContent({ model: MODEL, contents: "hi" });
    await caller(make).generate(MODEL, BODY, attempt());
    const [theirs, ours] = sent().map(({ url, headers: { "content-length": _, ...headers } }) => {
      const { accept: __, "accept-language": ___, "sec-fetch-mode": ____, "accept-encoding": _____, ...own } = headers;
      return { url, own };
    });
    expect(ours).toEqual(theirs);
  });

  it("takes no `Headers`, for which Node would load its whole fetch", async () => {
    const gemini = caller(make);
    let made = 0;
    vi.stubGlobal(
      "Headers",
      class extends Headers {
        constructor(init?: HeadersInit) {
          super(init);
          made += 1;
        }
      },
    );
    await gemini.generate(MODEL, BODY, attempt({ headers: { "x-mine": "1" } }));
    await gemini.stream(MODEL, BODY, attempt());
    expect(made).toBe(0);
  });

  it.each(["generate", "stream"] as const)(
    "is sent once where it is refused, and the error is the SDK's: %s",
    async (method) => {
      answer = REFUSED;
      const told: unknown[] = [];
      for (const made of [silent, make])
        told.push(
          await caller(made)
            [method](MODEL, BODY, attempt())
            .catch((error: object) => [error.constructor, { ...error }, String(error)]),
        );
      expect(told[1]).toEqual(told[0]);
      expect(String(told[1])).toContain("slow down");
      expect(server.seen).toHaveLength(2);
    },
  );
});

const OUTER_SPACE = /^[\t\n\r ]+|[\t\n\r ]+$/g;

describe("the header fields of an attempt", () => {
  const byHeaders = (fields: Record<string, string>) => {
    try {
      return [...new Headers(fields)];
    } catch {
      return "refused";
    }
  };
  const byUs = (fields: Record<string, string>) => {
    try {
      return Object.entries(accessOf([fields]).headers);
    } catch {
      return "refused";
    }
  };

  it("are read as a `Headers` reads them, but that control characters are refused", () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 0x180 }).map((code) => String.fromCharCode(code)),
      maxLength: 4,
    });
    const name = fc.oneof(text, fc.constantFrom("X-Mine", "a_b", "é", "a b", ""));
    fc.assert(
      fc.property(name, text, (key, value) => {
        const field = { [key]: value };
        const isControl = [...value.replace(OUTER_SPACE, "")].some(
          (one) => (one < " " && one !== "\t") || one === "\x7f",
        );
        expect(byUs(field)).toEqual(isControl ? "refused" : byHeaders(field));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it("keep of one name what was said last", () => {
    expect(
      accessOf([{ "X-Mine": "1", "X-Goog-Api-Key": "k", "Content-Type": "text/plain" }, { "x-mine": "2" }]),
    ).toEqual({
      key: "k",
      headers: { "x-mine": "2" },
    });
  });
});
