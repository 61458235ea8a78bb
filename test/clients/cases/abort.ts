import { expect, vi } from "vitest";
import { type Feature, thrownBy, unless } from "./feature.ts";

/** Leaving early: nothing is generated, and paid for, that nobody reads. */
export const abort: Feature = ({ driver, stand }) => {
  unless(driver, "abort", "before the answer closes upstream", async () => {
    const { client, upstream, model } = stand();
    upstream.fail("hang_before_headers");
    const controller = new AbortController();
    const thrown = thrownBy(client.create({ model, prompt: "hello", signal: controller.signal }));
    await vi.waitFor(() => expect(upstream.open).toBe(1));
    controller.abort();
    await thrown;
    await vi.waitFor(() => expect(upstream).toMatchObject({ open: 0, aborted: 1 }));
  });

  unless(driver, "abort", "in the middle of a stream closes upstream", async () => {
    const { client, upstream, model } = stand();
    upstream.reply({ chunks: ["one ", "two ", "three ", "four "] });
    upstream.fail({ fault: "stall_mid_stream", afterChunks: 2 });
    const controller = new AbortController();
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const piece of client.stream({ model, prompt: "hello", signal: controller.signal })) {
        pieces.push(piece);
        if (pieces.join("") === "one two ") controller.abort();
      }
    })();
    // Some clients throw, some end.
    await reading.catch(() => {});
    expect(pieces.join("")).toBe("one two ");
    await vi.waitFor(() => expect(upstream).toMatchObject({ open: 0, aborted: 1 }));
  });

  unless(driver, "break closes upstream", "leaving the loop closes upstream", async () => {
    const { client, upstream, model } = stand();
    upstream.reply({ chunks: ["one ", "two ", "three ", "four "], chunkDelayMs: 10 });
    for await (const piece of client.stream({ model, prompt: "hello" })) if (piece !== "") break;
    await vi.waitFor(() => expect(upstream).toMatchObject({ open: 0, aborted: 1 }));
  });
};
