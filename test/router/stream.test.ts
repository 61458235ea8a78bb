import "../../src/data/prices.ts";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { describe, expect, it } from "vitest";
import { chunks } from "../support/memory-provider.ts";
import { bench, streamed } from "../support/router.ts";
import { unhandledDuring } from "../support/unhandled.ts";

const turns = async (count = 5) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("a stream", () => {
  const open = async (...words: string[]) => {
    const made = bench({ a: () => chunks(...words) });
    return { ...made, stream: await made.create(streamed) };
  };
  const textOf = async (stream: AsyncIterable<{ choices: { delta: { content?: string | null } }[] }>) => {
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    return text;
  };

  it("carries the report on its finish chunk, usage nowhere, and choices always", async () => {
    const { stream } = await open("he", "llo");
    const all = [];
    for await (const chunk of stream) all.push(chunk);
    expect(all.map((chunk) => chunk.choices.length)).toEqual(Array(all.length).fill(1));
    expect(all.filter((chunk) => chunk.usage)).toEqual([]);
    expect(all.filter((chunk) => chunk.x_llmux)).toEqual([all.at(-1)]);
    expect(all.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(all.at(-1)?.x_llmux).toMatchObject({
      target: "a/m",
      usage: { inputTokens: 10, outputTokens: 5 },
      attempts: [{ status: "ok", firstTokenMs: 0 }],
    });
    expect(await stream.settled).toMatchObject({ status: "ok", usage: { inputTokens: 10 } });
  });

  it("ends on the usage chunk, which then has the report, if one was asked for", async () => {
    const { create } = bench({ a: () => chunks("x") });
    const all = [];
    for await (const chunk of await create({ ...streamed, stream_options: { include_usage: true } })) all.push(chunk);
    expect(all.filter((chunk) => chunk.x_llmux)).toEqual([all.at(-1)]);
    expect(all.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 5 },
      x_llmux: { target: "a/m" },
    });
    expect(all.at(-2)?.choices[0]?.finish_reason).toBe("stop");
  });

  it("is iterated once", async () => {
    const { stream } = await open("x");
    expect(await textOf(stream)).toBe("x");
    await expect(textOf(stream)).rejects.toThrow("Cannot iterate over a consumed stream, use `.tee()`");
    expect(() => stream.tee()).toThrow("consumed");
    expect(() => stream.toReadableStream()).toThrow("consumed");
  });

  it("has an iterator that can be iterated itself, and left, as a generator can", async () => {
    const { stream } = await open("he", "llo");
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.choices[0]?.delta.content).toBe("");
    expect(await textOf(iterator)).toBe("hello");
    const left = (await open("a", "b")).stream;
    for await (const _ of left[Symbol.asyncIterator]()) break;
    expect(await left.settled).toMatchObject({ status: "aborted" });
  });

  it("tee gives two that each have every chunk, at their own pace", async () => {
    const { stream } = await open("a", "b", "c");
    const [left, right] = stream.tee();
    expect(await textOf(left)).toBe("abc");
    expect(await textOf(right)).toBe("abc");
    expect(left.controller).toBe(stream.controller);
  });

  it("tee lets one leave early, and settles when both have left", async () => {
    const { stream, events } = await open("a", "b", "c");
    const [left, right] = stream.tee();
    for await (const _ of left) break;
    await turns();
    expect(events.some((event) => event.type === "call.end")).toBe(false);
    for await (const _ of right) break;
    expect(await stream.settled).toMatchObject({ status: "aborted" });
    expect(await textOf((await open("a", "b")).stream.tee()[1])).toBe("ab");
  });

  it("tee passes a break on to both, and leaves nothing unhandled", async () => {
    const made = bench({
      a: async function* () {
        yield* chunks("a").slice(0, 2);
        throw Object.assign(new Error("gone"), { status: 500 });
      },
    });
    const unhandled = await unhandledDuring(async () => {
      const [left, right] = (await made.create(streamed)).tee();
      await expect(textOf(left)).rejects.toMatchObject({ name: "StreamInterruptedError" });
      await expect(textOf(right)).rejects.toMatchObject({ name: "StreamInterruptedError" });
    });
    expect(unhandled).toEqual([]);
  });

  it("toReadableStream is what the OpenAI SDK's own fromReadableStream reads", async () => {
    const { Stream } = await import("openai/streaming");
    const { stream } = await open("he", "llo");
    const theirs = Stream.fromReadableStream<ChatCompletionChunk>(stream.toReadableStream(), new AbortController());
    expect(await textOf(theirs)).toBe("hello");
    const again = Stream.fromReadableStream<ChatCompletionChunk>(
      (await open("x", "y")).stream.toReadableStream(),
      new AbortController(),
    );
    const round = Stream.fromReadableStream<ChatCompletionChunk>(again.toReadableStream(), new AbortController());
    expect(await textOf(round)).toBe("xy");
  });

  it("toReadableStream cancelled settles the stream", async () => {
    const { stream } = await open("he", "llo");
    const reader = stream.toReadableStream().getReader();
    await reader.read();
    await reader.cancel();
    expect(await stream.settled).toMatchObject({ status: "aborted" });
  });

  it("ends quietly where its controller is aborted, and the settlement says so", async () => {
    const { stream } = await open("a", "b", "c", "d");
    let text = "";
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (text === "ab") stream.controller.abort();
    }
    expect(text).toBe("ab");
    expect(await stream.settled).toMatchObject({ status: "aborted" });
  });

  it("left in the middle settles as aborted; left after its end stays ok", async () => {
    const early = await open("a", "b");
    for await (const _ of early.stream) break;
    expect(await early.stream.settled).toMatchObject({ status: "aborted", partial: { content: expect.any(String) } });
    const late = await open("a", "b");
    for await (const chunk of late.stream) if (chunk.choices[0]?.finish_reason) break;
    expect(await late.stream.settled).toMatchObject({ status: "ok" });
  });
});
