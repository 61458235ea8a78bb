import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Flow, piecesOf } from "../../src/transport/flow.ts";
import { ENGINES, leanTransport } from "./engines.ts";
import { serve, type TestServer } from "./server.ts";

const transports = await Promise.all(ENGINES.map(async (engine) => [engine, await leanTransport(engine)] as const));
afterAll(() => {
  for (const [, { close }] of transports) close();
});
let server: TestServer | undefined;
afterEach(() => server?.close());

const MB = 1024 * 1024;

describe.each(transports)("a reader that pauses (%s)", (_, transport) => {
  it.each([undefined, "gzip"])("holds the server back, and loses nothing (coding: %s)", async (coding) => {
    const block = Buffer.alloc(MB);
    for (let i = 0; i < MB; i += 1) block[i] = (Math.imul(i, 2654435761) >>> 13) & 255;
    const bytes = coding ? gzipSync(Buffer.concat(Array(64).fill(block)), { level: 0 }) : undefined;
    let sent = 0;
    server = await serve((_, response) => {
      if (coding) response.setHeader("content-encoding", coding);
      const write = () => {
        while (sent < 64 * MB) {
          const part = bytes?.subarray(sent, sent + MB) ?? block;
          sent += MB;
          if (!response.write(part)) return void response.once("drain", write);
        }
        response.end(bytes?.subarray(sent));
      };
      write();
    });
    const response = await transport.fetch(server.url);
    const reader = response.body!.getReader();
    let got = (await reader.read()).value?.byteLength ?? 0;
    // Until nothing more is sent.
    for (let before = 0; before !== sent; ) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(sent).toBeLessThan(24 * MB);
    for (let part = await reader.read(); !part.done; part = await reader.read()) got += part.value.byteLength;
    expect(got).toBe(64 * MB);
  });
});

/** A flow by hand, which obeys `pause`. */
function tap() {
  const on: Record<string, (value?: unknown) => void> = {};
  const flow = {
    paused: false,
    on: (event: string, listener: (value?: never) => void) => {
      on[event] = listener as (value?: unknown) => void;
    },
    pause: () => {
      flow.paused = true;
    },
    resume: () => {
      flow.paused = false;
    },
  };
  return { flow, emit: (event: string, value?: unknown) => on[event]?.(value) };
}

const pieces = (flow: unknown, drop = () => {}) => piecesOf(flow as Flow, drop, 10);

describe("pieces", () => {
  it("hand out every byte in order, and never more than the limit and one piece ahead", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(fc.boolean()), async (list, turns) => {
        const { flow, emit } = tap();
        const source = pieces(flow);
        const sent: number[] = [];
        const got: number[] = [];
        for (const size of list) {
          while (flow.paused || turns.next().value) {
            if (sent.length === got.length) break;
            got.push(...((await source.next()).value ?? []));
          }
          const bytes = Array.from({ length: size }, (_, i) => (sent.length + i) % 251);
          emit("data", Uint8Array.from(bytes));
          sent.push(...bytes);
          expect(sent.length - got.length).toBeLessThan(10 + 8);
        }
        emit("end");
        for (let part = await source.next(); !part.done; part = await source.next()) got.push(...part.value);
        expect(got).toEqual(sent);
      }),
    );
  });

  it("that came before the break are still handed out, then the error, again and again", async () => {
    const { flow, emit } = tap();
    const source = pieces(flow);
    emit("data", Uint8Array.of(1));
    emit("error", new Error("reset"));
    expect(await source.next()).toEqual({ done: false, value: Uint8Array.of(1) });
    await expect(source.next()).rejects.toThrow("terminated");
    await expect(source.next()).rejects.toThrow("terminated");
  });

  it("end in an error where the flow closes without its end", async () => {
    const { flow, emit } = tap();
    const source = pieces(flow);
    const waiting = source.next();
    emit("close");
    await expect(waiting).rejects.toThrow("terminated");
  });

  it("cancelled: drop the connection once, and nothing more comes", async () => {
    const { flow, emit } = tap();
    let drops = 0;
    const source = pieces(flow, () => (drops += 1));
    emit("data", Uint8Array.of(1));
    const first = source.next();
    const waiting = source.next();
    source.cancel();
    source.cancel();
    emit("data", Uint8Array.of(2));
    expect(await first).toEqual({ done: false, value: Uint8Array.of(1) });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await source.next()).toEqual({ done: true, value: undefined });
    expect(drops).toBe(1);
  });

  it("cancelled after the end: leave the connection to whom it now serves", () => {
    const { flow, emit } = tap();
    let drops = 0;
    const source = pieces(flow, () => (drops += 1));
    emit("data", Uint8Array.of(1));
    emit("end");
    source.cancel();
    expect(drops).toBe(0);
  });
});
