import { createRouter } from "llmux";
import { afterEach, describe, expect, it } from "vitest";
import { framed, type Kind, nativeServer, routerAt } from "../support/native-server.ts";
import { WIRES } from "../support/native-wires.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const PLACE = "http://any.host/v1/chat/completions";

async function stage(...answers: Parameters<typeof nativeServer>) {
  const server = await nativeServer(...answers);
  const models = { one: "anthropic/claude-opus-5", chain: ["anthropic/claude-opus-5", "openai/gpt-5.5"] };
  const router = routerAt(server, { models });
  open.push({ close: () => router.close().then(() => server.close()) });
  const post = (said: string, body: object, name = "x-llmux-provider-original") =>
    router.fetch(PLACE, { method: "POST", headers: { [name]: said }, body: JSON.stringify(body) });
  return { router, heard: server.heard, post };
}

describe.each(Object.keys(WIRES) as Kind[])("a native body over router.fetch, %s", (kind) => {
  const { model, body, json, events } = WIRES[kind];
  const target = `${kind}/${model}`;

  it("goes out as it is, and the answer comes back as it came", async () => {
    const { heard, post } = await stage({ json });
    for (const [said, named] of [
      ["true", target],
      [kind, model],
      [target, undefined],
    ] as const) {
      const response = await post(said, named === undefined ? body : { ...body, model: named });
      expect(await response.json()).toEqual(json);
      expect(response.headers.get("x-llmux-target")).toBe(target);
    }
    const sent = kind === "gemini" ? body : { ...body, model };
    expect(heard.map((one) => one.body)).toEqual([sent, sent, sent]);
  });

  it("streams in the provider's own framing, byte for byte", async () => {
    const { post } = await stage({ sse: framed[kind](events) });
    const response = await post(kind, { ...body, model, stream: true }, "x-provider-original");
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await response.text()).toBe(framed[kind](events));
  });

  it("ends a stream that broke with the provider's own error event", async () => {
    const cut = framed[kind](events.slice(0, kind === "anthropic" ? 3 : 1 + Number(kind === "openai"))).replace(
      "data: [DONE]\n\n",
      "",
    );
    const { post } = await stage({ sse: cut });
    const text = await (await post(target, { ...body, stream: true })).text();
    expect(text.startsWith(cut)).toBe(true);
    const rest = text.slice(cut.length);
    expect(rest).toMatch(kind === "anthropic" ? /^event: error\ndata: \{"type":"error",/ : /^data: \{"error":/);
    expect(rest).toContain("broke off in mid-answer");
  });
});

describe("the header for a native body", () => {
  const { body, json } = WIRES.anthropic;

  it("means nothing as `false`", async () => {
    const { post, heard } = await stage({ json });
    const response = await post("false", { model: "one", messages: [{ role: "user", content: "hi" }] });
    expect(await response.json()).toMatchObject({ object: "chat.completion" });
    expect(heard.length).toBe(1);
  });

  it.each<[string, object, number, string]>([
    ["true", body, 400, "model: missing"],
    ["anthropic", body, 400, "model: missing"],
    ["true", { ...body, model: "chain" }, 400, "a native body is for one target"],
    ["nobody/m", body, 404, 'no provider \\"nobody\\"'],
  ])("as %s with %j is %d", async (said, given, status, message) => {
    const { post, heard } = await stage({ json });
    const response = await post(said, given);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(message);
    expect(heard.length).toBe(0);
  });

  it("belongs to chat/completions", async () => {
    const { router } = await stage({ json });
    const init = { method: "POST", headers: { "x-llmux-provider-original": "true" }, body: "{}" };
    expect((await router.fetch("http://any.host/v1/embeddings", init)).status).toBe(400);
  });

  it.each<[string, string[], object, number]>([
    ["one", ["native"], { model: "one" }, 200],
    ["anthropic/claude-opus-5", ["native"], {}, 403],
    ["anthropic", ["native"], { model: "claude-opus-5" }, 403],
    ["anthropic", ["native", "direct"], { model: "claude-opus-5" }, 200],
  ])("through router.handler as %s with %j and %j is %d", async (said, grants, more, status) => {
    const { router } = await stage({ json });
    const handler = router.handler({ authenticate: () => ({ grants: grants as [] }) });
    const response = await handler(PLACE, {
      method: "POST",
      headers: { "x-llmux-provider-original": said, "content-type": "application/json" },
      body: JSON.stringify({ ...body, ...more }),
    });
    expect(response.status).toBe(status);
    if (status === 200) expect(await response.json()).toEqual(json);
  });

  it("reaches no provider of one's own that takes no native bodies", async () => {
    const own = { name: "own", complete: async () => ({}) as never, stream: async function* () {} };
    const router = createRouter({ providers: { own } });
    await expect(router.native("own/m", {})).rejects.toMatchObject({ kind: "unsupported", code: "no_native" });
  });
});
