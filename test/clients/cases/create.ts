import { expect, it } from "vitest";
import { collect, type Feature, PIXEL, sent, UNICODE, unless } from "./feature.ts";

const FINISHES = ["stop", "length", "content_filter"] as const;

/** A whole answer: text, usage, finish reason, and what of the request reaches the provider. */
export const create: Feature = ({ driver, stand }) => {
  it("text", async () => {
    const { client, upstream, model } = stand();
    upstream.reply("an answer");
    expect((await client.create({ model, prompt: "hello" })).text).toBe("an answer");
    expect(upstream.count).toBe(1);
  });

  it("unicode, both ways", async () => {
    const { client, upstream, model } = stand();
    upstream.reply(UNICODE);
    expect((await client.create({ model, prompt: UNICODE })).text).toBe(UNICODE);
    expect(upstream.requests[0]!.text).toBe(UNICODE);
  });

  unless(driver, "empty answer", "an empty answer", async () => {
    const { client, upstream, model } = stand();
    upstream.reply("");
    expect((await client.create({ model, prompt: "hello" })).text).toBe("");
  });

  it("usage", async () => {
    const { client, upstream, model } = stand();
    upstream.reply({ text: "an answer", usage: { inputTokens: 1234, outputTokens: 56 } });
    expect((await client.create({ model, prompt: "hello" })).usage).toEqual({ input: 1234, output: 56 });
  });

  for (const finishReason of FINISHES) {
    unless(driver, "finish reason", `finish reason ${finishReason}`, async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ text: "an answer", finishReason });
      expect((await client.create({ model, prompt: "hello" })).finish).toBe(finishReason);
    });
  }

  it("a system prompt arrives", async () => {
    const one = stand();
    await one.client.create({ model: one.model, system: "Speak like a pirate.", prompt: "hello" });
    expect(sent(one)).toContain("Speak like a pirate.");
  });

  it("a history arrives, in order", async () => {
    const one = stand();
    const history = [
      { role: "user", text: "first" },
      { role: "assistant", text: "second" },
    ] as const;
    await one.client.create({ model: one.model, history, prompt: "third" });
    expect(sent(one)).toMatch(/first.*second.*third/);
  });

  it("an image arrives", async () => {
    const one = stand();
    await one.client.create({ model: one.model, prompt: "what is it?", image: `data:image/png;base64,${PIXEL}` });
    expect(sent(one)).toContain(PIXEL);
  });

  it("temperature and top_p together are no error", async () => {
    const { client, upstream, model } = stand();
    upstream.reply("an answer");
    expect((await client.create({ model, prompt: "hello", temperature: 0.1, topP: 1 })).text).toBe("an answer");
  });

  it("a token limit arrives", async () => {
    const one = stand();
    await one.client.create({ model: one.model, prompt: "hello", maxTokens: 321 });
    expect(sent(one)).toContain("321");
  });

  unless(driver, "stop", "stop sequences arrive", async () => {
    const one = stand();
    await one.client.create({ model: one.model, prompt: "hello", stop: ["HALT"] });
    expect(sent(one)).toContain("HALT");
  });

  it("what a client sends to a reasoning model is taken", async () => {
    const one = stand();
    one.upstream.reply({ text: "an answer", reasoning: "a thought" });
    const ask = { model: one.reasoner, system: "Be brief.", prompt: "hello", maxTokens: 2000 };
    expect((await one.client.create(ask)).text).toBe("an answer");
    expect(sent(one)).toContain("Be brief.");
    expect((await collect(one.client.stream(ask))).pieces.join("")).toBe("an answer");
  });
};
