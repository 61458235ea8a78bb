import { type LlmuxEvent, type NativeStreamed, StreamInterruptedError } from "llmux";
import { afterEach, describe, expect, it } from "vitest";
import { framed, type Kind, nativeServer, routerAt, type Said } from "../support/native-server.ts";
import { WIRES } from "../support/native-wires.ts";
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

  it("takes a stream without its end for broken", async () => {
    const cut = framed[kind](events.slice(0, kind === "anthropic" ? 4 : kind === "openai" ? 2 : 1)).replace(
      "data: [DONE]\n\n",
      "",
    );
    const made = await stage([{ sse: cut }]);
    const answer = await streamOf(made, kind);
    await expect(all(answer.stream)).rejects.toBeInstanceOf(StreamInterruptedError);
    expect(await answer.settled).toMatchObject({ status: "failed", fault: { kind: "stream_truncated" } });
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
