import { describe, expect, it } from "vitest";
import { eventEncoder, type ResponseEvent } from "../../../src/web/responses/events.ts";
import type { Subject } from "../../../src/web/responses/head.ts";
import { encodeResponse } from "../../../src/web/responses/response.ts";
import { openState } from "../../../src/web/responses/state.ts";

const subject = (carriesState = false): Subject => ({
  ...{ body: { model: "chat" }, key: "k", carriesState, mayReport: true, warnings: [] },
});

const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...{ id: "c", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] },
});

const usage = {
  ...{ prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
  ...{ prompt_tokens_details: { cached_tokens: 3 }, completion_tokens_details: { reasoning_tokens: 2 } },
};

function eventsOf(chunks: readonly object[], carriesState = false): ResponseEvent[] {
  const encoder = eventEncoder(subject(carriesState));
  return [...chunks.flatMap((one) => encoder.chunk(one as never)), ...encoder.end()];
}

const types = (events: readonly ResponseEvent[]) => events.map(({ type }) => type.replace("response.", ""));
const last = (events: readonly ResponseEvent[]) =>
  events.at(-1)!.response as { output: object[]; [field: string]: unknown };

const call = (index: number, fields: object) => chunk({ tool_calls: [{ index, ...fields }] });

const WHOLE = [
  chunk({ role: "assistant", content: "" }),
  chunk({ reasoning_content: "a " }),
  chunk({ reasoning_content: "thought" }),
  chunk({ content: "one " }),
  chunk({ content: "two" }),
  call(0, { id: "call_a", type: "function", function: { name: "f", arguments: "" } }),
  call(0, { function: { arguments: '{"x":' } }),
  call(1, { id: "call_b", type: "function", function: { name: "g", arguments: "{}" } }),
  call(0, { function: { arguments: "1}" } }),
  { ...chunk({ provider_state: { v: 1 } }, "tool_calls"), usage, x_llmux: { target: "t", warnings: [] } },
];

describe("a response's events", () => {
  it("are complete and in order", () => {
    expect(types(eventsOf(WHOLE))).toEqual([
      ...["created", "in_progress", "output_item.added", "reasoning_summary_part.added"],
      ...["reasoning_summary_text.delta", "reasoning_summary_text.delta"],
      ...["reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done"],
      ...["output_item.added", "content_part.added", "output_text.delta", "output_text.delta"],
      ...["output_text.done", "content_part.done", "output_item.done"],
      ...["output_item.added", "function_call_arguments.delta"],
      ...["output_item.added", "function_call_arguments.delta", "function_call_arguments.delta"],
      ...["function_call_arguments.done", "output_item.done", "function_call_arguments.done", "output_item.done"],
      "completed",
    ]);
  });

  it("are numbered through, and each item keeps its place and its id", () => {
    const events = eventsOf(WHOLE);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, i) => i));
    const added = events.filter(({ type }) => type === "response.output_item.added");
    expect(added.map(({ output_index }) => output_index)).toEqual([0, 1, 2, 3]);
    const done = events
      .filter(({ type }) => type === "response.output_item.done")
      .map(({ item }) => item as { id: string });
    expect(new Set(done.map(({ id }) => id))).toEqual(new Set(added.map(({ item }) => (item as { id: string }).id)));
    expect(last(events).output.map((item) => (item as { id: string }).id)).toEqual(
      added.map(({ item }) => (item as { id: string }).id),
    );
  });

  it("end in what the same answer is without streaming", () => {
    const tool_calls = [
      { id: "call_a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { id: "call_b", type: "function", function: { name: "g", arguments: "{}" } },
    ];
    const message = { role: "assistant", content: "one two", reasoning_content: "a thought", tool_calls };
    const completion = {
      ...{ id: "c", created: 1, model: "m", choices: [{ index: 0, message, finish_reason: "tool_calls" }] },
      ...{ usage, x_llmux: { target: "t", warnings: [] } },
    };
    expect(last(eventsOf(WHOLE))).toEqual(encodeResponse(completion, subject()));
    expect(last(eventsOf(WHOLE))).toMatchObject({
      ...{ id: "resp_k", object: "response", status: "completed", created_at: 1, model: "m" },
      usage: {
        ...{ input_tokens: 9, output_tokens: 4, total_tokens: 13 },
        ...{ input_tokens_details: { cached_tokens: 3 }, output_tokens_details: { reasoning_tokens: 2 } },
      },
    });
  });

  it("carry what the provider needs back on the reasoning item, which waits for it", () => {
    const events = eventsOf(WHOLE, true);
    const [item] = last(events).output as { type: string; encrypted_content: string }[];
    expect(item).toMatchObject({ type: "reasoning", status: "completed" });
    expect(openState(item!.encrypted_content)).toEqual({ v: 1 });
    const told = events.find(({ type, output_index }) => type === "response.output_item.done" && output_index === 0);
    expect(told?.item).toEqual(item);
  });

  it("make an item for the state where there was no reasoning", () => {
    const events = eventsOf([chunk({ content: "hi" }), chunk({ provider_state: { v: 1 } }, "stop")], true);
    expect(last(events).output).toMatchObject([{ type: "message" }, { type: "reasoning", summary: [] }]);
  });

  it("give a refusal a part of its own", () => {
    const events = eventsOf([chunk({ content: "I " }), chunk({ refusal: "will not" }, "stop")]);
    expect(types(events)).toContain("refusal.delta");
    expect(last(events).output).toMatchObject([
      {
        content: [
          { type: "output_text", text: "I " },
          { type: "refusal", refusal: "will not" },
        ],
      },
    ]);
  });

  it("begin new items for what comes after others", () => {
    const events = eventsOf([
      chunk({ content: "one" }),
      chunk({ reasoning_content: "hm" }),
      chunk({ content: "two" }),
      call(0, { id: "call_a", type: "custom", custom: { name: "c", input: "raw" } }),
      chunk({ content: "three" }, "stop"),
    ]);
    expect(last(events).output).toMatchObject([
      { type: "message", content: [{ text: "one" }] },
      { type: "reasoning", summary: [{ text: "hm" }] },
      { type: "message", content: [{ text: "two" }] },
      { type: "custom_tool_call", call_id: "call_a", name: "c", input: "raw" },
      { type: "message", content: [{ text: "three" }] },
    ]);
  });

  it.each([
    ["length", "response.incomplete", "max_output_tokens"],
    ["content_filter", "response.incomplete", "content_filter"],
  ])("%s is %s", (finish, type, reason) => {
    const events = eventsOf([chunk({ content: "cut" }, finish)]);
    expect(events.at(-1)).toMatchObject({ type, response: { status: "incomplete", incomplete_details: { reason } } });
  });

  it("fail with what had come", () => {
    const encoder = eventEncoder(subject());
    encoder.chunk(chunk({ content: "half" }) as never);
    expect(encoder.fail({ code: "server_error", message: "broke" }).at(-1)).toMatchObject({
      type: "response.failed",
      response: { status: "failed", error: { code: "server_error", message: "broke" }, output: [{ type: "message" }] },
    });
  });

  it("of an empty answer have one empty message", () => {
    expect(last(eventsOf([chunk({ role: "assistant" }), chunk({}, "stop")])).output).toMatchObject([
      { type: "message", status: "completed", content: [] },
    ]);
  });
});
