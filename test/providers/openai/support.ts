import { expect } from "vitest";
import type { ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { PrepareContext } from "../../../src/contract/provider.ts";
import { dialects, PERMISSIVE } from "../../../src/data/dialects.ts";
import { encode, type Recipient } from "../../../src/providers/openai/encode.ts";
import { openAIStream } from "../../../src/providers/openai/stream.ts";
import type { DecodeContext } from "../../../src/providers/reducer.ts";

export const NOW = 1_800_000_000_500;
export const decoding: DecodeContext = { provider: "p", target: "p/m", model: "m", now: NOW, native: undefined };

/** Runs events through the codec. Each step's chunks are taken at once, as the reader does. */
export function run(...events: unknown[]): Chunk[] {
  const state = openAIStream.initial(decoding);
  return events.flatMap((event) => [...openAIStream.step(state, event)]);
}

/** A chunk as OpenAI sends it. */
export function chunk(delta: object | null, finish_reason: string | null = null, more: object = {}) {
  const choices = [{ index: 0, delta, finish_reason, logprobs: null }];
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "m-1", choices, ...more };
}

export function encodeFor(
  request: object,
  context: Partial<PrepareContext> = {},
  recipient: Recipient = { name: "p", dialect: PERMISSIVE },
) {
  const whole = { target: "p/m", model: "m-on-the-wire", settings: {}, stream: false, ...context };
  const { native, warnings } = encode(request as ChatRequest, whole, recipient);
  return { body: native as Record<string, unknown>, warnings };
}

const HI = [{ role: "user", content: "hi" }];

/** What a vendor's endpoint is sent for a request to one of its models. */
export function to(vendor: string, model: string, request: object, context: Partial<PrepareContext> = {}) {
  const recipient = { name: vendor, vendor, dialect: dialects[vendor]! };
  const { body, warnings } = encodeFor({ messages: HI, ...request }, { model, ...context }, recipient);
  return { body, sent: body.messages as Record<string, unknown>[], warnings, lost: warnings.map(({ param }) => param) };
}

const FINISHES = ["stop", "length", "tool_calls", "content_filter", "function_call"];

/** What clients of the OpenAI shape rely on, each rule found by breaking it. */
export function expectChunkRules(chunks: readonly Chunk[]): void {
  const started = new Set<number>();
  const finished = new Set<number>();
  const calls = new Map<string, string>();
  const next = new Map<number, number>();
  for (const { id, object, created, model, choices } of chunks) {
    expect({ id, object, created, model }).toEqual({ ...headOf(chunks), object: "chat.completion.chunk" });
    expect(id && created && model).toBeTruthy();
    for (const { index, delta, finish_reason } of choices) {
      expect(Number.isInteger(index)).toBe(true);
      if (!started.has(index)) expect(delta.role).toBe("assistant");
      started.add(index);
      expect(["string", "undefined"]).toContain(typeof (delta.content ?? undefined));
      expect(delta).not.toHaveProperty("reasoning");
      for (const call of delta.tool_calls ?? []) {
        const key = `${index}:${call.index}`;
        if (calls.has(key)) {
          expect(Object.keys(call).sort()).toEqual(["function", "index"]);
          expect(call.function).not.toHaveProperty("name");
        } else {
          expect(call.index).toBe(next.get(index) ?? 0);
          next.set(index, call.index + 1);
          expect(call).toMatchObject({ id: expect.stringMatching(/./), type: "function" });
          expect(call.function?.name).toBeTruthy();
        }
        calls.set(key, (calls.get(key) ?? "") + (call.function?.arguments ?? ""));
      }
      if (!finish_reason) continue;
      expect(finished).not.toContain(index);
      finished.add(index);
      expect(FINISHES).toContain(finish_reason);
    }
  }
  expect(started.size).toBeGreaterThan(0);
  expect(finished).toEqual(started);
  for (const text of calls.values()) expect(JSON.parse(text)).toBeTypeOf("object");
}

function headOf(chunks: readonly Chunk[]) {
  const { id, created, model } = chunks[0]!;
  return { id, created, model };
}
