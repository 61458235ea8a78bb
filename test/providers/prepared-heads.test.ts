import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { type ClientOptions } from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { askOurs, type MessagesClient } from "../../src/providers/anthropic/client.ts";
import { withPreparedHeads as anthropicHeads } from "../../src/providers/anthropic/prepared-heads.ts";
import { withPreparedHeads as openaiHeads } from "../../src/providers/openai/prepared-heads.ts";
import { createTransport } from "../../src/transport/transport.ts";

const TIMEOUT_MS = 600_000;
const seen: {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}[] = [];
/** What the server says, by model. */
const ANSWERS: Readonly<Record<string, readonly [status: number, type: string, text: string]>> = {
  "JSON with a charset": [200, "application/json; charset=utf-8", '{"a":"世"}'],
  "another JSON": [200, "application/problem+json", "[1]"],
  "plain text": [200, "text/plain", "hello"],
  "broken JSON": [200, "application/json", '{"a":'],
  "nothing of JSON": [200, "application/json", ""],
  "no content": [204, "application/json", ""],
  "a refusal": [400, "application/json", '{"error":{"message":"no","code":"bad","type":"t","param":"p"}}'],
  "a rate limit": [429, "text/plain", "slow down"],
  "a mute error": [503, "text/plain", ""],
};

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request.setEncoding("utf8")) body += part;
  const { method, url, headers } = request;
  seen.push({ method, url, headers: { ...headers, connection: "" }, body });
  const { model } = JSON.parse(body) as { model: string };
  const [status, type, text] = ANSWERS[model] ?? [200, "application/json", "{}"];
  response.writeHead(status, { "content-type": type, "x-request-id": "req_1" }).end(text);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
const transport = createTransport({ mode: "lean" });
afterAll(() => {
  transport.close();
  server.close();
});
const root = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const anthropicOptions = (fetch: unknown, more: object = {}) => ({
  apiKey: "k",
  baseURL: root(),
  fetch: fetch as typeof globalThis.fetch,
  timeout: TIMEOUT_MS,
  ...more,
});

type Ask = (body: object, options?: object) => Promise<unknown>;

const SDKS: Record<string, (prepared: boolean, fetch: unknown) => Ask> = {
  openai: (prepared, fetch) => {
    const Client = prepared ? openaiHeads(OpenAI) : OpenAI;
    const client = new Client({ apiKey: "k", baseURL: `${root()}/v1`, fetch: fetch as typeof globalThis.fetch });
    return (body, options = {}) =>
      client.chat.completions.create({ model: "m", messages: [], ...body }, { maxRetries: 0, ...options });
  },
  anthropic: (prepared, fetch) => {
    const client = new (prepared ? anthropicHeads(Anthropic, TIMEOUT_MS) : Anthropic)(anthropicOptions(fetch));
    return (body, options = {}) =>
      client.messages.create(
        { model: "m", messages: [], max_tokens: 1, stream: false, ...body },
        { maxRetries: 0, timeout: TIMEOUT_MS, ...options },
      );
  },
  "anthropic, asked as llmux asks": (prepared, fetch) => {
    if (!prepared) return SDKS.anthropic!(false, fetch);
    const client = new (anthropicHeads(Anthropic, TIMEOUT_MS))(anthropicOptions(fetch));
    return async (body, options = {}) =>
      askOurs(
        client as unknown as MessagesClient,
        { model: "m", messages: [], max_tokens: 1, stream: false, ...body },
        { maxRetries: 0, timeout: TIMEOUT_MS, ...options },
      );
  },
};

const REQUESTS: readonly [name: string, body: object, options?: object][] = [
  ["a first one", { a: "世界" }],
  ["a second one, with another body", { b: [1, { c: null }], gone: undefined }],
  ["headers of its own", {}, { headers: { "x-mine": "1", "User-Agent": "me" } }],
  ["one after that", { c: 1 }],
  ["a query", {}, { query: { x: "1" } }],
  ["another timeout", {}, { timeout: 5000 }],
  ["a header taken away", {}, { headers: { "user-agent": null } }],
  ["an API version", {}, { headers: { "anthropic-version": "2023-06-01" } }],
  ["the same once more", { temperature: 1 }, { headers: { "anthropic-version": "2023-06-01" } }],
  ["the SDK's API version again", {}],
  ["an API version and another header", {}, { headers: { "anthropic-version": "2023-06-01", "x-mine": "1" } }],
  ["no API version", {}, { headers: { "anthropic-version": null } }],
  ["members that are sent as headers", { user_profile_id: "u", workspace_id: "w" }],
  ["a last one", { d: 1 }],
];

/** What a client may be made with that shows in the head. */
const CLIENTS: readonly [name: string, options: ClientOptions][] = [
  ["an organization and a project", { organization: "org-1", project: "proj-1" }],
  ["fields of its own", { defaultHeaders: { "x-mine": "a  b; c", accept: "text/plain", "user-agent": "me" } }],
  ["a field taken back", { defaultHeaders: { authorization: null, "api-key": "k" } }],
  ["an empty field", { defaultHeaders: { "x-mine": "" } }],
  ["a field with space around it", { defaultHeaders: { "x-mine": " a " } }],
  ["a field in Latin-1", { defaultHeaders: { "x-mine": "é" } }],
  ["names in capitals", { defaultHeaders: { "X-Mine": "1", Authorization: "Basic 1" } }],
];

describe("the head of a first request to OpenAI", () => {
  it.each(CLIENTS)("is the SDK's, of a client with %s", async (_, options) => {
    seen.length = 0;
    for (const Client of [OpenAI, openaiHeads(OpenAI)]) {
      const client = new Client({ apiKey: "k", baseURL: `${root()}/v1`, fetch: transport.fetch, ...options });
      await client.chat.completions.create({ model: "m", messages: [] }, { maxRetries: 0 });
    }
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
  });
});

/** Whether the head of such a client is ours, with what is in the environment. */
const ANTHROPIC_CLIENTS: readonly [
  name: string,
  own: boolean,
  options: ConstructorParameters<typeof Anthropic>[0],
  env?: Readonly<Record<string, string>>,
][] = [
  ["nothing of its own", true, {}],
  ["a key with a space at its end", false, { apiKey: "k " }],
  ["another timeout", true, { timeout: 1234 }],
  ["a path in its base", true, { baseURL: "/base/" }],
  ["a token", false, { apiKey: null, authToken: "t" }],
  ["fields of its own", false, { defaultHeaders: { "x-mine": "1" } }],
  ["fields in the environment", false, {}, { ANTHROPIC_CUSTOM_HEADERS: "x-mine: 1" }],
  ["leave to run in browsers", false, { dangerouslyAllowBrowser: true }],
];

describe("the head of a first request to Anthropic", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each(ANTHROPIC_CLIENTS)("is the SDK's, of a client with %s (ours: %s)", async (_, own, given, env = {}) => {
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
    const timeout = given!.timeout ?? TIMEOUT_MS;
    const baseURL = root() + (given!.baseURL ?? "");
    const options = anthropicOptions(transport.fetch, { ...given, baseURL });
    const body = { model: "m", messages: [], max_tokens: 1, stream: false as const };
    const asking = { maxRetries: 0, timeout };
    seen.length = 0;
    await new Anthropic(options).messages.create(body, asking);
    const buildRequest = vi.spyOn(Anthropic.prototype, "buildRequest");
    const prepared = new (anthropicHeads(Anthropic, timeout))(options) as unknown as MessagesClient;
    for (let i = 0; i < 2; i += 1) await askOurs(prepared, body, asking);
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
    expect(buildRequest).toHaveBeenCalledTimes(own ? 0 : 1);
    buildRequest.mockRestore();
  });

  it("is the SDK's where that is of another line of releases, with another API version", async () => {
    class Later extends Anthropic {
      protected override getUserAgent(): string {
        return "Anthropic/JS 2.0.0";
      }
    }
    const prepared = new (anthropicHeads(Later, TIMEOUT_MS))(anthropicOptions(transport.fetch));
    const buildRequest = vi.spyOn(Anthropic.prototype, "buildRequest");
    const body = { model: "m", messages: [], max_tokens: 1, stream: false as const };
    await askOurs(prepared as unknown as MessagesClient, body, { maxRetries: 0, timeout: TIMEOUT_MS });
    expect(buildRequest).toHaveBeenCalledTimes(1);
    buildRequest.mockRestore();
  });
});

describe.each(Object.keys(SDKS))("prepared heads: %s", (name) => {
  it.each([
    ["ours", () => transport.fetch],
    ["the standard", () => globalThis.fetch],
  ] as const)("send byte for byte what the SDK itself sends (over %s fetch)", async (_, fetch) => {
    const [official, prepared] = [SDKS[name]!(false, fetch()), SDKS[name]!(true, fetch())];
    for (const [, body, options] of REQUESTS) {
      seen.length = 0;
      await official(body, options);
      await prepared(body, options);
      expect(seen).toHaveLength(2);
      expect(seen[1]).toEqual(seen[0]);
    }
  });

  it.each(Object.keys(ANSWERS))("answer what the SDK itself answers: %s", async (model) => {
    const told = (ask: Ask) =>
      ask({ model }).then(
        (value) => ({ value }),
        (error: object) => ({
          name: error.constructor.name,
          fields: { ...error, headers: undefined },
          text: String(error),
        }),
      );
    const prepared = SDKS[name]!(true, transport.fetch);
    await prepared({});
    expect(await told(prepared)).toEqual(await told(SDKS[name]!(false, transport.fetch)));
  });

  it("add what belongs to one request alone, and keep nothing of it", async () => {
    const prepared = SDKS[name]!(true, transport.fetch);
    const added = (key: string) => ({ fetchOptions: { llmux: { wire: {}, whole: true, headers: { "x-key": key } } } });
    seen.length = 0;
    for (const key of ["1", "2"]) await prepared({}, added(key));
    await prepared({});
    expect(seen.map(({ headers }) => headers["x-key"])).toEqual(["1", "2", undefined]);
  });
});
