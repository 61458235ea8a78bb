import { expect, it } from "vitest";
import { collect, type Feature, UNICODE, unless } from "./feature.ts";

const FINISHES = ["stop", "length", "content_filter"] as const;

/** A streamed answer. */
export const stream: Feature = ({ driver, stand }) => {
  it("the pieces, as they were sent", async () => {
    const { client, upstream, model } = stand();
    upstream.reply({ chunks: ["one ", "two ", "three"] });
    expect((await collect(client.stream({ model, prompt: "hello" }))).pieces).toEqual(["one ", "two ", "three"]);
    expect(upstream.requests[0]!.stream).toBe(true);
  });

  it("unicode, split between any two bytes", async () => {
    const { client, upstream, model } = stand();
    upstream.reply(UNICODE);
    upstream.fail("multibyte_split");
    expect((await collect(client.stream({ model, prompt: UNICODE }))).pieces.join("")).toContain(UNICODE);
  });

  it("a thousand pieces", async () => {
    const { client, upstream, model } = stand();
    const chunks = Array.from({ length: 1000 }, (_, i) => `${i} `);
    upstream.reply({ chunks });
    expect((await collect(client.stream({ model, prompt: "hello" }))).pieces.join("")).toBe(chunks.join(""));
  });

  unless(driver, "empty answer", "an empty answer", async () => {
    const { client, upstream, model } = stand();
    upstream.reply("");
    expect((await collect(client.stream({ model, prompt: "hello" }))).pieces).toEqual([]);
  });

  unless(driver, "streamed usage", "usage", async () => {
    const { client, upstream, model } = stand();
    upstream.reply({ text: "an answer", usage: { inputTokens: 1234, outputTokens: 56 } });
    const { said } = await collect(client.stream({ model, prompt: "hello" }));
    expect(said.usage).toEqual({ input: 1234, output: 56 });
  });

  for (const finishReason of FINISHES) {
    unless(driver, "finish reason", `finish reason ${finishReason}`, async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ text: "an answer", finishReason });
      expect((await collect(client.stream({ model, prompt: "hello" }))).said.finish).toBe(finishReason);
    });
  }

  it("reasoning before the text does no harm", async () => {
    const { client, upstream, model } = stand();
    upstream.reply({ text: "an answer", reasoning: "a thought" });
    expect((await collect(client.stream({ model, prompt: "hello" }))).pieces.join("")).toBe("an answer");
  });
};
