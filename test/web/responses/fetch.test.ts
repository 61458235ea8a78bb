import { createRouter, type Router } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const MODELS = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-sonnet-5",
  gemini: "gemini/gemini-3.8-flash",
} as const;
const NAMES = ["openai", "anthropic", "gemini"] as const;

let sim: Simulation;
let router: Router;
let client: OpenAI;

beforeAll(async () => {
  sim = await simulate();
});
beforeEach(async () => {
  sim.reset();
  await router?.close();
  router = createRouter({ providers: sim.providers, models: { chat: [MODELS.openai] }, retry: { maxRetries: 0 } });
  client = new OpenAI({ apiKey: "-", fetch: router.fetch });
});
afterAll(async () => {
  await router.close();
  await sim.close();
});

type Report = { x_llmux: { target: string; warnings: { param: string }[] } };

const TOOL = {
  ...{ type: "function" as const, name: "weather", strict: false },
  parameters: { type: "object", properties: { city: { type: "string" } } },
};

describe.each(NAMES)("responses over %s", (name) => {
  const model = MODELS[name];

  it("have the report, with what this endpoint left out", async () => {
    const response = await client.responses.create({ model, input: "hi", store: true, instructions: "Be brief." });
    expect(response).toMatchObject({ object: "response", status: "completed", output_text: "echo: hi", store: false });
    const { x_llmux } = response as unknown as Report;
    expect(x_llmux.target).toBe(model);
    expect(x_llmux.warnings).toMatchObject([{ param: "store", target: model }]);
  });

  it("stream the same report and usage", async () => {
    sim[name].reply({ text: "an answer", usage: { inputTokens: 11, outputTokens: 22 } });
    const final = await client.responses.stream({ model, input: "hi" }).finalResponse();
    expect(final).toMatchObject({ output_text: "an answer", usage: { input_tokens: 11, output_tokens: 22 } });
    expect((final as unknown as Report).x_llmux.target).toBe(model);
  });

  it.each([false, true])(
    "carry a thinking turn through a stateless tool conversation, streamed: %s",
    async (stream) => {
      const params = { model, tools: [TOOL], store: false, include: ["reasoning.encrypted_content" as const] };
      // OpenAI's newest do not reason beside function tools where we ask them.
      const reasoning = name === "openai" ? {} : { effort: "medium" as const };
      const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: "weather?" }];
      const ask = (over: OpenAI) =>
        stream
          ? over.responses.stream({ ...params, reasoning, input }).finalResponse()
          : over.responses.create({ ...params, reasoning, input });
      sim[name].script([
        { reasoning: "a thought", toolCalls: [{ name: "weather", arguments: { city: "Brno" } }] },
        "sunny",
      ]);
      const output: readonly OpenAI.Responses.ResponseOutputItem[] = (await ask(client)).output;
      input.push(...(output as OpenAI.Responses.ResponseInput));
      const call = output.find((item) => item.type === "function_call")!;
      input.push({ type: "function_call_output", call_id: call.call_id, output: "sunny" });
      // A fresh process: nothing but the input can carry it.
      const other = createRouter({ providers: sim.providers });
      expect((await ask(new OpenAI({ apiKey: "-", fetch: other.fetch }))).output_text).toBe("sunny");
      const sent = JSON.stringify(sim[name].requests.at(-1)?.body);
      if (name === "anthropic") expect(sent).toMatch(/"type":"thinking","thinking":"a thought","signature":"[^"]+"/);
      if (name === "gemini") expect(sent).toMatch(/"thoughtSignature":"(?!skip)[^"]+"/i);
      await other.close();
    },
  );

  it("throw what breaks a stream, after telling it in order", async () => {
    sim[name].reply({ chunks: ["one ", "two ", "three "] });
    sim[name].fail({ fault: "reset_mid_stream", afterChunks: 2 });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of await client.responses.create({ model, input: "hi", stream: true }))
        seen.push(event.type);
    })();
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(seen.at(-1)).toBe("response.failed");
    expect(seen).toContain("response.output_text.delta");
  });
});

it("are strict where the router is", async () => {
  const strict = createRouter({ providers: sim.providers, models: { chat: [MODELS.openai] }, strict: true });
  const over = new OpenAI({ apiKey: "-", fetch: strict.fetch });
  const refused = over.responses.create({ model: "chat", input: "hi", store: true });
  await expect(refused).rejects.toMatchObject({ status: 400, param: "store" });
  expect((await over.responses.create({ model: "chat", input: "hi", store: false })).output_text).toBe("echo: hi");
  expect(sim.openai.count).toBe(1);
  await strict.close();
});

describe("items by reference", () => {
  const ask = (over: OpenAI, id: string) =>
    over.responses.create({
      model: "chat",
      input: [
        { type: "item_reference", id },
        { role: "user", content: "go on" },
      ],
    });

  it.each([false, true])("are known to the process that gave them out, streamed: %s", async (stream) => {
    sim.openai.reply("first answer");
    const params = { model: "chat", input: "hi" };
    const { output } = stream
      ? await client.responses.stream(params).finalResponse()
      : await client.responses.create(params);
    await ask(client, output[0]!.id!);
    expect(JSON.stringify(sim.openai.requests.at(-1)?.body)).toMatch(/first answer.*go on/);
  });

  it("are not known to another tenant, nor where the client said it would not refer to them", async () => {
    const acme = new OpenAI({ apiKey: "-", fetch: router.fetch, defaultHeaders: { "x-llmux-tenant": "acme" } });
    const mine = await client.responses.create({ model: "chat", input: "hi" });
    await expect(ask(acme, mine.output[0]!.id!)).rejects.toMatchObject({ status: 400, param: "input[0].id" });
    const whole = await client.responses.create({ model: "chat", input: "hi", store: false });
    await expect(ask(client, whole.output[0]!.id!)).rejects.toMatchObject({ status: 400, code: "not_stored" });
  });
});

describe("from outside", () => {
  const post = (grants: ("native" | "report")[], body: object) =>
    router.handler({ authenticate: () => ({ grants }) }).POST(
      new Request("http://localhost/v1/responses", {
        ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
      }),
    );

  it("nothing tells who answered", async () => {
    for (const stream of [false, true]) {
      const answer = await (await post([], { model: "chat", input: "hi", stream })).text();
      expect(answer).toContain("echo: hi");
      expect(answer).not.toMatch(/gpt-5\.5|x_llmux|service_tier/);
    }
  });

  it("a direct target is refused", async () => {
    expect((await post([], { model: MODELS.gemini, input: "hi" })).status).toBe(403);
  });

  it("a failure in mid-stream is told in public words", async () => {
    sim.openai.fail({ fault: "reset_mid_stream", afterChunks: 2 });
    sim.openai.reply({ chunks: ["one ", "two ", "three "] });
    const answer = await (await post([], { model: "chat", input: "hi", stream: true })).text();
    expect(answer).toMatch(/event: response\.failed[\s\S]*event: error/);
    expect(answer).not.toMatch(/gpt-5\.5/);
  });
});
