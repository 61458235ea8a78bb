import { createRouter, type Router } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const messages = [{ role: "user" as const, content: "hello there" }];
const MODELS = ["openai/gpt-5.5", "anthropic/claude-sonnet-5", "gemini/gemini-3.8-flash"] as const;
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
  router = createRouter({ providers: sim.providers, models: { chat: MODELS }, retry: { maxRetries: 0 } });
  client = new OpenAI({ apiKey: "-", fetch: router.fetch });
});
afterAll(async () => {
  await router.close();
  await sim.close();
});

describe.each(NAMES.map((name, i) => [name, MODELS[i]!] as const))(
  "the official client over router.fetch, %s",
  (name, model) => {
    it("creates, with the report and the call's id", async () => {
      sim[name].reply("an answer");
      const completion = await client.chat.completions.create({ model, messages });
      expect(completion.choices[0]?.message.content).toBe("an answer");
      expect(completion).toMatchObject({ object: "chat.completion", x_llmux: { target: model } });
      expect(completion._request_id).toMatch(/^call_/);
    });

    it("streams, and its stream() adds up", async () => {
      sim[name].reply({ text: "one two three", chunks: ["one ", "two ", "three"] });
      let text = "";
      for await (const chunk of await client.chat.completions.create({ model, messages, stream: true }))
        text += chunk.choices[0]?.delta.content ?? "";
      expect(text).toBe("one two three");
      const runner = client.chat.completions.stream({ model, messages });
      const deltas: string[] = [];
      runner.on("content", (delta) => deltas.push(delta));
      expect(await runner.finalContent()).toBe("one two three");
      expect(deltas.join("")).toBe("one two three");
    });

    it.each([
      ["status_400", OpenAI.BadRequestError, 400],
      ["status_401", OpenAI.AuthenticationError, 401],
      ["status_403", OpenAI.PermissionDeniedError, 403],
      ["status_404", OpenAI.NotFoundError, 404],
      ["status_409", OpenAI.ConflictError, 409],
      ["status_422", OpenAI.UnprocessableEntityError, 422],
      ["status_429", OpenAI.RateLimitError, 429],
      ["status_500", OpenAI.InternalServerError, 500],
      ["reset_before_response", OpenAI.InternalServerError, 502],
      ["empty_200", OpenAI.InternalServerError, 502],
      ["status_204", OpenAI.InternalServerError, 502],
    ] as const)("has its own error classes: %s", async (fault, Class, status) => {
      sim[name].fail(fault);
      for (const stream of [false, true]) {
        const error = await client.chat.completions
          .create({ model, messages, stream })
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Class);
        expect(error).toMatchObject({ status, requestID: expect.stringMatching(/^call_/) });
        expect((error as InstanceType<typeof OpenAI.APIError>).message).toContain(model);
        router.breaker(model).close();
      }
      expect(sim[name].count).toBe(2);
    });

    it("throws where a stream breaks in the middle", async () => {
      sim[name].fail({ fault: "reset_mid_stream", afterChunks: 2 });
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const reading = (async () => {
        for await (const _ of stream);
      })();
      await expect(reading).rejects.toThrow(OpenAI.APIError);
    });
  },
);

describe("the official client over router.fetch", () => {
  it("falls back without knowing of it", async () => {
    sim.openai.fail("status_503");
    sim.anthropic.fail("bad_key");
    sim.gemini.reply("from the third");
    const { choices } = await client.chat.completions.create({ model: "chat", messages });
    expect(choices[0]?.message.content).toBe("from the third");
  });

  it("has withResponse and asResponse", async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: "chat", messages })
      .withResponse();
    expect(data).toHaveProperty("_request_id", request_id);
    expect(response.headers.get("x-llmux-target")).toBe(MODELS[0]);
    const raw = await client.chat.completions.create({ model: "chat", messages }).asResponse();
    expect(await raw.json()).toMatchObject({ object: "chat.completion" });
  });

  it("aborts: before the head, and in mid-stream, upstream included", async () => {
    sim.openai.fail("hang_before_headers");
    const controller = new AbortController();
    const pending = client.chat.completions.create({ model: MODELS[0], messages }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(pending).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    await expect.poll(() => sim.openai.aborted).toBe(1);
    sim.reset();
    sim.openai.reply({ text: "a b c", chunks: ["a ", "b ", "c"], chunkDelayMs: 200 });
    const stream = await client.chat.completions.create({ model: MODELS[0], messages, stream: true });
    let chunks = 0;
    for await (const _ of stream) {
      chunks += 1;
      stream.controller.abort();
    }
    expect(chunks).toBeLessThan(4);
    await expect.poll(() => sim.openai.open).toBe(0);
    expect(sim.openai.aborted).toBe(1);
    expect(router.health().targets[MODELS[0]]).toMatchObject({ circuit: "closed", inFlight: 0 });
  });

  it("times out as it does elsewhere", async () => {
    sim.openai.fail("hang_before_headers");
    const call = client.chat.completions.create({ model: MODELS[0], messages }, { timeout: 100, maxRetries: 0 });
    await expect(call).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
  });

  it("does not repeat what the router has repeated", async () => {
    sim.openai.fail("status_500");
    const patient = new OpenAI({ apiKey: "-", fetch: router.fetch, maxRetries: 3 });
    await expect(patient.chat.completions.create({ model: MODELS[0], messages })).rejects.toBeInstanceOf(
      OpenAI.InternalServerError,
    );
    expect(sim.openai.count).toBe(1);
  });

  it("sends nobody its own key, organisation or project", async () => {
    const named = new OpenAI({
      apiKey: "sk-client",
      organization: "org-client",
      project: "proj-client",
      fetch: router.fetch,
    });
    await named.chat.completions.create({ model: MODELS[0], messages });
    expect(JSON.stringify(sim.openai.requests[0]?.headers)).not.toMatch(/(sk|org|proj)-client/);
    expect(sim.openai.requests[0]?.headers.authorization).toBe(`Bearer ${sim.openai.apiKey}`);
  });
});
