import type { Rare } from "./rare.ts";
import { call } from "./rare.ts";

const HEAD = { id: "chatcmpl-r1", created: 1_790_000_000, model: "gpt-4.1-2025-04-14" };

export function completion(message: object, finish_reason: unknown = "stop", more: object = {}): object {
  const choices = [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason }];
  return { ...HEAD, object: "chat.completion", choices, usage: USAGE, ...more };
}

export function chunk(delta: object | null, finish_reason: unknown = null, more: object = {}): object {
  const choices = delta === null ? [] : [{ index: 0, delta, finish_reason }];
  return { ...HEAD, object: "chat.completion.chunk", choices, ...more };
}

const USAGE = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
const COUNTED = chunk(null, null, { usage: USAGE });
const usage = { prompt: 7, completion: 5 };
const FIRST = chunk({ role: "assistant", content: "", refusal: null });
const citation = {
  type: "url_citation",
  url_citation: { start_index: 0, end_index: 5, title: "T", url: "https://t.example" },
};
const token = (text: string) => ({ token: text, bytes: [...Buffer.from(text)], logprob: -0.5, top_logprobs: [] });
const named = (index: number, id: string, name: string) => ({
  index,
  id,
  type: "function",
  function: { name, arguments: "" },
});
const more = (index: number, text: string) => ({ index, function: { arguments: text } });

export const openai: readonly Rare[] = [
  {
    name: "sources of a search model",
    whole: completion({ content: "Paris", annotations: [citation] }),
    want: { text: "Paris", message: { annotations: [citation] }, usage },
  },
  {
    name: "sources of a search model, streamed beside the last text",
    stream: [FIRST, chunk({ content: "Paris", annotations: [citation] }), chunk({}, "stop"), COUNTED],
    want: { text: "Paris", message: { annotations: [citation] }, usage },
  },
  {
    name: "sources of a search model, streamed with the finish",
    stream: [FIRST, chunk({ content: "Paris" }), chunk({ annotations: [citation] }, "stop"), COUNTED],
    want: { text: "Paris", message: { annotations: [citation] } },
  },
  {
    name: "audio",
    whole: completion({ audio: { id: "audio_1", data: "AAAA", expires_at: 1_790_003_600, transcript: "Hello" } }),
    want: { message: { content: null, audio: { id: "audio_1", data: "AAAA", transcript: "Hello" } } },
  },
  {
    name: "audio in pieces, the last one without a finish",
    stream: [
      chunk({ role: "assistant", audio: { id: "audio_1", transcript: "Hel" } }),
      chunk({ audio: { id: "audio_1", transcript: "lo" } }),
      chunk({ audio: { id: "audio_1", data: "AAAA" } }),
      chunk({ audio: { id: "audio_1", data: "BBBB" } }),
      {
        ...HEAD,
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta: { audio: { expires_at: 1_790_003_600 } } }],
      },
      chunk({}, "stop"),
      COUNTED,
    ],
    want: {
      message: { audio: { id: "audio_1", transcript: "Hello", data: "AAAABBBB", expires_at: 1_790_003_600 } },
      usage,
    },
  },
  {
    name: "a refusal",
    whole: completion({ content: null, refusal: "I can't help with that." }),
    want: { message: { content: null, refusal: "I can't help with that." } },
  },
  {
    name: "a refusal in pieces",
    stream: [
      chunk({ role: "assistant", content: null, refusal: "" }),
      chunk({ refusal: "I can't " }),
      chunk({ refusal: "help." }),
      chunk({}, "stop"),
    ],
    want: { message: { content: null, refusal: "I can't help." } },
  },
  {
    name: "logprobs",
    whole: completion({ content: "Hi" }, "stop", {
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hi" },
          finish_reason: "stop",
          logprobs: { content: [token("Hi")], refusal: null },
        },
      ],
    }),
    want: { text: "Hi", answer: { choices: [{ logprobs: { content: [token("Hi")], refusal: null } }] } },
  },
  {
    name: "logprobs in pieces",
    stream: [
      FIRST,
      ...["H", "i"].map((text) => ({
        ...(chunk({}) as object),
        choices: [
          {
            index: 0,
            delta: { content: text },
            finish_reason: null,
            logprobs: { content: [token(text)], refusal: null },
          },
        ],
      })),
      chunk({}, "stop"),
    ],
    want: { text: "Hi", answer: { choices: [{ logprobs: { content: [token("H"), token("i")], refusal: null } }] } },
  },
  {
    name: "service tier, fingerprint and metadata",
    whole: completion({ content: "Hi" }, "stop", {
      service_tier: "priority",
      system_fingerprint: "fp_1",
      metadata: { a: "b" },
    }),
    want: { text: "Hi", answer: { service_tier: "priority", system_fingerprint: "fp_1", metadata: { a: "b" } } },
  },
  {
    name: "service tier and fingerprint on every chunk, and padding against side channels",
    stream: [
      chunk({ role: "assistant", content: "" }, null, {
        service_tier: "default",
        system_fingerprint: "fp_1",
        obfuscation: "abc",
        usage: null,
      }),
      chunk({ content: "Hi" }, null, {
        service_tier: "default",
        system_fingerprint: "fp_1",
        obfuscation: "x",
        usage: null,
      }),
      chunk({}, "stop", { service_tier: "default", system_fingerprint: "fp_1", obfuscation: "", usage: null }),
      chunk(null, null, { service_tier: "default", system_fingerprint: "fp_1", obfuscation: "abcdef", usage: USAGE }),
    ],
    want: { text: "Hi", usage, answer: { service_tier: "default", system_fingerprint: "fp_1" } },
  },
  {
    name: "moderation results",
    whole: completion({ content: "Hi" }, "stop", { moderation: { input: { flagged: false } } }),
    want: { text: "Hi", answer: { moderation: { input: { flagged: false } } } },
  },
  {
    name: "a custom tool's call",
    whole: completion(
      { tool_calls: [{ id: "call_1", type: "custom", custom: { name: "sh", input: "ls -l\n" } }] },
      "tool_calls",
    ),
    want: { calls: [call("sh", "ls -l\n")], finish: "tool_calls" },
  },
  {
    name: "a custom tool's call in pieces",
    stream: [
      chunk({ role: "assistant", content: null }),
      chunk({ tool_calls: [{ index: 0, id: "call_1", type: "custom", custom: { name: "sh", input: "" } }] }),
      chunk({ tool_calls: [{ index: 0, custom: { input: "ls" } }] }),
      chunk({ tool_calls: [{ index: 0, custom: { input: " -l" } }] }),
      chunk({}, "tool_calls"),
    ],
    want: {
      finish: "tool_calls",
      message: {
        content: null,
        tool_calls: [{ id: "call_1", type: "custom", custom: { name: "sh", input: "ls -l" } }],
      },
      calls: [call("sh", "ls -l")],
    },
  },
  {
    name: "the function call of old",
    whole: completion({ function_call: { name: "look", arguments: '{"a":1}' } }, "function_call"),
    want: { finish: "function_call", message: { function_call: { name: "look", arguments: '{"a":1}' } } },
  },
  {
    name: "the function call of old, in pieces",
    stream: [
      chunk({ role: "assistant", content: null, function_call: { name: "look", arguments: "" } }),
      chunk({ function_call: { arguments: '{"a"' } }),
      chunk({ function_call: { arguments: ":1}" } }),
      chunk({}, "function_call"),
    ],
    want: { finish: "function_call", message: { function_call: { name: "look", arguments: '{"a":1}' } } },
  },
  {
    name: "usage in every detail",
    whole: completion({ content: "Hi" }, "stop", {
      usage: {
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: {
          cached_tokens: 64,
          cache_write_tokens: 16,
          audio_tokens: 0,
          image_tokens: 3,
          text_tokens: 17,
        },
        completion_tokens_details: {
          reasoning_tokens: 40,
          audio_tokens: 0,
          accepted_prediction_tokens: 1,
          rejected_prediction_tokens: 2,
        },
      },
    }),
    want: { text: "Hi", usage: { prompt: 100, completion: 50, cached: 64, reasoning: 40 } },
  },
  {
    name: "calls of which none has text, interleaved",
    stream: [
      chunk({ role: "assistant", content: null }),
      chunk({ tool_calls: [named(0, "call_a", "look")] }),
      chunk({ tool_calls: [named(1, "call_b", "count")] }),
      chunk({ tool_calls: [more(0, '{"a":')] }),
      chunk({ tool_calls: [more(1, '{"b":')] }),
      chunk({ tool_calls: [more(1, "2}"), more(0, "1}")] }),
      chunk({}, "tool_calls"),
      COUNTED,
    ],
    want: { calls: [call("look", { a: 1 }), call("count", { b: 2 })], finish: "tool_calls", usage },
  },
  {
    name: "text before a call",
    stream: [
      FIRST,
      chunk({ content: "Let me look." }),
      chunk({ tool_calls: [named(0, "call_a", "look")] }),
      chunk({ tool_calls: [more(0, "{}")] }),
      chunk({}, "tool_calls"),
    ],
    want: { text: "Let me look.", calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "an end at the token limit inside a call",
    stream: [
      chunk({ role: "assistant", content: null }),
      chunk({ tool_calls: [named(0, "call_a", "look")] }),
      chunk({ tool_calls: [more(0, '{"a":')] }),
      chunk({}, "length"),
    ],
    want: {
      finish: "length",
      message: { tool_calls: [{ id: "call_a", function: { name: "look", arguments: '{"a":' } }] },
    },
  },
  {
    name: "an end at the token limit before a word, all of it reasoning",
    whole: completion({ content: "" }, "length", {
      usage: { ...USAGE, completion_tokens_details: { reasoning_tokens: 5 } },
    }),
    want: { text: "", finish: "length", usage: { ...usage, reasoning: 5 } },
  },
  {
    name: "an answer that a filter cut",
    stream: [FIRST, chunk({ content: "Once" }), chunk({}, "content_filter")],
    want: { text: "Once", finish: "content_filter" },
  },
  {
    name: "an error in place of an answer",
    whole: { error: { message: "The server had an error", type: "server_error", param: null, code: null } },
    want: { kind: "server_error" },
  },
  {
    name: "an error in the middle of a stream",
    stream: [
      FIRST,
      chunk({ content: "Hi" }),
      { error: { message: "Overloaded", type: "server_error", code: "server_is_overloaded" } },
    ],
    want: { kind: "overloaded" },
  },
  {
    name: "an error before the first word",
    stream: [{ error: { message: "Rate limit reached for gpt-4.1", type: "tokens", code: "rate_limit_exceeded" } }],
    want: { kind: "rate_limit" },
  },
  {
    name: "an empty answer",
    whole: completion({ content: "" }),
    want: { text: "" },
  },
  {
    name: "an empty answer, streamed",
    stream: [FIRST, chunk({}, "stop"), COUNTED],
    want: { text: "", usage },
  },
  {
    name: "usage before the finish",
    stream: [FIRST, chunk({ content: "Hi" }), COUNTED, chunk({}, "stop")],
    want: { text: "Hi", usage },
  },
  {
    name: "no object named, and the time as text",
    whole: { ...completion({ content: "Hi" }), object: undefined, created: "1790000000" },
    want: { text: "Hi", answer: { object: "chat.completion", created: 1_790_000_000 } },
  },
];
