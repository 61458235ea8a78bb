import type { FaultName } from "llmux/testing";
import { expect, it } from "vitest";
import { collect, type Feature, thrownBy } from "./feature.ts";

const STATUSES = [
  ["status_400", 400],
  ["context_length", 400],
  ["status_401", 401],
  ["status_403", 403],
  ["status_404", 404],
  ["status_409", 409],
  ["status_422", 422],
  ["status_429", 429],
  ["status_500", 500],
  ["status_503", 503],
  ["status_503_empty", 503],
  ["reset_before_response", 502],
] as const satisfies readonly (readonly [FaultName, number])[];

const MID_STREAM = [
  "error_mid_stream",
  "cut_mid_stream",
  "reset_mid_stream",
  "no_terminal_mark",
  "undecodable_mid_stream",
] as const satisfies readonly FaultName[];

/** Failures: the client's own class by status, the provider's words, and no answer that was cut taken for a whole one. */
export const errors: Feature = ({ driver, stand }) => {
  for (const [fault, status] of STATUSES) {
    it(`${fault} is a ${status}`, async () => {
      const { client, upstream, model } = stand();
      upstream.fail(fault);
      const failure = client.failure(await thrownBy(client.create({ model, prompt: "hello" })));
      expect(failure).toMatchObject({ name: driver.errorName(status, fault), status });
      expect(failure.message).toContain(model);
      expect(upstream.count).toBe(1);
    });
    it(`${fault} is a ${status} before a stream`, async () => {
      const { client, upstream, model } = stand();
      upstream.fail(fault);
      const failure = client.failure(await thrownBy(collect(client.stream({ model, prompt: "hello" }))));
      expect(failure).toMatchObject({ name: driver.errorName(status, fault), status });
      expect(failure.message).toContain(model);
    });
  }

  it("an unknown model is a 404 that names it", async () => {
    const { client } = stand();
    const failure = client.failure(await thrownBy(client.create({ model: "no-such-model", prompt: "hello" })));
    expect(failure).toMatchObject({ name: driver.errorName(404), status: 404 });
    expect(failure.message).toContain("no-such-model");
  });

  for (const fault of MID_STREAM) {
    it(`${fault} throws`, async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ chunks: ["one ", "two ", "three ", "four "] });
      upstream.fail({ fault, afterChunks: 2 });
      const pieces: string[] = [];
      const reading = (async () => {
        for await (const piece of client.stream({ model, prompt: "hello" })) pieces.push(piece);
      })();
      await thrownBy(reading);
      expect("one two three four ").toContain(pieces.join(""));
    });
  }

  it("a fallback is not seen", async () => {
    const { client, upstream, backup, chain } = stand();
    for (const read of [
      async () => (await client.create({ model: chain, prompt: "hello" })).text,
      async () => (await collect(client.stream({ model: chain, prompt: "hello" }))).pieces.join(""),
    ]) {
      upstream.fail("status_503");
      backup.reply("from the other");
      expect(await read()).toBe("from the other");
    }
  });
};
