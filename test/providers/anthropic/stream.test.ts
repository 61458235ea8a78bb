import { describe, expect, it } from "vitest";
import { block, decodeContext, decodedStream, encoded, OPUS, stream, USER } from "./support.ts";

const text = (value: string) => ({ type: "text_delta", text: value });
const json = (value: string) => ({ type: "input_json_delta", partial_json: value });
const use = (id: string, name: string) => ({ type: "tool_use", id, name, input: {} });
const deltas = (chunks: Awaited<ReturnType<typeof decodedStream>>) =>
  chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));

describe("anthropic stream", () => {
  it("thinking, text and two tools keep OpenAI's chunk rules", async () => {
    const chunks = await decodedStream(
      stream(
        [
          ...block(0, { type: "thinking", thinking: "", signature: "" }, [
            { type: "thinking_delta", thinking: "hm" },
            { type: "signature_delta", signature: "sig" },
          ]),
          ...block(1, { type: "text", text: "" }, [text("Hi "), text("you")]),
          ...block(2, use("toolu_a", "f"), [json(""), json('{"a"'), json(":1}")]),
          ...block(3, use("toolu_b", "g"), [json('{"b":2}')]),
        ],
        "tool_use",
      ),
    );
    expect(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.model}`))).toEqual(
      new Set([`msg_1 1700000000 ${OPUS}`]),
    );
    const [first, ...rest] = deltas(chunks);
    expect(first).toEqual({ role: "assistant", content: "" });
    expect(rest.slice(0, -1)).toEqual([
      { reasoning_content: "hm" },
      { content: "Hi " },
      { content: "you" },
      { tool_calls: [{ index: 0, id: "toolu_a", type: "function", function: { name: "f", arguments: "" } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] },
      { tool_calls: [{ index: 1, id: "toolu_b", type: "function", function: { name: "g", arguments: "" } }] },
      { tool_calls: [{ index: 1, function: { arguments: '{"b":2}' } }] },
    ]);
    expect(chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.finish_reason)).filter(Boolean)).toEqual([
      "tool_calls",
    ]);
    const state = rest.at(-1)!.provider_state!;
    expect(state).toMatchObject({ v: 1, provider: "anthropic", model: OPUS });
    expect(state.blocks).toEqual([
      { type: "thinking", thinking: "hm", signature: "sig" },
      { type: "text", text: "Hi you" },
      { type: "tool_use", id: "toolu_a", name: "f", input: { a: 1 } },
      { type: "tool_use", id: "toolu_b", name: "g", input: { b: 2 } },
    ]);
  });

  it("its provider_state is replayed when the caller sends the message back", async () => {
    const chunks = await decodedStream(
      stream([
        ...block(0, { type: "thinking", thinking: "", signature: "s" }),
        ...block(1, { type: "text", text: "" }, [text("A")]),
        ...block(2, use("toolu_a", "f"), [json('{"a": 1}')]),
      ]),
    );
    const provider_state = deltas(chunks).at(-1)!.provider_state;
    const tool_calls = [{ id: "toolu_a", type: "function", function: { name: "f", arguments: '{"a": 1}' } }];
    const messages = [
      USER,
      { role: "assistant", content: "A", tool_calls, provider_state },
      { role: "tool", tool_call_id: "toolu_a", content: "1" },
    ];
    expect(encoded({ messages }).body.messages[1]!.content).toEqual(provider_state!.blocks);
  });

  it("a tool without arguments has the arguments {}", async () => {
    const chunks = await decodedStream(stream(block(0, use("toolu_a", "f"), [json("")]), "tool_use"));
    const sent = deltas(chunks).flatMap((delta) => delta.tool_calls ?? []);
    expect(sent.map((call) => call.function?.arguments)).toEqual(["", "{}"]);
  });

  it("pings, unknown events, blocks and deltas yield nothing; an unknown block is kept", async () => {
    const odd = { type: "fallback", from: { model: "a" } };
    const chunks = await decodedStream(
      stream([
        { type: "ping" },
        { type: "constructor" },
        ...block(0, odd, [{ type: "odd_delta" }]),
        ...block(1, { type: "text", text: "" }, [text("A")]),
      ]),
    );
    expect(deltas(chunks)).toHaveLength(3);
    expect(deltas(chunks).at(-1)!.provider_state!.blocks[0]).toEqual(odd);
  });

  it("the last usage that is not null counts", async () => {
    const events = stream(block(0, { type: "text", text: "" }, [text("A")]));
    events.splice(-2, 0, {
      type: "message_delta",
      delta: {},
      usage: { input_tokens: 14, cache_read_input_tokens: 6, cache_creation_input_tokens: null, output_tokens: 2 },
    });
    events.splice(-2, 0, {
      type: "message_delta",
      delta: {},
      usage: { input_tokens: null, cache_read_input_tokens: null, output_tokens: 9 },
    });
    const last = (await decodedStream(events)).at(-1)!;
    expect(last.choices).toEqual([]);
    expect(last.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 });
  });

  it("without message_stop there is no finish and no usage", async () => {
    const chunks = await decodedStream(stream(block(0, { type: "text", text: "" }, [text("A")])).slice(0, -1));
    expect(deltas(chunks)).toEqual([{ role: "assistant", content: "" }, { content: "A" }]);
    expect(chunks.every((chunk) => chunk.choices[0]!.finish_reason === null && chunk.usage === undefined)).toBe(true);
  });

  it("a paused turn ends with stop and can be resent", async () => {
    const server = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} };
    const chunks = await decodedStream(stream(block(0, server, [json('{"query":"x"}')]), "pause_turn"));
    const finish = chunks.at(-2)!.choices[0]!;
    expect(finish.finish_reason).toBe("stop");
    expect(finish.delta.provider_state!.blocks).toEqual([{ ...server, input: { query: "x" } }]);
    expect(deltas(chunks).some((delta) => delta.tool_calls)).toBe(false);
  });

  it("a refusal is told before the finish", async () => {
    const events = stream([], "refusal");
    Object.assign((events.at(-2) as { delta: object }).delta, { stop_details: { explanation: "No." } });
    const chunks = await decodedStream(events);
    expect(deltas(chunks)).toEqual([{ role: "assistant", content: "" }, { refusal: "No." }, {}]);
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe("content_filter");
  });

  it("an error thrown by the SDK comes through unchanged", async () => {
    const error = Object.assign(new Error("overloaded"), { type: "overloaded_error" });
    async function* broken() {
      yield stream([])[0] as { type: string };
      throw error;
    }
    const { decodeEvents } = await import("../../../src/providers/reducer.ts");
    const { anthropicStream } = await import("../../../src/providers/anthropic/stream.ts");
    const chunks = decodeEvents(anthropicStream, decodeContext(), broken())[Symbol.asyncIterator]();
    await chunks.next();
    await expect(chunks.next()).rejects.toBe(error);
  });

  it("a custom tool's call comes as raw text", async () => {
    const chunks = await decodedStream(
      stream(block(0, use("toolu_a", "sql"), [json('{"input": "SEL'), json('ECT 1"}')]), "tool_use"),
      decodeContext(["sql"]),
    );
    expect(deltas(chunks).flatMap((delta) => delta.tool_calls ?? [])).toEqual([
      { index: 0, id: "toolu_a", type: "custom", custom: { name: "sql", input: "" } },
      { index: 0, custom: { input: "SELECT 1" } },
    ]);
  });

  it.each([
    [
      "a second message inside the first",
      stream([...block(0, { type: "text", text: "A" }), { type: "message_start", message: { id: "msg_2" } }]),
    ],
    ["an end inside a tool call", stream(block(0, use("toolu_a", "f")).slice(0, 1), "tool_use")],
    ["arguments for a call that had not begun", stream(block(0, use("toolu_a", "f"), [json("{}")]).slice(1))],
    ["an end without a reason", [stream([])[0]!, { type: "message_stop" }]],
    ["content before the start", block(0, { type: "text", text: "A" })],
  ])("%s is a stream_error", async (_what, events) => {
    await expect(decodedStream(events)).rejects.toMatchObject({ kind: "stream_error" });
  });

  it("reads a text whose beginning was left out, and a whole call whose end was", async () => {
    const call = block(1, use("toolu_a", "f"), [json('{"a":1}')]).slice(0, -1);
    const chunks = await decodedStream(stream([...block(0, {}, [text("A")]).slice(1), ...call], "tool_use"));
    expect(
      deltas(chunks)
        .map(({ content }) => content ?? "")
        .join(""),
    ).toBe("A");
    expect(chunks.at(-2)?.choices[0]?.delta.provider_state?.blocks).toEqual([
      { type: "text", text: "A" },
      { ...use("toolu_a", "f"), input: { a: 1 } },
    ]);
  });

  it("a message may begin with whole blocks and its end, as after a programmatic tool call", async () => {
    const result = { type: "code_execution_tool_result", tool_use_id: "srv", content: {} };
    const call = { ...use("toolu_a", "f"), input: { a: 1 } };
    const message = { id: "msg_1", content: [result, call], stop_reason: "tool_use", usage: { input_tokens: 0 } };
    const chunks = await decodedStream([{ type: "message_start", message }, { type: "message_stop" }]);
    expect(deltas(chunks).flatMap((delta) => delta.tool_calls ?? [])).toEqual([
      { index: 0, id: "toolu_a", type: "function", function: { name: "f", arguments: "" } },
      { index: 0, function: { arguments: '{"a":1}' } },
    ]);
    expect(chunks.at(-2)?.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      delta: { provider_state: { blocks: [result, call] } },
    });
  });

  it("tells the sources of its text once, when all of it has come", async () => {
    const citation = { type: "web_search_result_location", url: "https://a.example", title: "A", cited_text: "…" };
    const inner = block(0, { type: "text", text: "" }, [{ type: "citations_delta", citation }, text("Hello")]);
    const told = deltas(await decodedStream(stream(inner))).flatMap((delta) =>
      "annotations" in delta ? delta.annotations : [],
    );
    expect(told).toEqual([
      { type: "url_citation", url_citation: { start_index: 0, end_index: 5, title: "A", url: "https://a.example" } },
    ]);
  });

  it("takes the same message_start twice, and nothing after the end", async () => {
    const events = stream(block(0, { type: "text", text: "" }, [text("A")]));
    const chunks = await decodedStream([events[0]!, ...events, { type: "message_stop" }]);
    expect(deltas(chunks)).toHaveLength(3);
    expect(chunks).toHaveLength(4);
  });

  it("keeps no native blocks if a tool's input was cut", async () => {
    const chunks = await decodedStream(stream(block(0, use("toolu_a", "f"), [json('{"a":')]), "max_tokens"));
    expect(chunks.at(-2)!.choices[0]).toMatchObject({ delta: {}, finish_reason: "length" });
    expect(deltas(chunks).at(-1)).not.toHaveProperty("provider_state");
  });
});
