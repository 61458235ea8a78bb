import { PassThrough, type Writable } from "node:stream";
import { createRouter } from "llmux";
import { type LambdaEvent, lambdaHandler, lambdaStream } from "llmux/node";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../support/until.ts";

let sim: Simulation<"openai">;
beforeAll(async () => {
  sim = await simulate({ providers: ["openai"] });
});
afterAll(() => sim.close());
afterEach(() => {
  vi.unstubAllGlobals();
  sim.reset();
});

const MODEL = "openai/gpt-5.5";

function serve() {
  const router = createRouter({ providers: sim.providers, models: { chat: MODEL }, retry: { maxRetries: 0 } });
  return { router, handler: router.handler({ authenticate: false }) };
}

function event(body: object): LambdaEvent {
  return {
    rawPath: "/v1/chat/completions",
    headers: { "content-type": "application/json" },
    body: Buffer.from(
      JSON.stringify({ model: "chat", messages: [{ role: "user", content: "hello" }], ...body }),
    ).toString("base64"),
    isBase64Encoded: true,
    requestContext: { http: { method: "POST" }, domainName: "x.lambda-url.eu-central-1.on.aws" },
  };
}

const time = (ms: number) => {
  const end = Date.now() + ms;
  return { getRemainingTimeInMillis: () => end - Date.now() };
};

describe("lambdaHandler", () => {
  it("answers a function URL's event, and waits for what listeners write", async () => {
    const { router, handler } = serve();
    const rows: string[] = [];
    router.on("call.end", async ({ status }) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      rows.push(status);
    });
    const { statusCode, headers, body, isBase64Encoded } = await lambdaHandler(handler)(event({}), time(10_000));
    expect({ statusCode, isBase64Encoded, type: headers["content-type"] }).toEqual({
      statusCode: 200,
      isBase64Encoded: false,
      type: "application/json",
    });
    expect(JSON.parse(body)).toMatchObject({ choices: [{ message: { content: "echo: hello" } }] });
    expect(rows).toEqual(["ok"]);
  });

  const REST = { domainName: "x.execute-api.eu-central-1.amazonaws.com", stage: "prod" };
  const BALANCER = { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:x" } };
  it.each([
    ["a REST API", { headers: { "X-One": "b" }, multiValueHeaders: { "X-One": ["a", "b"] }, requestContext: REST }],
    ["a load balancer", { headers: { "x-one": "a, b" }, requestContext: BALANCER }],
    ["one with lists", { multiValueHeaders: { "x-one": ["a", "b"] }, requestContext: BALANCER }],
  ])("answers %s's event in its form", async (_name, form) => {
    const seen: string[] = [];
    const echo = async (request: Request) => {
      seen.push(request.method, new URL(request.url).pathname, await request.text());
      const headers = new Headers({ "x-one": request.headers.get("x-one") ?? "" });
      for (const cookie of ["k=1", "l=2"]) headers.append("set-cookie", cookie);
      return Response.json([...new URL(request.url).searchParams], { status: 201, headers });
    };
    const isDecoded = form.requestContext === REST;
    const posted = {
      httpMethod: "POST",
      path: "/v1/chat/completions",
      queryStringParameters: { q: isDecoded ? "a b&c" : "a%20b%26c" },
      body: Buffer.from("{}").toString("base64"),
      isBase64Encoded: true,
      ...form,
    };
    const answer = await lambdaHandler(echo)(posted, time(10_000));
    expect(seen).toEqual(["POST", "/v1/chat/completions", "{}"]);
    expect(answer).toEqual({
      statusCode: 201,
      headers: { "content-type": "application/json", "x-one": "a, b" },
      multiValueHeaders: {
        "content-type": ["application/json"],
        "x-one": ["a, b"],
        "set-cookie": ["k=1", "l=2"],
      },
      body: JSON.stringify([["q", "a b&c"]]),
      isBase64Encoded: false,
    });
  });

  it("ends a call, and settles it, before the function is stopped", async () => {
    const { router, handler } = serve();
    const ends: string[] = [];
    router.on("call.end", ({ fault }) => void ends.push(fault?.kind ?? "ok"));
    sim.openai.reply({ delayMs: 5000 });
    const context = time(800);
    const record = { Records: [{ eventSource: "aws:sqs" }] };
    await expect(lambdaHandler(handler)(record as never, context)).rejects.toThrow("no request over HTTP");
    const { statusCode } = await lambdaHandler(handler)(event({}), context);
    expect(statusCode).toBe(504);
    expect(ends).toEqual(["timeout"]);
    expect(context.getRemainingTimeInMillis()).toBeGreaterThan(0);
  });
});

describe("lambdaStream", () => {
  function runtime() {
    const heads: object[] = [];
    vi.stubGlobal("awslambda", {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: {
        from: (stream: Writable, head: object) => {
          heads.push(head);
          return stream;
        },
      },
    });
    return heads;
  }

  it("sends the head and each piece as it comes", async () => {
    const heads = runtime();
    const { handler } = serve();
    const stream = new PassThrough();
    let text = "";
    stream.on("data", (bytes) => (text += bytes));
    await lambdaStream(handler)(event({ stream: true }), stream, time(10_000));
    expect(heads).toEqual([expect.objectContaining({ statusCode: 200, cookies: [] })]);
    expect(text).toMatch(/^data: \{.*data: \[DONE\]\n\n$/s);
  });

  it.each([
    ["a stream before its head", true, false],
    ["a stream in the middle", true, true],
    ["a whole answer", false, false],
  ])("ends the call upstream within 50 ms when the client leaves %s", { retry: 2 }, async (_, stream, begun) => {
    runtime();
    const { router, handler } = serve();
    const ends: string[] = [];
    router.on("call.end", ({ status }) => void ends.push(status));
    const took: number[] = [];
    // The best of several: the machine has other work too.
    for (let i = 0; i < 5 && !(Math.min(...took) < 50); i += 1) {
      sim.reset();
      sim.openai.reply(begun ? { chunks: ["a ", "b ", "c"], chunkDelayMs: 5000 } : { text: "late", delayMs: 5000 });
      const client = new PassThrough();
      let heard = "";
      client.on("data", (bytes) => (heard += bytes));
      const over = lambdaStream(handler)(event({ stream }), client, time(10_000));
      await until(() => sim.openai.open === 1 && (!begun || heard.includes("a ")));
      const left = performance.now();
      client.destroy();
      await until(() => sim.openai.open === 0);
      took.push(performance.now() - left);
      await over;
      expect([sim.openai.aborted, ends.pop()]).toEqual([1, "aborted"]);
    }
    expect(Math.min(...took)).toBeLessThan(50);
  });

  it("says what it needs where it is not there", async () => {
    const { handler } = serve();
    await expect(lambdaStream(handler)(event({}), new PassThrough(), time(1000))).rejects.toThrow(
      "AWS Lambda's Node runtime",
    );
  });
});

describe("a handler's context", () => {
  it.each([
    [
      "Workers",
      (handler: ReturnType<typeof serve>["handler"], request: Request, ctx: object) =>
        handler(request, { KEY: "x" }, ctx),
    ],
    [
      "others",
      (handler: ReturnType<typeof serve>["handler"], request: Request, ctx: object) => handler.POST(request, ctx),
    ],
  ])("as %s give it is handed the work after the answer", async (_, ask) => {
    const { router, handler } = serve();
    const given: Promise<unknown>[] = [];
    let written = false;
    router.on("call.end", async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      written = true;
    });
    const body = JSON.stringify({ model: "chat", messages: [{ role: "user", content: "hi" }] });
    const request = new Request("http://x/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const ctx = {
      waitUntil(work: Promise<unknown>) {
        expect(this).toBe(ctx);
        given.push(work);
      },
    };
    await ask(handler, request, ctx);
    expect(given).toHaveLength(1);
    await given[0];
    expect(written).toBe(true);
  });
});
