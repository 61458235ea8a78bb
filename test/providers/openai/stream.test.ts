import { describe, expect, it } from "vitest";
import type { Chunk } from "../../../src/contract/chat.ts";
import { openAIStream } from "../../../src/providers/openai/stream.ts";
import { chunk, decoding, expectChunkRules, NOW, run } from "./support.ts";

const ROLE = chunk({ role: "assistant", content: "", refusal: null });
const STOP = chunk({}, "stop");
const call = (more: object) => ({ tool_calls: [more] });

describe("an OpenAI-compatible stream", () => {
  it("passes a well-formed one on as it is, ordinary chunks as the same objects", () => {
    const text = [chunk({ content: "Hel" }), chunk({ content: "lo", reasoning_content: null }, null, { usage: null })];
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const events = [ROLE, ...text, STOP, { ...STOP, choices: [], usage }];
    const chunks = run(...events);
    expect(chunks.slice(1, 3)).toEqual(text);
    expect(chunks[1]).toBe(text[0]);
    expect(chunks[2]).toBe(text[1]);
    expect(chunks[0]).toEqual(ROLE);
    expect(chunks.at(-1)).toEqual({ ...STOP, choices: [], usage });
    expectChunkRules(chunks);
  });

  it("holds id, model and time of the first chunk that has them", () => {
    const chunks = run(
      chunk({ content: "a" }, null, { id: "", created: 0, model: "first" }),
      chunk({ content: "b" }, null, { id: "late", created: 5, model: "second", object: "chat.completion.done" }),
      chunk({ content: "c" }, "stop", { id: "later", created: 6, model: "third" }),
    );
    const head = { id: expect.stringMatching(/^chatcmpl-\w{24}$/), created: Math.floor(NOW / 1000), model: "first" };
    for (const each of chunks) expect(each).toMatchObject({ ...head, object: "chat.completion.chunk" });
    expectChunkRules(chunks);
  });

  it("Azure's first chunk without choices is ignored, its names come from the next", () => {
    const azure = { id: "", model: "", created: 0, object: "", choices: [], prompt_filter_results: [{}] };
    const chunks = run(azure, ROLE, STOP);
    expect(chunks).toHaveLength(2);
    expect(chunks[0]).toMatchObject({ id: "chatcmpl-1", model: "m-1" });
  });

  it("says the role once, on each choice's first delta, whatever the server does", () => {
    const second = { index: 1, delta: { content: "b", role: null }, finish_reason: null };
    const chunks = run(chunk({ content: "a" }), { ...ROLE, choices: [second] }, chunk("odd" as never), {
      ...ROLE,
      choices: [{ ...second, delta: { role: "assistant", content: "c" } }],
    });
    expect(chunks.map((each) => each.choices[0]?.delta.role)).toEqual(["assistant", "assistant", undefined, undefined]);
    expect(chunks[2]?.choices[0]?.delta).toEqual({});
  });

  it("numbers choices by their place where the server does not", () => {
    const [only] = run({ ...ROLE, choices: [{ delta: { content: "a" } }, { delta: { content: "b" } }] });
    expect(only?.choices.map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
      [0, null],
      [1, null],
    ]);
  });

  it.each([
    ["reasoning", { reasoning: "r", content: "a" }],
    ["reasoning_content", { reasoning_content: "r", content: "a" }],
    [
      "parts",
      {
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "r" }] },
          { type: "text", text: "a" },
        ],
      },
    ],
  ])("reads reasoning spelled as %s", (_, delta) => {
    expect(run(ROLE, chunk(delta))[1]?.choices[0]?.delta).toEqual({ content: "a", reasoning_content: "r" });
  });

  it("keeps usage wherever it stands, without choices too", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    expect(run(ROLE, chunk({}, "stop", { x_groq: { usage } }))[1]?.usage).toEqual(usage);
    expect(run(ROLE, { ...STOP, choices: [{ ...STOP.choices[0], usage }] })[1]?.usage).toEqual(usage);
    expect(run(ROLE, { usage })[1]).toMatchObject({ id: "chatcmpl-1", choices: [], usage });
    const reasoned = { ...usage, total_tokens: 10, completion_tokens_details: { reasoning_tokens: 7 } };
    expect(run(ROLE, chunk({}, "stop", { usage: reasoned }))[1]?.usage).toMatchObject({ completion_tokens: 9 });
  });

  it.each([null, "text", 7, {}, { choices: null }, { choices: [] }, chunk({}, null, { choices: "x" })])(
    "ignores %j",
    (event) => {
      expect(run(event)).toEqual([]);
    },
  );

  it("reads odd finishes, and none where there is none", () => {
    const finish = (raw: unknown) => run(ROLE, chunk({}, raw as string))[1]?.choices[0]?.finish_reason;
    expect(["", undefined, "eos", "model_length", "tool_calls"].map(finish)).toEqual([
      null,
      null,
      "stop",
      "length",
      "stop",
    ]);
    expect(() => finish("insufficient_system_resource")).toThrow(expect.objectContaining({ kind: "overloaded" }));
  });

  it("throws an error that travels in a chunk, in any of its forms", () => {
    const error = { message: "down", code: 502 };
    const thrown = expect.objectContaining({ message: "down", code: 502, error, status: undefined });
    expect(() => run(ROLE, chunk({}, "error", { error }))).toThrow(thrown);
    expect(() => run({ error })).toThrow(thrown);
    expect(() => run(ROLE, { ...STOP, choices: [{ index: 0, delta: {}, error, finish_reason: "error" }] })).toThrow(
      thrown,
    );
    expect(() => run({ object: "error", message: "flat" })).toThrow("flat");
  });

  it("keeps streams apart", () => {
    const [a, b] = [openAIStream.initial(decoding), openAIStream.initial(decoding)];
    openAIStream.step(a, chunk({ content: "a" }));
    expect(openAIStream.step(b, chunk({ content: "b" }, null, { id: "other" }))[0]).toMatchObject({
      id: "other",
      choices: [{ delta: { role: "assistant" } }],
    });
  });
});

describe("streamed tool calls of OpenAI-compatible servers", () => {
  const named = (name: string, args: unknown = "", more: object = {}) => ({
    function: { name, arguments: args },
    ...more,
  });
  const piece = (args: string, more: object = {}) => ({ function: { arguments: args }, ...more });
  const deltas = (...entries: (object | object[])[]) => {
    const events = entries.map((entry) => chunk({ tool_calls: Array.isArray(entry) ? entry : [entry] }));
    const chunks = run(ROLE, ...events, chunk({}, "stop"));
    expectChunkRules(chunks);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
    return chunks.flatMap((each) => each.choices[0]?.delta.tool_calls ?? []);
  };
  /** Name and arguments of each call, put together by index. */
  const calls = (...entries: (object | object[])[]) => {
    const out: string[] = [];
    for (const { index, function: body } of deltas(...entries)) {
      out[index] = `${out[index] ?? ""}${body?.name ?? ""}${body?.arguments ?? ""}`;
    }
    return out;
  };
  const typed = { type: "function" };

  it("passes OpenAI's own as the same objects", () => {
    const events = [
      named("f", "", { index: 0, id: "a", ...typed }),
      piece('{"a":', { index: 0 }),
      piece("1}", { index: 0 }),
    ];
    const out = deltas(...events);
    expect(out).toHaveLength(3);
    for (const [at, delta] of out.entries()) expect(delta).toBe(events[at]);
  });

  it("two calls without index are two calls", () => {
    const together = [named("f", "{}", { id: "a" }), named("g", "{}", { id: "b" })];
    expect(calls(together)).toEqual(["f{}", "g{}"]);
    expect(calls(...together)).toEqual(["f{}", "g{}"]);
  });

  it("two calls at index 0 with different ids are two calls, each with its own arguments", () => {
    const [a, b] = [
      { index: 0, id: "a" },
      { index: 0, id: "b" },
    ];
    expect(
      calls(named("f", '{"x":', a), piece("1}", { index: 0 }), named("g", '{"y":', b), piece("2}", { index: 0 })),
    ).toEqual(['f{"x":1}', 'g{"y":2}']);
  });

  it("tells calls without ids apart by their names, or by whole arguments", () => {
    expect(calls(named("f", "{}", { index: 0 }), named("g", "{}", { index: 0 }))).toEqual(["f{}", "g{}"]);
    expect(calls(named("f", '{"a":1}'), named("f", '{"a":2}'))).toEqual(['f{"a":1}', 'f{"a":2}']);
  });

  it("gives dense indices from 0 for those that begin at 1", () => {
    const out = deltas(named("f", "{}", { index: 1, id: "a" }), named("g", "{}", { index: 3, id: "b" }));
    expect(out.map(({ index, id }) => [index, id])).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
  });

  it("says id, type and name once, though the server repeats or blanks them", () => {
    const full = { index: 0, id: "a", ...typed };
    expect(
      calls(named("f", '{"a"', full), named("f", ":1", full), named("", "}", { index: 0, id: "", ...typed })),
    ).toEqual(['f{"a":1}']);
    expect(deltas(named("f", "{}", full), { index: 0, id: null, function: {} })).toHaveLength(1);
  });

  it("holds a call back until its name is known, and makes the id if none comes", () => {
    const out = deltas({ index: 0, id: "a", ...typed }, piece('{"a":', { index: 0 }), named("f", "1}", { index: 0 }));
    expect(out).toEqual([{ index: 0, id: "a", ...typed, function: { name: "f", arguments: '{"a":1}' } }]);
    const minted = deltas(named("f", "{}", { index: 0 }), { index: 0, id: "late" });
    expect(minted).toEqual([
      {
        index: 0,
        id: expect.stringMatching(/^call_[0-9A-Za-z]{24}$/),
        ...typed,
        function: { name: "f", arguments: "{}" },
      },
    ]);
    expect(() => run(ROLE, chunk(call({ index: 0, id: "a" })), STOP)).toThrow(
      expect.objectContaining({ kind: "bad_generation" }),
    );
  });

  it("writes arguments that come as an object, and does not repeat those that come twice", () => {
    expect(calls(named("f", { a: 1 }, { id: "a" }))).toEqual(['f{"a":1}']);
    expect(
      calls(named("f", '{"a":', { id: "a", index: 0 }), piece("1}", { index: 0 }), piece('{"a":1}', { index: 0 })),
    ).toEqual(['f{"a":1}']);
  });

  it("carries custom tools", () => {
    const first = { index: 0, id: "a", type: "custom", custom: { name: "sql", input: "" } };
    const chunks = run(ROLE, chunk(call(first)), chunk(call({ index: 0, custom: { input: "select 1" } })), STOP);
    expect(chunks.slice(1, 3).map((each) => each.choices[0]?.delta.tool_calls)).toEqual([
      [first],
      [{ index: 0, custom: { input: "select 1" } }],
    ]);
  });

  it("leaves out empty and null lists", () => {
    for (const tool_calls of [[], null, [null]]) {
      expect(run(ROLE, chunk({ content: "x", tool_calls }))[1]?.choices[0]?.delta).toEqual({ content: "x" });
    }
  });
});

describe("a message in place of deltas", () => {
  const whole = { ...chunk({}, "stop").choices[0], message: { role: "assistant", content: "It is 42." } };
  const said = (chunks: readonly Chunk[]) => chunks.map((each) => each.choices[0]?.delta.content ?? "").join("");
  const event = (choice: object) => ({ ...chunk({}), choices: [choice] });

  it("is the answer, whatever empty delta stands beside or before it", () => {
    for (const delta of [undefined, null, {}, { role: "assistant", content: "" }]) {
      expect(said(run(event({ ...whole, delta })))).toBe("It is 42.");
      expect(said(run(ROLE, event({ ...whole, delta })))).toBe("It is 42.");
    }
  });

  it("says again what deltas have said", () => {
    expect(said(run(ROLE, chunk({ content: "It is 42." }), event({ ...whole, delta: {} })))).toBe("It is 42.");
  });

  it("says again a refusal that deltas have said, too", () => {
    const again = event({ index: 0, delta: {}, message: { role: "assistant", refusal: "No" }, finish_reason: "stop" });
    const chunks = run(ROLE, chunk({ refusal: "No" }), again);
    expect(chunks.map((each) => each.choices[0]?.delta.refusal ?? "").join("")).toBe("No");
  });

  it("is read though the chunk has neither finish nor delta, and no more than once", () => {
    const once = event({ index: 0, message: whole.message, delta: {}, finish_reason: null });
    expect(said(run(ROLE, once, event({ ...whole, delta: {} })))).toBe("It is 42.");
  });

  it("that is followed by another is an error, never half an answer", () => {
    const piece = (content: string) =>
      event({ index: 0, message: { role: "assistant", content }, finish_reason: null });
    expect(() => run(piece("It is "), piece("42."), STOP)).toThrow(expect.objectContaining({ kind: "stream_error" }));
  });
});

describe("oddities of an OpenAI-compatible stream", () => {
  const argumentsOf = (chunks: readonly Chunk[]) =>
    chunks.flatMap((each) => each.choices[0]?.delta.tool_calls ?? []).map((call) => call.function?.arguments ?? "");

  it("gives a call that never says its arguments an empty object, before the finish", () => {
    const call = { index: 0, id: "a", type: "function", function: { name: "now", arguments: "" } };
    const chunks = run(ROLE, chunk({ tool_calls: [call] }), chunk({}, "tool_calls"));
    expectChunkRules(chunks);
    expect(argumentsOf(chunks).join("")).toBe("{}");
  });

  it("goes on with a call whose pieces each have an id of their own", () => {
    const piece = (id: string, name: string | null, text: string) => ({
      tool_calls: [{ index: 0, id, type: "function", function: { name, arguments: text } }],
    });
    const chunks = run(
      ROLE,
      chunk(piece("a", "f", "")),
      chunk(piece("b", null, '{"x":')),
      chunk(piece("c", "", "1}")),
      STOP,
    );
    expectChunkRules(chunks);
    expect(argumentsOf(chunks).join("")).toBe('{"x":1}');
  });

  it("reads reasoning that stands in details alone, and a message in place of a delta", () => {
    const reasoning_details = [
      { type: "reasoning.text", text: "hm" },
      { type: "reasoning.encrypted", data: "…" },
    ];
    const chunks = run(ROLE, chunk({ reasoning_details }), STOP);
    expect(chunks[1]?.choices[0]?.delta).toMatchObject({ reasoning_content: "hm", reasoning_details });
    const message = { role: "assistant", content: "whole" };
    const [whole] = run({ ...ROLE, choices: [{ index: 0, message, finish_reason: "stop" }] });
    expect(whole?.choices[0]).toEqual({ index: 0, delta: message, finish_reason: "stop" });
  });

  it("more reasoning than completion is added to it, except where the server is known to count it in", () => {
    const usage = {
      prompt_tokens: 20,
      completion_tokens: 2,
      total_tokens: 22,
      completion_tokens_details: { reasoning_tokens: 7 },
    };
    const last = (native: unknown) => {
      const state = openAIStream.initial({ ...decoding, native });
      return openAIStream.step(state, chunk({}, "stop", { usage })).at(-1)?.usage?.completion_tokens;
    };
    expect([last(undefined), last({ reasoningApart: true }), last({ reasoningApart: false })]).toEqual([9, 9, 2]);
  });
});
