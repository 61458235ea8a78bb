import fc from "fast-check";
import { Stream } from "openai/core/streaming";
import { describe, expect, it } from "vitest";
import { SseParser } from "../../src/lib/sse.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (parts: readonly Uint8Array[]) => {
  const parser = new SseParser();
  return parts.flatMap((part) => [...parser.feed(part)]);
};

/** The same bytes in pieces of the given sizes, the last of which takes what is left. */
function cut(all: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(all.subarray(at, at + size));
    at += size;
  }
  return [...parts, all.subarray(at)].filter((part) => part.length > 0);
}

/** What the official SDK hands out of the same bytes: it reads the data of each event as JSON. */
async function official(parts: readonly Uint8Array[]): Promise<unknown[]> {
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part.slice());
      controller.close();
    },
  });
  const events: unknown[] = [];
  const stream = Stream.fromSSEResponse(new Response(body), new AbortController(), undefined, true);
  for await (const event of stream) events.push(event);
  return events;
}

describe("server-sent events", () => {
  it("have a name and data, less one space, and lines that are joined", () => {
    expect(read([bytes("event: a\ndata: 1\ndata:  2\ndata\n\n: comment\nid: 7\n\ndata:x\n\nevent:b\n\n")])).toEqual([
      { name: "a", data: "1\n 2\n" },
      { name: undefined, data: "x" },
      { name: "b", data: "" },
    ]);
  });

  it("are dropped where their end never comes", () => {
    expect(read([bytes("data: 1\n\ndata: 2\n")])).toEqual([{ name: undefined, data: "1" }]);
  });

  it("leave JSON that stands outside of all fields to be asked for", () => {
    const parser = new SseParser();
    const events = parser.feed(bytes('data: 1\n\n{\n  "error": "no"\n}\nretry: 5\n\nnonsense: {}\n'));
    expect(events).toEqual([{ name: undefined, data: "1" }]);
    expect(parser.stray).toMatch(/^\{\n {2}"error": "no"\n\}\n/);
    const plain = new SseParser();
    plain.feed(bytes(": comment {\nid: 7\nretry: 5\n\nplain text\n"));
    expect(plain.stray).toBe("");
  });

  it("may not be longer than 32 MiB, in one line or in many", () => {
    const megabyte = bytes("data: ".padEnd(1_048_576, "x"));
    for (const part of [megabyte, bytes(`${"x".repeat(1_048_575)}\n`)]) {
      const parser = new SseParser();
      for (let count = 0; count < 32; count += 1) parser.feed(part);
      expect(() => parser.feed(part)).toThrow(RangeError);
    }
    const parser = new SseParser();
    for (let count = 0; count < 40; count += 1) parser.feed(bytes(`data: ${"x".repeat(1_048_576)}\n\n`));
  });

  it("may come in a piece longer than one of them may be, but none in it may be longer", () => {
    const both = `data: ${"x".repeat(17 * 1_048_576)}\n\n`.repeat(2);
    expect(read([bytes(both)]).map(({ data }) => data.length)).toEqual([17 * 1_048_576, 17 * 1_048_576]);
    const long = bytes(`data: 1\n\ndata: ${"x".repeat(33 * 1_048_576)}\n\n`);
    expect(() => read([long])).toThrow(RangeError);
    const open = bytes(`data: 1\n\ndata: ${"x".repeat(17 * 1_048_576)}\n`);
    expect(() => read([open, open.subarray(9)])).toThrow(RangeError);
  });

  it("are kept when the bytes they came in are written over", () => {
    const parser = new SseParser();
    const first = bytes("data: wor");
    expect(parser.feed(first)).toEqual([]);
    first.fill(0);
    expect(parser.feed(bytes("ld\n\n"))).toEqual([{ name: undefined, data: "world" }]);
  });

  const data = fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.constantFrom("世界", "🎉", "\ufeff", ""));
  const event = fc.tuple(data, fc.constantFrom("", ": ping", "id: 1", "event: message", "retry: 5", "unknown"));
  const wire = fc.record({ events: fc.array(event, { maxLength: 6 }), end: fc.constantFrom("\n", "\r\n", "\r") });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });

  it("come out as the official SDK reads them, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(wire, sizes, async ({ events, end }, list) => {
        const text = events
          .map(([value, field]) => [field, `data: ${JSON.stringify(value)}`, "", ""].join(end))
          .join("");
        const parts = cut(bytes(text), list);
        const expected = await official(parts);
        const found = read(parts).map(({ name, data }) => ({ event: name ?? null, data: JSON.parse(data) }));
        expect(found).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
