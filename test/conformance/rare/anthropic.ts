import { call, type Rare, structured } from "./rare.ts";

const HEAD = { id: "msg_01R", type: "message", role: "assistant", model: "claude-opus-5-5" };
const USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 20,
  service_tier: "standard",
};
const usage = { prompt: 10, completion: 20 };

const text = (words: string, more: object = {}) => ({ type: "text", text: words, ...more });
const use = (name: string, input: unknown, id = "toolu_1") => ({ type: "tool_use", id, name, input });

function message(content: readonly object[], stop_reason = "end_turn", more: object = {}): object {
  return { ...HEAD, content, stop_reason, stop_sequence: null, usage: USAGE, ...more };
}

const start = (more: object = {}) => ({
  type: "message_start",
  message: {
    ...HEAD,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...USAGE, output_tokens: 1 },
    ...more,
  },
});
const end = (stop_reason = "end_turn", more: object = {}, delta: object = {}) => [
  {
    type: "message_delta",
    delta: { stop_reason, stop_sequence: null, ...delta },
    usage: { output_tokens: 20, ...more },
  },
  { type: "message_stop" },
];
/** One block, from its start to its stop. */
const block = (index: number, content_block: object, ...deltas: object[]) => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
];
const said = (index: number, ...words: string[]) =>
  block(index, text(""), ...words.map((word) => ({ type: "text_delta", text: word })));
const input = (...pieces: string[]) => pieces.map((partial_json) => ({ type: "input_json_delta", partial_json }));

const web = (url: string, title: string | null = "T") => ({
  type: "web_search_result_location",
  url,
  title,
  cited_text: "…",
  encrypted_index: "E",
});
const url = (of: string, start_index: number, end_index: number, title = "T") => ({
  type: "url_citation",
  url_citation: { start_index, end_index, title, url: of },
});

const SEARCH = [
  { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } },
  {
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: [
      { type: "web_search_result", url: "https://a.example", title: "A", encrypted_content: "E", page_age: null },
    ],
  },
];
const CODE = [
  { type: "server_tool_use", id: "srvtoolu_2", name: "bash_code_execution", input: { command: "ls" } },
  {
    type: "bash_code_execution_tool_result",
    tool_use_id: "srvtoolu_2",
    content: {
      type: "bash_code_execution_result",
      stdout: "a.txt\n",
      stderr: "",
      return_code: 0,
      content: [{ type: "bash_code_execution_output", file_id: "file_1" }],
    },
  },
];

export const anthropic: readonly Rare[] = [
  {
    name: "web search, its results and citations",
    whole: message(
      [text("I'll look."), ...SEARCH, text("It is ☕", { citations: [web("https://a.example")] }), text(".")],
      "end_turn",
      { usage: { ...USAGE, server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 } } },
    ),
    want: {
      text: "I'll look.It is ☕.",
      usage,
      message: { annotations: [url("https://a.example", 10, 17)] },
    },
  },
  {
    name: "web search, streamed",
    stream: [
      start(),
      ...said(0, "Look: "),
      ...block(
        1,
        { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
        ...input("", '{"query"', ':"q"}'),
      ),
      ...block(2, SEARCH[1]!),
      ...block(
        3,
        text("", { citations: [] }),
        { type: "citations_delta", citation: web("https://a.example") },
        { type: "text_delta", text: "It is" },
        { type: "text_delta", text: " so" },
        { type: "citations_delta", citation: web("https://b.example", null) },
      ),
      ...said(4, "."),
      ...end("end_turn", { input_tokens: 90, server_tool_use: { web_search_requests: 1 } }),
    ],
    want: {
      text: "Look: It is so.",
      usage: { prompt: 90, completion: 20 },
      message: { annotations: [url("https://a.example", 6, 14), url("https://b.example", 6, 14, "")] },
    },
  },
  {
    name: "a web search that failed",
    whole: message([
      SEARCH[0]!,
      {
        type: "web_search_tool_result",
        tool_use_id: "srvtoolu_1",
        content: { type: "web_search_tool_result_error", error_code: "max_uses_exceeded" },
      },
      text("I could not look it up."),
    ]),
    want: { text: "I could not look it up.", usage },
  },
  {
    name: "a fetched page and citations of it",
    whole: message([
      { type: "server_tool_use", id: "srvtoolu_3", name: "web_fetch", input: { url: "https://a.example" } },
      {
        type: "web_fetch_tool_result",
        tool_use_id: "srvtoolu_3",
        content: {
          type: "web_fetch_result",
          url: "https://a.example",
          retrieved_at: "2026-11-01T00:00:00Z",
          content: {
            type: "document",
            source: { type: "text", media_type: "text/plain", data: "not the answer" },
            title: "A",
          },
        },
      },
      text("So it says.", {
        citations: [
          {
            type: "char_location",
            cited_text: "x",
            document_index: 0,
            document_title: "A",
            start_char_index: 0,
            end_char_index: 1,
          },
        ],
      }),
    ]),
    want: { text: "So it says.", usage },
  },
  {
    name: "citations of pages, blocks and search results, in deltas",
    stream: [
      start(),
      ...block(
        0,
        text(""),
        { type: "text_delta", text: "So" },
        {
          type: "citations_delta",
          citation: {
            type: "page_location",
            cited_text: "x",
            document_index: 0,
            document_title: "D",
            start_page_number: 1,
            end_page_number: 2,
          },
        },
        {
          type: "citations_delta",
          citation: {
            type: "content_block_location",
            cited_text: "x",
            document_index: 0,
            document_title: null,
            start_block_index: 0,
            end_block_index: 1,
          },
        },
        {
          type: "citations_delta",
          citation: {
            type: "search_result_location",
            cited_text: "x",
            source: "s",
            title: "t",
            search_result_index: 0,
            start_block_index: 0,
            end_block_index: 1,
          },
        },
      ),
      ...end(),
    ],
    want: { text: "So", usage },
  },
  {
    name: "code that was run",
    whole: message([text("Running."), ...CODE, text("There is a.txt.")], "end_turn", {
      container: { id: "container_1", expires_at: "2026-11-27T00:00:00Z" },
    }),
    want: { text: "Running.There is a.txt.", usage },
  },
  {
    name: "code that was run, streamed, with a file written",
    stream: [
      start({ container: { id: "container_1", expires_at: "2026-11-27T00:00:00Z" } }),
      ...block(
        0,
        { type: "server_tool_use", id: "srvtoolu_2", name: "text_editor_code_execution", input: {} },
        ...input('{"command":"create"', ',"path":"a"}'),
      ),
      ...block(1, {
        type: "text_editor_code_execution_tool_result",
        tool_use_id: "srvtoolu_2",
        content: { type: "text_editor_code_execution_create_result", is_file_update: false },
      }),
      ...said(2, "Done."),
      ...end("end_turn", {}, { container: { id: "container_1", expires_at: "2026-11-27T00:00:00Z" } }),
    ],
    want: { text: "Done.", usage },
  },
  {
    name: "the older code execution's error",
    whole: message([
      { type: "server_tool_use", id: "srvtoolu_2", name: "code_execution", input: { code: "1" } },
      {
        type: "code_execution_tool_result",
        tool_use_id: "srvtoolu_2",
        content: { type: "code_execution_tool_result_error", error_code: "unavailable" },
      },
      text("It failed."),
    ]),
    want: { text: "It failed." },
  },
  {
    name: "a call of one's own tool out of code that is run",
    whole: message(
      [
        { type: "server_tool_use", id: "srvtoolu_2", name: "code_execution", input: { code: "look()" } },
        { ...use("look", { a: 1 }), caller: { type: "code_execution_20260120", tool_id: "srvtoolu_2" } },
      ],
      "tool_use",
    ),
    want: { calls: [call("look", { a: 1 })], finish: "tool_calls" },
  },
  {
    name: "tools of an MCP server",
    whole: message([
      { type: "mcp_tool_use", id: "mcptoolu_1", name: "echo", server_name: "s", input: { a: 1 } },
      { type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [text("not the answer")] },
      text("Echoed."),
    ]),
    want: { text: "Echoed.", usage },
  },
  {
    name: "tools of an MCP server, streamed",
    stream: [
      start(),
      ...block(
        0,
        { type: "mcp_tool_use", id: "mcptoolu_1", name: "echo", server_name: "s", input: {} },
        ...input("", '{"a":', "1}"),
      ),
      ...block(1, { type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [text("no")] }),
      ...said(2, "Echoed."),
      ...end(),
    ],
    want: { text: "Echoed." },
  },
  {
    name: "a search for tools",
    whole: message(
      [
        { type: "server_tool_use", id: "srvtoolu_4", name: "tool_search_tool_regex", input: { pattern: "look" } },
        {
          type: "tool_search_tool_result",
          tool_use_id: "srvtoolu_4",
          content: {
            type: "tool_search_tool_search_result",
            tool_references: [{ type: "tool_reference", tool_name: "look" }],
          },
        },
        use("look", {}),
      ],
      "tool_use",
    ),
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "thinking that is not shown",
    stream: [
      start(),
      ...block(0, { type: "thinking", thinking: "", signature: "" }, { type: "signature_delta", signature: "sig" }),
      ...said(1, "Yes."),
      ...end("end_turn", { output_tokens_details: { thinking_tokens: 12 } }),
    ],
    want: { text: "Yes.", usage: { ...usage, reasoning: 12 } },
  },
  {
    name: "thinking between calls",
    stream: [
      start(),
      ...block(
        0,
        { type: "thinking", thinking: "", signature: "" },
        { type: "thinking_delta", thinking: "First " },
        { type: "signature_delta", signature: "s1" },
      ),
      ...block(1, use("look", {}, "toolu_1"), ...input('{"a":1}')),
      ...block(2, { type: "redacted_thinking", data: "xyz" }),
      ...block(
        3,
        { type: "thinking", thinking: "", signature: "" },
        { type: "thinking_delta", thinking: "then" },
        { type: "signature_delta", signature: "s2" },
      ),
      ...block(4, use("count", {}, "toolu_2"), ...input("")),
      ...end("tool_use"),
    ],
    want: { reasoning: "First then", calls: [call("look", { a: 1 }), call("count", {})], finish: "tool_calls", usage },
  },
  {
    name: "redacted thinking alone before the answer",
    whole: message([{ type: "redacted_thinking", data: "xyz" }, text("Yes.")]),
    want: { text: "Yes.", usage },
  },
  {
    name: "context that was edited",
    whole: message([text("Yes.")], "end_turn", {
      context_management: {
        applied_edits: [{ type: "clear_tool_uses_20250919", cleared_tool_uses: 8, cleared_input_tokens: 50_000 }],
      },
    }),
    want: { text: "Yes.", usage },
  },
  {
    name: "context that was edited, told in message_delta",
    stream: [
      start(),
      ...said(0, "Yes."),
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 20 },
        context_management: { applied_edits: [] },
      },
      { type: "message_stop" },
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "a conversation that was made shorter",
    stream: [
      start(),
      ...block(
        0,
        { type: "compaction", content: "" },
        { type: "compaction_delta", content: "A summary, not the answer" },
      ),
      ...said(1, "Go on."),
      ...end("end_turn", {
        iterations: [
          { type: "compaction", input_tokens: 1000, output_tokens: 100 },
          { type: "message", input_tokens: 10, output_tokens: 20 },
        ],
      }),
    ],
    want: { text: "Go on.", usage: { prompt: 1010, completion: 120 } },
  },
  {
    name: "a stop at the end of compaction",
    whole: message([{ type: "compaction", content: "A summary" }], "compaction"),
    want: { text: "", finish: "stop" },
  },
  {
    name: "a refusal without a word",
    whole: message([], "refusal", { stop_details: { type: "refusal", category: "cyber", explanation: "Not that." } }),
    want: { finish: "content_filter", message: { content: null, refusal: "Not that." }, usage },
  },
  {
    name: "a refusal in the middle of a stream",
    stream: [
      start(),
      ...said(0, "Well, "),
      ...end("refusal", {}, { stop_details: { type: "refusal", category: "bio", explanation: "Not that." } }),
    ],
    want: { text: "Well, ", finish: "content_filter", message: { refusal: "Not that." }, usage },
  },
  {
    name: "a refusal that nobody explains",
    stream: [start(), ...end("refusal", {}, { stop_details: null })],
    want: { finish: "content_filter", message: { refusal: expectText() } },
  },
  {
    name: "a window that is full",
    whole: message([text("So")], "model_context_window_exceeded"),
    want: { text: "So", finish: "length" },
  },
  {
    name: "a window that is full, streamed",
    stream: [start(), ...said(0, "So"), ...end("model_context_window_exceeded")],
    want: { text: "So", finish: "length", usage },
  },
  {
    name: "a stop sequence",
    whole: message([text("One, two")], "stop_sequence", { stop_sequence: "three" }),
    want: { text: "One, two", finish: "stop" },
  },
  {
    name: "an answer that only warmed the cache",
    whole: message([], "max_tokens", { usage: { ...USAGE, cache_creation_input_tokens: 2000, output_tokens: 0 } }),
    want: { finish: "length", message: { content: null }, usage: { prompt: 2010, completion: 0, cached: 0 } },
  },
  {
    name: "cache writes of two lifetimes",
    whole: message([text("Yes.")], "end_turn", {
      usage: {
        ...USAGE,
        cache_creation_input_tokens: 300,
        cache_read_input_tokens: 700,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
      },
    }),
    want: {
      text: "Yes.",
      usage: { prompt: 1010, completion: 20, cached: 700 },
      answer: {
        usage: {
          prompt_tokens_details: { cached_tokens: 700, cache_write_tokens: 300, cache_write_1h_tokens: 200 },
          total_tokens: 1030,
        },
      },
    },
  },
  {
    name: "usage told anew in message_delta, cache and all",
    stream: [
      start({ usage: { input_tokens: 3, output_tokens: 1 } }),
      ...said(0, "Yes."),
      ...end("end_turn", { input_tokens: 5, cache_creation_input_tokens: 7, cache_read_input_tokens: 11 }),
    ],
    want: { text: "Yes.", usage: { prompt: 23, completion: 20, cached: 11 } },
  },
  {
    name: "a message_delta that has usage only, before the one with the stop",
    stream: [
      start(),
      ...said(0, "Yes."),
      { type: "message_delta", delta: {}, usage: { output_tokens: 15 } },
      { type: "message_delta", usage: { output_tokens: 18 } },
      ...end(),
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "a message_delta without usage",
    stream: [
      start(),
      ...said(0, "Yes."),
      { type: "message_delta", delta: { stop_reason: "end_turn" } },
      { type: "message_stop" },
    ],
    want: { text: "Yes.", usage: { prompt: 10, completion: 1 } },
  },
  {
    name: "a tier that is priority",
    whole: message([text("Yes.")], "end_turn", { usage: { ...USAGE, service_tier: "priority" } }),
    want: { text: "Yes.", answer: { service_tier: "priority" } },
  },
  {
    name: "a tier of batches",
    whole: message([text("Yes.")], "end_turn", { usage: { ...USAGE, service_tier: "batch" } }),
    want: { text: "Yes.", answer: { id: "msg_01R" } },
  },
  {
    name: "two calls and no text",
    whole: message([use("look", { a: [1, { b: null }] }, "toolu_1"), use("count", {}, "toolu_2")], "tool_use"),
    want: {
      calls: [call("look", { a: [1, { b: null }] }), call("count", {})],
      finish: "tool_calls",
      message: { content: null },
    },
  },
  {
    name: "arguments in pieces that break escapes and surrogates",
    stream: [
      start(),
      ...block(0, use("look", {}), ...input("", '{"a":"x\\', "n\\ud83d", '\\ude00", "b', '":"é"}')),
      ...end("tool_use"),
    ],
    want: { calls: [call("look", { a: "x\n😀", b: "é" })], finish: "tool_calls" },
  },
  {
    name: "text after a call",
    stream: [start(), ...block(0, use("look", {}), ...input("{}")), ...said(1, "Looking."), ...end("tool_use")],
    want: { text: "Looking.", calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "calls, though the turn is said to have ended",
    whole: message([use("look", {})], "end_turn"),
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "calls, though the turn is said to have ended, streamed",
    stream: [start(), ...block(0, use("look", {}), ...input("{}")), ...end("end_turn")],
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "an end at the token limit inside a call",
    stream: [start(), ...block(0, use("look", {}), ...input('{"a":')).slice(0, -1), ...end("max_tokens")],
    want: { kind: "stream_error" },
  },
  {
    name: "a fallback to another model",
    whole: message([
      { type: "fallback", from: { model: "claude-opus-5-5" }, to: { model: "claude-sonnet-5-5" } },
      text("Yes."),
    ]),
    want: { text: "Yes." },
  },
  {
    name: "pings and events of a later year",
    stream: [
      start(),
      { type: "ping" },
      { type: "mood", mood: "good" },
      ...block(0, { type: "hologram", beam: 1 }, { type: "beam_delta", beam: 2 }),
      ...said(1, "Yes."),
      { type: "ping" },
      ...end(),
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "overload before the first word",
    stream: [start(), { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }],
    want: { kind: "overloaded" },
  },
  {
    name: "a failure in the middle of a word",
    stream: [
      start(),
      ...said(0, "Ye").slice(0, -1),
      { type: "error", error: { type: "api_error", message: "Internal server error" }, request_id: "req_1" },
    ],
    want: { kind: "server_error" },
  },
  {
    name: "an end without message_stop",
    stream: [start(), ...said(0, "Yes.")],
    want: { kind: "stream_truncated" },
  },
  {
    name: "an error under status 200",
    whole: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    want: { kind: "overloaded" },
  },
  {
    name: "a pause that cannot go on",
    whole: message([text("Searching"), SEARCH[0]!], "pause_turn"),
    want: { text: "Searching", finish: "stop" },
  },
  {
    name: "an empty turn",
    stream: [start(), ...end()],
    want: { text: "", usage },
  },
  {
    name: "an empty id for a call",
    whole: message([use("look", {}, "")], "tool_use"),
    want: { calls: [call("look", {})], finish: "tool_calls", message: { tool_calls: [{ id: expectText() }] } },
  },
  {
    name: "an empty id for a call, streamed",
    stream: [start(), ...block(0, use("look", {}, ""), ...input("{}")), ...end("tool_use")],
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "text blocks of which one is empty",
    whole: message([text(""), text("Yes.")]),
    want: { text: "Yes." },
  },
  {
    name: "a whole answer where a stream was asked for",
    request: { stream: true },
    raw: {
      body: JSON.stringify(
        message(
          [{ type: "thinking", thinking: "Hm", signature: "s" }, text("Yes."), use("look", { a: 1 })],
          "tool_use",
        ),
        null,
        2,
      ),
    },
    want: { text: "Yes.", reasoning: "Hm", calls: [call("look", { a: 1 })], finish: "tool_calls", usage },
  },
  {
    name: "a refusal where a stream was asked for",
    request: { stream: true },
    raw: {
      body: JSON.stringify(
        message([], "refusal", { stop_details: { type: "refusal", category: null, explanation: "Not that." } }),
      ),
    },
    want: { finish: "content_filter", message: { refusal: "Not that." } },
  },
  {
    name: "an error where a stream was asked for, under status 200",
    request: { stream: true },
    raw: { body: JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }) },
    want: { kind: "overloaded" },
  },
  {
    name: "structured output",
    request: { ...structured({ type: "object", properties: { a: { type: "number" } } }), tools: undefined },
    whole: message([text('{"a":1}')]),
    want: { text: '{"a":1}' },
  },
];

/** Any words. */
function expectText(): unknown {
  return { asymmetricMatch: (value: unknown) => typeof value === "string" && value !== "" };
}
