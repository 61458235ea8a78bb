import { describe, expect, it } from "vitest";
import type { Chunk, ChunkChoice } from "../../src/contract/chat.ts";
import { accumulator } from "../../src/streams/accumulate.ts";

function chunk(delta: object, more: object = {}, top: object = {}): Chunk {
  const choice = { index: 0, delta, finish_reason: null, ...more } as ChunkChoice;
  return { id: "c1", object: "chat.completion.chunk", created: 7, model: "m", choices: [choice], ...top };
}

function sum(...chunks: Chunk[]) {
  const answer = accumulator();
  for (const one of chunks) answer.add(one);
  return answer;
}

const call = (index: number, rest: object) => ({ tool_calls: [{ index, ...rest }] });

describe("accumulator", () => {
  it("adds up interleaved choices in the order of their indices", () => {
    const second = (content: string) => chunk({ content }, { index: 1 });
    const { choices } = sum(second("b"), chunk({ content: "a" }), second("B"), chunk({ content: "A" })).completion();
    expect(choices.map((choice) => [choice.index, choice.message.content])).toEqual([
      [0, "aA"],
      [1, "bB"],
    ]);
  });

  it("replaces usage by the later report", () => {
    const usage = (n: number) => ({ prompt_tokens: n, completion_tokens: n, total_tokens: 2 * n });
    const last = { ...chunk({}), choices: [], usage: usage(5) };
    expect(sum(chunk({}, {}, { usage: usage(3) }), last, chunk({}, {}, { usage: null })).completion().usage).toEqual(
      usage(5),
    );
  });

  it("keeps id, name and type of a tool call once and joins its arguments", () => {
    const { choices } = sum(
      chunk(call(1, { id: "call_b", type: "function", function: { name: "b", arguments: "{}" } })),
      chunk(call(0, { id: "call_a", type: "function", function: { name: "a", arguments: "" } })),
      chunk(call(0, { function: { arguments: '{"x"' } })),
      chunk(call(0, { function: { arguments: ":1}" } }), { finish_reason: "tool_calls" }),
    ).completion();
    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [
          { id: "call_a", type: "function", function: { name: "a", arguments: '{"x":1}' } },
          { id: "call_b", type: "function", function: { name: "b", arguments: "{}" } },
        ],
      },
    });
  });

  it("says null, not an empty text, for an answer that only called tools", () => {
    const opening = chunk({ role: "assistant", content: "" });
    const calling = chunk(call(0, { id: "i", type: "function", function: { name: "n", arguments: "{}" } }));
    expect(sum(opening, calling).completion().choices[0]?.message.content).toBeNull();
    expect(sum(opening).completion().choices[0]?.message.content).toBe("");
  });

  it("joins audio, annotations and log probabilities, and keeps the rest of the chunk", () => {
    const token = (text: string) => ({ token: text, bytes: null, logprob: 0, top_logprobs: [] });
    const completion = sum(
      chunk({ audio: { id: "a", data: "AA" }, annotations: [{ n: 1 }] }, { logprobs: { content: [token("x")] } }),
      chunk(
        { audio: { data: "BB", transcript: "hi" }, annotations: [{ n: 2 }] },
        { logprobs: { content: [token("y")] } },
      ),
      chunk({ audio: { expires_at: 9 } }, {}, { service_tier: "flex", citations: ["u"], obfuscation: "zzz" }),
    ).completion();
    expect(completion).toMatchObject({ service_tier: "flex", citations: ["u"] });
    expect(completion).not.toHaveProperty("obfuscation");
    expect(completion.choices[0]?.message).toMatchObject({
      audio: { id: "a", data: "AABB", transcript: "hi", expires_at: 9 },
      annotations: [{ n: 1 }, { n: 2 }],
    });
    expect(completion.choices[0]?.logprobs?.content?.map(({ token: text }) => text)).toEqual(["x", "y"]);
  });

  it("gives fresh objects each time", () => {
    const blocks = [{ type: "thinking" }];
    const answer = sum(chunk({ provider_state: { v: 1, provider: "p", model: "m", blocks, text_hash: "h" } }));
    const first = answer.completion();
    blocks[0]!.type = "changed later";
    first.choices[0]!.message.content = "changed";
    expect(answer.completion()).not.toEqual(first);
    expect(first.choices[0]!.message.provider_state!.blocks).toEqual([{ type: "thinking" }]);
  });
});

describe("partial answer", () => {
  const named = { id: "i", type: "function" };

  it("holds content, reasoning and the calls of the first choice", () => {
    const answer = sum(
      chunk({ reasoning_content: "hm" }),
      chunk({ content: "so" }),
      chunk({ content: "other" }, { index: 1 }),
    );
    expect(answer.partial()).toEqual({ content: "so", reasoning: "hm", toolCalls: [] });
    expect(sum().partial()).toEqual({ content: "", reasoning: "", toolCalls: [] });
  });

  it.each([
    ['{"city":"Par', false, false],
    ['{"city":"Paris"}', false, true],
    ["", false, false],
    ["", true, true],
    ['{"city":"Par', true, false],
    ["12", false, false],
  ])("marks arguments %s, finish seen %s, as complete: %s", (text, finished, complete) => {
    const answer = sum(chunk(call(0, { ...named, function: { name: "n", arguments: text } })));
    if (finished) answer.add(chunk({}, { finish_reason: "tool_calls" }));
    expect(answer.partial().toolCalls).toEqual([{ id: "i", name: "n", arguments: text, complete }]);
  });

  it("begins anew at the mark of a restart", () => {
    const mark = { ...chunk({}), choices: [], x_llmux: { interrupted: "restart", target: "b/m" } };
    const answer = sum(chunk({ content: "one" }), chunk(call(0, named)), mark, chunk({ content: "two" }));
    expect(answer.partial()).toEqual({ content: "two", reasoning: "", toolCalls: [] });
    expect(answer.completion().choices).toHaveLength(1);
  });

  it("takes a custom tool's input as complete only after the finish", () => {
    const answer = sum(chunk(call(0, { id: "i", type: "custom", custom: { name: "sh", input: "ls" } })));
    expect(answer.partial().toolCalls[0]?.complete).toBe(false);
    answer.add(chunk({}, { finish_reason: "tool_calls" }));
    expect(answer.partial().toolCalls[0]?.complete).toBe(true);
  });
});
