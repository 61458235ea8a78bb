import { expect } from "vitest";
import { vectorOf } from "../vectors.ts";
import { type Feature, thrownBy, UNICODE, unless } from "./feature.ts";

const TEXTS = ["one", "a longer one", UNICODE];

/** Vectors, in the form that the client asks for without saying so: base64 or numbers. */
export const embeddings: Feature = ({ driver, provider, stand }) => {
  if (provider === "anthropic") {
    unless(driver, "embeddings", "a provider without any is an error that says so", async () => {
      const { client, model } = stand();
      const failure = client.failure(await thrownBy(client.embed(model, TEXTS)));
      expect(failure.message).toContain(model);
    });
    return;
  }
  unless(driver, "embeddings", "each text's own, in order", async () => {
    const { client, embedder } = stand();
    expect(await client.embed(embedder, TEXTS)).toEqual(TEXTS.map(vectorOf));
  });
  unless(driver, "embeddings", "more than fit into one request", async () => {
    const { client, embedder } = stand();
    const texts = Array.from({ length: 250 }, (_, i) => `${String.fromCharCode(33 + (i % 90))} is text ${i}`);
    expect(await client.embed(embedder, texts)).toEqual(texts.map(vectorOf));
  });
};
