import { chunk, completion } from "./openai.ts";
import { call, type Rare, structured } from "./rare.ts";

const USAGE = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
const usage = { prompt: 7, completion: 5 };
const FIRST = chunk({ role: "assistant", content: "" });
const COUNTED = chunk(null, null, { usage: USAGE });
const named = (more: object, name: string, args: unknown = "") => ({
  ...more,
  type: "function",
  function: { name, arguments: args },
});
const LOOK = [call("look", { a: 1 })];
const TWO = [call("look", { a: 1 }), call("count", { b: 2 })];
/** A stream of one call's deltas. */
const calling = (...deltas: object[]) => [
  FIRST,
  ...deltas.map((delta) => chunk({ tool_calls: [delta] })),
  chunk({}, "tool_calls"),
  COUNTED,
];

export const vendors: readonly Rare[] = [
  // Reasoning
  {
    name: "reasoning as `reasoning`, beside nulls",
    stream: [
      chunk({ role: "assistant", content: null, reasoning: "Hm" }),
      chunk({
        content: "",
        reasoning: ", yes",
        reasoning_details: [{ type: "reasoning.text", text: ", yes", index: 0, format: "unknown" }],
      }),
      chunk({ content: "Yes.", reasoning: null }),
      chunk({}, "stop"),
    ],
    target: "openrouter/anthropic/claude-sonnet-5",
    want: { reasoning: "Hm, yes", text: "Yes." },
  },
  {
    name: "reasoning in both spellings at once",
    whole: completion({ content: "Yes.", reasoning: "Hm", reasoning_content: "Hm" }),
    target: "togetherai/x",
    want: { reasoning: "Hm", text: "Yes." },
  },
  {
    name: "reasoning summaries in details",
    whole: completion({
      content: "Yes.",
      reasoning_details: [
        { type: "reasoning.summary", summary: "I thought.", id: "rs_1", format: "openai-responses-v1", index: 0 },
        { type: "reasoning.encrypted", data: "gAAA", id: "rs_1", format: "openai-responses-v1", index: 0 },
      ],
    }),
    target: "openrouter/openai/gpt-6-sol",
    want: {
      reasoning: "I thought.",
      text: "Yes.",
      message: { reasoning_details: [{ type: "reasoning.summary" }, { data: "gAAA" }] },
    },
  },
  {
    name: "reasoning as `thinking`",
    whole: completion({ content: "Yes.", thinking: "Hm" }),
    want: { reasoning: "Hm", text: "Yes." },
  },
  {
    name: "reasoning as `thinking`, streamed",
    stream: [
      FIRST,
      chunk({ thinking: "H" }),
      chunk({ content: "", thinking: "m" }),
      chunk({ content: "Yes." }),
      chunk({}, "stop"),
    ],
    want: { reasoning: "Hm", text: "Yes." },
  },
  {
    name: "reasoning in parts of the content",
    whole: completion({
      content: [
        {
          type: "thinking",
          thinking: [
            { type: "text", text: "H" },
            { type: "reference", reference_ids: [1] },
            { type: "text", text: "m" },
          ],
        },
        { type: "text", text: "Yes" },
        { type: "reference", reference_ids: [1, 2] },
        { type: "text", text: "." },
      ],
    }),
    target: "mistral/magistral-medium",
    want: { reasoning: "Hm", text: "Yes." },
  },
  {
    name: "reasoning in parts of the content, streamed, then plain text",
    target: "mistral/magistral-medium",
    stream: [
      chunk({ role: "assistant", content: "" }),
      chunk({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm" }], closed: false }] }),
      chunk({ content: [{ type: "thinking", thinking: [], closed: true }] }),
      chunk({ content: [{ type: "text", text: "Ye" }] }),
      chunk({ content: "s." }),
      chunk({ content: "" }, "stop", { usage: USAGE }),
    ],
    want: { reasoning: "Hm", text: "Yes.", usage },
  },
  {
    name: "thinking within the content: nobody asked to take it out",
    whole: completion({ content: "<think>\nHm\n</think>\n\nYes." }),
    target: "perplexity/sonar-reasoning",
    want: { text: "<think>\nHm\n</think>\n\nYes." },
  },
  {
    name: "reasoning only, cut by the limit",
    stream: [FIRST, chunk({ reasoning_content: "Hm" }), chunk({}, "length", { usage: USAGE })],
    target: "deepseek/deepseek-v4",
    want: { reasoning: "Hm", finish: "length", usage },
  },
  {
    name: "content and reasoning in turns, both always there",
    target: "deepseek/deepseek-reasoner",
    stream: [
      chunk({ role: "assistant", content: null, reasoning_content: "" }),
      chunk({ content: null, reasoning_content: "Hm" }),
      chunk({ content: "Yes", reasoning_content: null }),
      chunk({ content: ".", reasoning_content: null }),
      chunk({ content: "", reasoning_content: null }, "stop", {
        usage: {
          ...USAGE,
          prompt_cache_hit_tokens: 4,
          prompt_cache_miss_tokens: 3,
          completion_tokens_details: { reasoning_tokens: 2 },
        },
      }),
    ],
    want: { reasoning: "Hm", text: "Yes.", usage: { ...usage, cached: 4, reasoning: 2 } },
  },
  // Calls
  {
    name: "a call in pieces without an index",
    stream: calling(named({ id: "call_1" }, "look", '{"a"'), { function: { arguments: ":1}" } }),
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "a call whose every piece has the id and the name",
    stream: calling(
      named({ index: 0, id: "call_1" }, "look", '{"a"'),
      named({ index: 0, id: "call_1" }, "look", ":1}"),
    ),
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "a call whose later pieces have nulls",
    stream: calling(named({ index: 0, id: "call_1" }, "look"), {
      index: 0,
      id: null,
      type: null,
      function: { name: null, arguments: '{"a":1}' },
    }),
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "a call whose later pieces have empty ids and names",
    stream: calling(named({ index: 0, id: "call_1" }, "look"), {
      index: 0,
      id: "",
      type: "function",
      function: { name: "", arguments: '{"a":1}' },
    }),
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "two calls in one delta, whole, without indices",
    stream: [
      chunk(
        {
          role: "assistant",
          content: "",
          tool_calls: [
            { id: "abcdefghi", function: { name: "look", arguments: '{"a": 1}' } },
            { id: "bcdefghij", function: { name: "count", arguments: '{"b": 2}' } },
          ],
        },
        "tool_calls",
        { usage: USAGE },
      ),
    ],
    target: "mistral/mistral-large",
    want: { calls: TWO, finish: "tool_calls", usage },
  },
  {
    name: "two calls, each whole, both at index 0",
    stream: calling(named({ index: 0, id: "" }, "look", '{"a":1}'), named({ index: 0, id: "" }, "count", '{"b":2}')),
    want: { calls: TWO, finish: "tool_calls" },
  },
  {
    name: "the same function twice, each whole, at index 0, ids differ",
    stream: calling(named({ index: 0, id: "c1" }, "look", '{"a":1}'), named({ index: 0, id: "c2" }, "look", '{"a":1}')),
    want: { calls: [...LOOK, ...LOOK], finish: "tool_calls" },
  },
  {
    name: "arguments as an object",
    whole: completion(
      { tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: { a: 1 } } }] },
      "tool_calls",
    ),
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "arguments as an object, streamed, and the end is `stop`",
    stream: [
      FIRST,
      chunk({ tool_calls: [named({ index: 0, id: "c1" }, "look", { a: 1 })] }),
      chunk({ content: "" }, "stop"),
    ],
    target: "ollama/qwen3",
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "a call that is no list",
    stream: [
      FIRST,
      chunk({ tool_calls: named({ index: 0, id: "" }, "look", '{"a"') }),
      chunk({ tool_calls: { index: 0, function: { arguments: ":1}" } } }),
      chunk({}, "stop"),
    ],
    target: "huggingface/x",
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "arguments that are missing",
    whole: completion({ tool_calls: [{ id: "c1", type: "function", function: { name: "look" } }] }, "tool_calls"),
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "arguments that are empty, streamed",
    stream: calling(named({ index: 0, id: "c1" }, "look")),
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "an id that says null",
    whole: completion(
      { tool_calls: [{ id: "null", function: { name: "look", arguments: '{"a": 1}' } }] },
      "tool_calls",
    ),
    target: "mistral/open-mixtral",
    want: { calls: LOOK, finish: "tool_calls", message: { tool_calls: [{ id: expectId(), type: "function" }] } },
  },
  {
    name: "an id that is a number",
    whole: completion(
      { tool_calls: [{ id: 7, type: "function", function: { name: "look", arguments: '{"a":1}' } }] },
      "tool_calls",
    ),
    want: { calls: LOOK, finish: "tool_calls", message: { tool_calls: [{ id: expectId() }] } },
  },
  {
    name: "an empty list of calls beside text",
    whole: completion({ content: "Yes.", tool_calls: [] }, "tool_calls"),
    want: { text: "Yes.", finish: "stop" },
  },
  {
    name: "an empty list of calls on every delta",
    stream: [
      chunk({ role: "assistant", content: "Ye", tool_calls: [] }),
      chunk({ content: "s.", tool_calls: [] }),
      chunk({ tool_calls: [] }, "stop", { usage: USAGE }),
    ],
    target: "nvidia/x",
    want: { text: "Yes.", usage },
  },
  {
    name: "the name in pieces",
    stream: calling(
      { index: 0, id: "c1", type: "function", function: { name: "", arguments: "" } },
      { index: 0, function: { name: "look", arguments: "" } },
      { index: 0, function: { arguments: '{"a":1}' } },
    ),
    want: { calls: LOOK, finish: "tool_calls" },
  },
  {
    name: "a call whose name never comes",
    stream: calling({ index: 0, id: "c1", type: "function", function: { arguments: '{"a":1}' } }),
    want: { kind: "bad_generation" },
  },
  {
    name: "signatures beside calls",
    target: "googles/gemini-3.8-flash",
    stream: [
      chunk(
        {
          role: "assistant",
          tool_calls: [
            {
              extra_content: { google: { thought_signature: "c2ln" } },
              function: { arguments: '{"a":1}', name: "look" },
              id: "",
              index: 0,
              type: "function",
            },
          ],
        },
        "stop",
        { usage: USAGE },
      ),
    ],
    want: {
      calls: LOOK,
      finish: "tool_calls",
      usage,
      message: { tool_calls: [{ extra_content: { google: { thought_signature: "c2ln" } } }] },
    },
  },
  // Heads and frames
  {
    name: "Azure's first chunk, and its filter's results",
    target: "azure/my-gpt",
    stream: [
      {
        choices: [],
        created: 0,
        id: "",
        model: "",
        object: "",
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      },
      {
        ...(chunk({ role: "assistant", content: "" }) as object),
        choices: [
          {
            content_filter_results: {},
            delta: { content: "", refusal: null, role: "assistant" },
            finish_reason: null,
            index: 0,
            logprobs: null,
          },
        ],
      },
      chunk({ content: "Yes." }),
      {
        id: "",
        object: "",
        created: 0,
        model: "",
        choices: [
          {
            content_filter_offsets: { check_offset: 1 },
            content_filter_results: { hate: { filtered: false } },
            finish_reason: null,
            index: 0,
          },
        ],
      },
      chunk({}, "stop"),
      COUNTED,
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "Azure's asynchronous filter that ends the answer",
    target: "azure/my-gpt",
    stream: [
      FIRST,
      chunk({ content: "Once" }),
      {
        id: "",
        object: "",
        created: 0,
        model: "",
        choices: [
          { content_filter_results: { violence: { filtered: true } }, finish_reason: "content_filter", index: 0 },
        ],
      },
    ],
    want: { text: "Once", finish: "content_filter" },
  },
  {
    name: "a finish chunk that has the last words",
    stream: [FIRST, chunk({ content: "Ye" }), chunk({ content: "s." }, "stop"), COUNTED],
    want: { text: "Yes.", usage },
  },
  {
    name: "a finish chunk whose delta is null",
    stream: [
      FIRST,
      chunk({ content: "Yes." }),
      { ...(chunk({}) as object), choices: [{ index: 0, delta: null, finish_reason: "stop" }] },
    ],
    want: { text: "Yes." },
  },
  {
    name: "a finish chunk without a delta",
    stream: [
      FIRST,
      chunk({ content: "Yes." }),
      { ...(chunk({}) as object), choices: [{ index: 0, finish_reason: "stop" }] },
    ],
    want: { text: "Yes." },
  },
  {
    name: "a finish told twice",
    stream: [FIRST, chunk({ content: "Yes." }), chunk({}, "stop"), chunk({}, "stop", { usage: USAGE })],
    want: { text: "Yes.", usage },
  },
  {
    name: "ids that change with every chunk",
    stream: [
      { ...(FIRST as object), id: "a" },
      { ...(chunk({ content: "Yes." }) as object), id: "b" },
      { ...(chunk({}, "stop") as object), id: "c" },
    ],
    want: { text: "Yes." },
  },
  {
    name: "no head at all",
    stream: [
      { choices: [{ delta: { content: "Ye" } }] },
      { choices: [{ delta: { content: "s." } }] },
      { choices: [{ delta: {}, finish_reason: "stop" }], usage: USAGE },
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "comments, empty lines and names of events",
    raw: {
      type: "text/event-stream",
      body: `: OPENROUTER PROCESSING\n\n\n\n: keep-alive\n\nevent: message\ndata: ${JSON.stringify(FIRST)}\n\nid: 1\nretry: 10\ndata:${JSON.stringify(chunk({ content: "Yes." }))}\n\ndata: ${JSON.stringify(chunk({}, "stop"))}\n\ndata: [DONE]\n\n`,
    },
    request: { stream: true },
    target: "openrouter/x/y",
    want: { text: "Yes." },
  },
  {
    name: "carriage returns, and no empty line at the end",
    raw: {
      type: "text/event-stream",
      body: [FIRST, chunk({ content: "Yes." }), chunk({}, "stop")]
        .map((one) => `data: ${JSON.stringify(one)}`)
        .join("\r\n\r\n"),
    },
    request: { stream: true },
    want: { text: "Yes." },
  },
  {
    name: "a whole answer where a stream was asked for",
    raw: { body: JSON.stringify(completion({ content: "Yes." })) },
    request: { stream: true },
    want: { text: "Yes.", usage },
  },
  {
    name: "a whole answer with calls where a stream was asked for",
    raw: {
      body: JSON.stringify(
        completion(
          { tool_calls: [named({ id: "c1" }, "look", '{"a":1}'), named({ id: "c2" }, "count", '{"b":2}')] },
          "tool_calls",
        ),
        null,
        2,
      ),
    },
    request: { stream: true },
    want: { calls: TWO, finish: "tool_calls", usage },
  },
  {
    name: "an error where a stream was asked for, under status 200",
    raw: { body: JSON.stringify({ error: { message: "Rate limit exceeded", code: 429 } }) },
    request: { stream: true },
    target: "openrouter/x/y",
    want: { kind: "rate_limit" },
  },
  {
    name: "text with line separators of JavaScript",
    stream: [FIRST, chunk({ content: "a\u2028b\u2029c\u0085d" }), chunk({}, "stop")],
    want: { text: "a\u2028b\u2029c\u0085d" },
  },
  // Finish
  ...["eos", "end_turn", "STOP", "Stop", "stop_sequence", "eos_token", "", "done"].map(
    (finish): Rare => ({
      name: `a finish spelled ${JSON.stringify(finish)}`,
      stream: [FIRST, chunk({ content: "Yes." }), chunk({}, finish), chunk({}, finish === "" ? "stop" : null)],
      want: { text: "Yes." },
    }),
  ),
  ...["model_length", "max_tokens", "MAX_TOKENS"].map(
    (finish): Rare => ({
      name: `a finish spelled ${JSON.stringify(finish)}`,
      whole: completion({ content: "Yes" }, finish),
      want: { text: "Yes", finish: "length" },
    }),
  ),
  ...["tool_call", "tool_use", "function_call", "eos", "stop"].map(
    (finish): Rare => ({
      name: `calls, and a finish spelled ${JSON.stringify(finish)}`,
      whole: completion({ tool_calls: [named({ id: "c1" }, "look", '{"a":1}')] }, finish),
      want: { calls: LOOK, finish: "tool_calls" },
    }),
  ),
  {
    name: "a lack of capacity told as a finish",
    whole: completion({ content: "" }, "insufficient_system_resource"),
    target: "deepseek/x",
    want: { kind: "overloaded" },
  },
  {
    name: "an error told as a finish",
    whole: completion({ content: "" }, "error"),
    target: "mistral/x",
    want: { kind: "server_error" },
  },
  {
    name: "an error beside a finish, streamed",
    target: "openrouter/x/y",
    stream: [
      FIRST,
      chunk({ content: "Ye" }),
      chunk({ content: "" }, "error", {
        error: { code: 502, message: "Provider disconnected", metadata: { provider_name: "X" } },
      }),
    ],
    want: { kind: "overloaded" },
  },
  {
    name: "an error within the choice",
    target: "openrouter/x/y",
    whole: completion({}, "error", {
      choices: [
        {
          index: 0,
          finish_reason: "error",
          native_finish_reason: "error",
          message: { role: "assistant", content: "" },
          error: { code: 429, message: "Rate limited", metadata: {} },
        },
      ],
    }),
    want: { kind: "rate_limit" },
  },
  {
    name: "the filter, in another word",
    whole: completion({ content: "" }, "sensitive"),
    target: "zai/glm-5",
    want: { finish: "content_filter" },
  },
  // Usage
  {
    name: "usage at Groq's place",
    target: "groq/llama",
    stream: [
      chunk({ role: "assistant", content: "" }, null, { x_groq: { id: "req_1" } }),
      chunk({ content: "Yes." }),
      chunk({}, "stop", { x_groq: { id: "req_1", usage: { ...USAGE, queue_time: 0.1, total_time: 0.2 } } }),
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "usage at Groq's place, then its own chunk",
    target: "groq/llama",
    stream: [FIRST, chunk({ content: "Yes." }), chunk({}, "stop", { x_groq: { usage: USAGE } }), COUNTED],
    want: { text: "Yes.", usage },
  },
  {
    name: "reasoning beside the completion",
    target: "xai/grok-4",
    whole: completion({ content: "Yes.", reasoning_content: "Hm" }, "stop", {
      usage: {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 333,
        prompt_tokens_details: { text_tokens: 12, audio_tokens: 0, image_tokens: 0, cached_tokens: 20 },
        completion_tokens_details: {
          reasoning_tokens: 320,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
        num_sources_used: 0,
      },
    }),
    want: { text: "Yes.", reasoning: "Hm", usage: { prompt: 12, completion: 321, reasoning: 320, cached: 12 } },
  },
  {
    name: "reasoning that is left out of all sums",
    target: "deepinfra/google/gemini-2.5-pro",
    whole: completion({ content: "Yes." }, "stop", {
      usage: { ...USAGE, estimated_cost: 0.1, completion_tokens_details: { reasoning_tokens: 50 } },
    }),
    want: { text: "Yes.", usage: { prompt: 7, completion: 55, reasoning: 50 } },
  },
  {
    name: "cached tokens at the top",
    target: "moonshotai/kimi-k3",
    whole: completion({ content: "Yes." }, "stop", { usage: { ...USAGE, cached_tokens: 6 } }),
    want: { text: "Yes.", usage: { ...usage, cached: 6 } },
  },
  {
    name: "usage within the choice",
    target: "moonshotai/kimi-k2",
    stream: [
      FIRST,
      chunk({ content: "Yes." }),
      {
        ...(chunk({}) as object),
        choices: [{ index: 0, delta: {}, finish_reason: "stop", usage: { ...USAGE, cached_tokens: 6 } }],
      },
    ],
    want: { text: "Yes.", usage: { ...usage, cached: 6 } },
  },
  {
    name: "usage on every chunk, with searches and their sources",
    target: "perplexity/sonar",
    stream: [
      chunk({ role: "assistant", content: "Ye" }, null, {
        usage: { prompt_tokens: 7, completion_tokens: 1, total_tokens: 8 },
        citations: ["https://a.example"],
        search_results: [{ title: "A", url: "https://a.example", date: null }],
      }),
      {
        ...(chunk({}) as object),
        object: "chat.completion.done",
        citations: ["https://a.example"],
        search_results: [{ title: "A", url: "https://a.example" }],
        usage: { ...USAGE, citation_tokens: 9, num_search_queries: 1, reasoning_tokens: 2, cost: { total_cost: 0.01 } },
        choices: [
          {
            index: 0,
            finish_reason: "stop",
            message: { role: "assistant", content: "Yes." },
            delta: { role: "assistant", content: "s." },
          },
        ],
      },
    ],
    want: {
      text: "Yes.",
      usage: { ...usage, reasoning: 2 },
      message: { annotations: [{ type: "url_citation", url_citation: { url: "https://a.example", title: "A" } }] },
    },
  },
  {
    name: "sources of a whole answer",
    target: "perplexity/sonar",
    whole: completion({ content: "Yes.[1]" }, "stop", {
      citations: ["https://a.example"],
      search_results: [{ title: "A", url: "https://a.example" }],
    }),
    want: { text: "Yes.[1]", message: { annotations: [{ url_citation: { url: "https://a.example", title: "A" } }] } },
  },
  {
    name: "explicit cache writes",
    target: "alibaba/qwen3-max",
    whole: completion({ content: "Yes." }, "stop", {
      usage: {
        ...USAGE,
        prompt_tokens_details: { cached_tokens: 2, cache_creation_input_tokens: 3, cache_type: "ephemeral" },
      },
    }),
    want: {
      text: "Yes.",
      usage: { ...usage, cached: 2 },
      answer: { usage: { prompt_tokens_details: { cache_write_tokens: 3 } } },
    },
  },
  {
    name: "usage without a sum",
    whole: completion({ content: "Yes." }, "stop", { usage: { prompt_tokens: 7, completion_tokens: 5 } }),
    want: { text: "Yes.", usage, answer: { usage: { total_tokens: 12 } } },
  },
  {
    name: "usage that is null to the end",
    stream: [chunk({ role: "assistant", content: "Yes." }, null, { usage: null }), chunk({}, "stop", { usage: null })],
    want: { text: "Yes." },
  },
  {
    name: "costs beside the usage",
    target: "openrouter/x/y",
    whole: completion({ content: "Yes.", refusal: null, reasoning: null }, "stop", {
      provider: "X",
      usage: {
        ...USAGE,
        cost: 0.001,
        is_byok: false,
        cost_details: { upstream_inference_cost: null },
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    }),
    want: { text: "Yes.", usage, answer: { provider: "X", usage: { cost: 0.001 } } },
  },
  // Content
  {
    name: "content in parts of text",
    whole: completion({
      content: [
        { type: "text", text: "Ye" },
        { type: "text", text: "s." },
      ],
    }),
    want: { text: "Yes." },
  },
  {
    name: "content in bare strings",
    whole: completion({ content: ["Ye", "s."] }),
    want: { text: "Yes." },
  },
  {
    name: "content as one part that is no list",
    whole: completion({ content: { type: "text", text: "Yes." } }),
    want: { text: "Yes." },
  },
  {
    name: "images beside the text",
    target: "openrouter/google/gemini-3.8-flash",
    stream: [
      FIRST,
      chunk({ content: "Here" }),
      chunk({
        content: "",
        images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" }, index: 0 }],
      }),
      chunk({}, "stop"),
    ],
    want: { text: "Here", message: { images: [{ image_url: { url: "data:image/png;base64,AA==" } }] } },
  },
  {
    name: "tools that Groq ran itself",
    target: "groq/groq/compound",
    whole: completion({
      content: "Yes.",
      reasoning: "Hm",
      executed_tools: [{ index: 0, type: "search", arguments: "{}", output: "no" }],
    }),
    want: { text: "Yes.", reasoning: "Hm", message: { executed_tools: [{ type: "search" }] } },
  },
  {
    name: "no role",
    stream: [chunk({ content: "Ye" }), chunk({ content: "s." }), chunk({}, "stop")],
    want: { text: "Yes." },
  },
  {
    name: "a role on every delta",
    stream: ["Ye", "s."]
      .map((content) => chunk({ role: "assistant", content }))
      .concat([chunk({ role: "assistant", content: null }, "stop")]),
    target: "fireworks/x",
    want: { text: "Yes." },
  },
  {
    name: "two choices, interleaved, the second one done first",
    request: { n: 2 },
    stream: [
      FIRST,
      { ...(FIRST as object), choices: [{ index: 1, delta: { role: "assistant", content: "" }, finish_reason: null }] },
      chunk({ content: "A" }),
      { ...(FIRST as object), choices: [{ index: 1, delta: { content: "B" }, finish_reason: null }] },
      { ...(FIRST as object), choices: [{ index: 1, delta: {}, finish_reason: "length" }] },
      chunk({ content: "a" }),
      chunk({}, "stop"),
      COUNTED,
    ],
    want: {
      text: "ABa",
      finish: "stop+length",
      usage,
      answer: {
        choices: [
          { index: 0, message: { content: "Aa" } },
          { index: 1, finish_reason: "length", message: { content: "B" } },
        ],
      },
    },
  },
  {
    name: "two choices with calls",
    request: { n: 2 },
    whole: {
      ...(completion({}) as object),
      choices: [0, 1].map((index) => ({
        index,
        message: { role: "assistant", content: null, tool_calls: [named({ id: `c${index}` }, "look", '{"a":1}')] },
        finish_reason: "tool_calls",
      })),
    },
    want: {
      calls: LOOK,
      finish: "tool_calls",
      answer: { choices: [{ message: { tool_calls: [{ id: "c0" }] } }, { message: { tool_calls: [{ id: "c1" }] } }] },
    },
  },
  {
    name: "valid text and a repeated call",
    target: "cerebras/zai-glm-4.7",
    request: structured(),
    whole: completion({ content: '{"a":1}', tool_calls: [named({ id: "c1" }, "look", '{"a":1}')] }, "tool_calls"),
    want: { text: '{"a":1}', finish: "stop" },
  },
  {
    name: "valid text and a repeated call, streamed",
    target: "cerebras/zai-glm-4.7",
    request: structured(),
    stream: [
      FIRST,
      chunk({ content: '{"a":1}' }),
      chunk({ tool_calls: [named({ index: 0, id: "c1" }, "look", '{"a":1}')] }),
      chunk({}, "tool_calls"),
    ],
    want: { text: '{"a":1}', finish: "stop" },
  },
  {
    name: "a repeated call, beside empty lists",
    target: "cerebras/zai-glm-4.7",
    request: structured(),
    stream: [
      chunk({ role: "assistant", content: "", tool_calls: [] }),
      chunk({ content: '{"a":', tool_calls: [] }),
      chunk({ content: "1}" }),
      chunk({ tool_calls: [named({ index: 0, id: "c1" }, "look", '{"a":1}')] }),
      chunk({}, "tool_calls"),
    ],
    want: { text: '{"a":1}', finish: "stop" },
  },
];

/** Any id. */
function expectId(): unknown {
  return { asymmetricMatch: (value: unknown) => typeof value === "string" && value !== "" && value !== "null" };
}
