import { type LlmuxEvent, type NativeStreamed, StreamInterruptedError } from "llmux";
import { afterEach, describe, expect, it } from "vitest";
import { nativeSse } from "../../src/web/native-sse.ts";
import { framed, type Kind, nativeServer, routerAt, type Said } from "../support/native-server.ts";
import type { TestServer } from "../transport/server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function stage(answers: Said[], options: Parameters<typeof routerAt>[1] = {}) {
  const server = await nativeServer(...answers);
  const router = routerAt(server, options);
  open.push({ close: () => router.close().then(() => server.close()) });
  return { server, router, heard: server.heard };
}

const claude = { stop_reason: "end_turn", stop_sequence: null, usage: { input_tokens: 10, output_tokens: 5 } };

/** Of each wire: a body, an answer and a stream, all with members that no codec knows. */
const WIRES: Readonly<Record<Kind, { model: string; body: object; json: object; events: object[] }>> = {
  openai: {
    model: "gpt-5.5",
    body: { messages: [{ role: "user", content: "hi" }], brand_new: { x: [1] } },
    json: {
      id: "c1",
      object: "chat.completion",
      created: 1,
      model: "gpt-5.5-2026",
      brand_new: "x",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hey", odd: 1 } }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    },
    events: [
      { id: "c1", object: "chunk", choices: [{ index: 0, delta: { role: "assistant", content: "" } }], odd: 1 },
      { id: "c1", object: "chunk", choices: [{ index: 0, delta: { content: "hey" } }] },
      { id: "c1", object: "chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { id: "c1", object: "chunk", choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
      { id: "c1", object: "chunk", choices: [], late: true },
    ],
  },
  anthropic: {
    model: "claude-opus-5",
    body: { max_tokens: 10, messages: [{ role: "user", content: "hi" }], brand_new: { x: [1] } },
    json: {
      id: "m1",
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "hey" }, { type: "odd" }],
      ...claude,
    },
    events: [
      {
        type: "message_start",
        message: { id: "m1", type: "message", content: [], usage: { input_tokens: 10, output_tokens: 1 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hey" } },
      { type: "content_block_stop", index: 0 },
      { type: "brand_new", x: 1 },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
      { type: "message_stop" },
    ],
  },
  gemini: {
    model: "gemini-3.8-flash",
    body: { contents: [{ role: "user", parts: [{ text: "hi" }] }], brandNew: { x: [1] } },
    json: {
      candidates: [{ content: { role: "model", parts: [{ text: "hey" }] }, finishReason: "STOP", odd: 1 }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 },
      brandNew: "x",
    },
    events: [
      { candidates: [{ content: { role: "model", parts: [{ text: "he" }] } }], brandNew: 1 },
      { candidates: [{ content: { role: "model", parts: [{ text: "y" }] }, finishReason: "STOP" }] },
      { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 } },
    ],
  },
};
const KINDS = Object.keys(WIRES) as Kind[];
const usage = { inputTokens: 10, outputTokens: 5 };

const streamOf = async (server: { router: ReturnType<typeof routerAt> }, kind: Kind): Promise<NativeStreamed> => {
  const { model, body } = WIRES[kind];
  const asked = kind === "gemini" ? body : { ...body, stream: true };
  return await server.router.native(`${kind}/${model}`, asked, { stream: true });
};

async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe.each(KINDS)("router.native, %s", (kind) => {
  const { model, body, json, events } = WIRES[kind];

  it("sends the body as it is, and gives the answer as it came, with the report", async () => {
    const { router, heard } = await stage([{ json }]);
    const answer = await router.native(`${kind}/${model}`, body);
    expect(answer).toMatchObject({ x_llmux: { target: `${kind}/${model}`, usage, attempts: [{ status: "ok" }] } });
    expect("body" in answer && JSON.parse(JSON.stringify(answer.body))).toEqual(json);
    expect("body" in answer && Object.keys(answer.body as object)).toEqual(Object.keys(json));
    expect(heard[0]?.body).toEqual(kind === "gemini" ? body : { ...body, model });
    if (kind === "gemini") expect(heard[0]?.url).toContain(`/models/${model}:generateContent`);
    expect("body" in answer && answer.x_llmux.cost.usd).toBeGreaterThan(0);
  });

  it("streams the events as they came, all of them, and knows what they cost", async () => {
    const made = await stage([{ sse: framed[kind](events) }]);
    const answer = await streamOf(made, kind);
    expect(await all(answer.stream)).toEqual(events);
    expect(await answer.settled).toMatchObject({ status: "ok", usage });
    expect(answer.x_llmux).toMatchObject({ usage, attempts: [{ status: "ok" }] });
    expect(made.heard[0]?.body).toEqual(kind === "gemini" ? body : { ...body, model, stream: true });
  });

  it("frames events as the provider does", async () => {
    const made = await stage([{ sse: framed[kind](events) }]);
    const text = await new Response(nativeSse(await streamOf(made, kind), kind)).text();
    expect(text).toBe(framed[kind](events));
  });

  it("takes a stream without its end for broken, and frames that as the provider's error", async () => {
    const cut = framed[kind](events.slice(0, kind === "anthropic" ? 4 : kind === "openai" ? 2 : 1)).replace(
      "data: [DONE]\n\n",
      "",
    );
    const made = await stage([{ sse: cut }]);
    const answer = await streamOf(made, kind);
    await expect(all(answer.stream)).rejects.toBeInstanceOf(StreamInterruptedError);
    expect(await answer.settled).toMatchObject({ status: "failed", fault: { kind: "stream_truncated" } });
    const told = await new Response(nativeSse(await streamOf(made, kind), kind)).text();
    expect(told.startsWith(cut)).toBe(true);
    expect(told.slice(cut.length)).toContain('"message":"');
    expect(told.slice(cut.length)).toMatch(kind === "anthropic" ? /^event: error\ndata: / : /^data: \{"error":/);
  });

  it("repeats what failed, and leaves a target alone that refused the key", async () => {
    const { router } = await stage([
      { status: 503, json: { error: { message: "busy" } } },
      { json },
      { status: 401, json: {} },
    ]);
    const ask = () => router.native(`${kind}/${model}`, body);
    expect((await ask()).x_llmux.attempts.map(({ status }) => status)).toEqual(["failed", "ok"]);
    await expect(ask()).rejects.toMatchObject({ kind: "auth" });
    await expect(ask()).rejects.toMatchObject({ kind: "auth", attempts: [] });
  });
});

describe("router.native", () => {
  const { json, events, body } = WIRES.anthropic;

  it("takes an alias of one target, and a target's id; a chain is refused before the network", async () => {
    const models = {
      one: [{ target: "anthropic/claude-opus-5", region: "eu" }],
      chain: ["one", "openai/gpt-5.5"],
    };
    const { router, heard } = await stage([{ json }], { models });
    expect((await router.native("one", body)).x_llmux).toMatchObject({
      route: "one",
      target: "anthropic/claude-opus-5@eu",
    });
    expect((await router.native("anthropic/claude-opus-5@eu", body)).x_llmux.target).toBe("anthropic/claude-opus-5@eu");
    await expect(router.native("chain", body)).rejects.toMatchObject({
      kind: "invalid_request",
      param: "target",
      message: expect.stringContaining('"chain" stands for anthropic/claude-opus-5@eu, openai/gpt-5.5'),
    });
    expect(heard.length).toBe(2);
  });

  it("fills the model in where the body names it as the router does, and warns of another", async () => {
    const { router, heard } = await stage([{ json }]);
    const ask = (model: string) => router.native("anthropic/claude-opus-5", { ...body, model });
    await ask("anthropic/claude-opus-5");
    const other = await ask("claude-next");
    expect(heard.map(({ body: { model } }) => model)).toEqual(["claude-opus-5", "claude-next"]);
    expect(other.x_llmux.warnings).toMatchObject([{ code: "other_model", param: "model" }]);
  });

  it("does not go on with a paused turn", async () => {
    const paused = { ...json, stop_reason: "pause_turn" };
    const { router, heard } = await stage([{ json: paused }]);
    expect(await router.native("anthropic/claude-opus-5", body)).toMatchObject({ body: { stop_reason: "pause_turn" } });
    expect(heard.length).toBe(1);
  });

  it("takes Gemini's model and stream out of the body, and refuses one without contents", async () => {
    const { router, heard } = await stage([{ sse: framed.gemini(WIRES.gemini.events) }]);
    const target = "gemini/gemini-3.8-flash";
    const answer = await router.native(target, { ...WIRES.gemini.body, model: target, stream: true });
    await all(answer.stream);
    expect(heard[0]?.body).toEqual(WIRES.gemini.body);
    expect(heard[0]?.url).toContain(":streamGenerateContent?alt=sse");
    await expect(router.native(target, { messages: [] })).rejects.toMatchObject({ param: "contents" });
  });

  it.each<[unknown, unknown, object, string]>([
    [7, {}, {}, "target"],
    ["anthropic/m", "text", {}, "body"],
    ["anthropic/m", { stream: false }, { stream: true }, "stream"],
    ["anthropic/m", {}, { strem: true }, "strem"],
  ])("refuses %j, %j, %j before the network", async (target, given, options, param) => {
    const { router, heard } = await stage([{ json }]);
    await expect(router.native(target as string, given as object, options)).rejects.toMatchObject({ param });
    expect(heard.length).toBe(0);
  });

  it("tells listeners of it as of any call, and passes the cache by", async () => {
    const { router, heard } = await stage([{ json }], { cache: true });
    const seen: LlmuxEvent[] = [];
    for (const name of ["call.start", "cost.recorded", "call.end"] as const)
      router.on(name, (event) => seen.push(event));
    await router.native("anthropic/claude-opus-5", body, { tenant: "t" });
    await router.native("anthropic/claude-opus-5", body, { tenant: "t" });
    expect(seen.slice(0, 3)).toMatchObject([
      { type: "call.start", operation: "native", stream: false, tenant: "t" },
      { type: "cost.recorded", tenant: "t", usage },
      { type: "call.end", status: "ok" },
    ]);
    expect(heard.length).toBe(2);
  });

  it("ends the request when its reader leaves", async () => {
    const held: TestServer & { heard: unknown[] } = await nativeServer({ sse: framed.anthropic(events) });
    open.push(held);
    const router = routerAt(held);
    const answer = await router.native("anthropic/claude-opus-5", { ...body, stream: true });
    for await (const event of answer.stream) {
      expect(event).toEqual(events[0]);
      break;
    }
    expect((await answer.settled).status).toBe("aborted");
    await router.close();
  });
});
