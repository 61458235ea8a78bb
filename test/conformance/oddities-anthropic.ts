import type { Oddity, Script, Telling } from "./oddities.ts";
import { pieces } from "./oddities.ts";

type Odd = ReadonlySet<Oddity>;

/** Manners of Anthropic's API, its betas, and of gateways that speak it. */
const NAMES = [
  "blocks of several at once",
  "calls before text",
  "whole blocks at their start",
  "no end of blocks",
  "no event for a text's start",
  "input is an object at the start",
  "server tools between",
  "redacted thinking",
  "signatures",
  "pings and unknown events",
  "unknown deltas",
  "compaction",
  "nulls in usage",
  "usage at the end only",
  "input corrected at the end",
  "message_delta twice",
  "message_start twice",
  "citations",
  "empty text blocks",
] as const;

interface Block {
  readonly start: Record<string, unknown>;
  readonly deltas: readonly object[];
  /** The block as it is in a whole answer. */
  readonly whole: Record<string, unknown>;
}

export const anthropicOddities: Telling = {
  names: NAMES,
  stream(script, odd) {
    const blocks = blocksOf(script, odd);
    const usage = usageOf(script, odd);
    const early = odd.has("usage at the end only")
      ? {}
      : odd.has("input corrected at the end")
        ? { ...usage, input_tokens: 1 }
        : usage;
    const start = {
      type: "message_start",
      message: { ...HEAD, content: [], stop_reason: null, usage: { ...early, output_tokens: 1 } },
    };
    const late =
      odd.has("usage at the end only") || odd.has("input corrected at the end")
        ? usage
        : odd.has("nulls in usage")
          ? { ...NULLS, output_tokens: usage.output_tokens, output_tokens_details: usage.output_tokens_details }
          : { output_tokens: usage.output_tokens, output_tokens_details: usage.output_tokens_details };
    const stop = { stop_reason: stopReason(script), stop_sequence: null };
    const body = odd.has("blocks of several at once")
      ? interleaved(blocks, odd)
      : blocks.flatMap((block, index) => told(block, index, odd));
    return [
      start,
      ...(odd.has("message_start twice") ? [start] : []),
      ...body.flatMap((event) =>
        odd.has("pings and unknown events") ? [{ type: "ping" }, { type: "weather", sun: 1 }, event] : [event],
      ),
      ...(odd.has("message_delta twice") ? [{ type: "message_delta", delta: {}, usage: { output_tokens: 2 } }] : []),
      { type: "message_delta", delta: stop, usage: { ...late, ...iterations(script, odd) } },
      { type: "message_stop" },
    ];
  },
  complete(script, odd) {
    const content = blocksOf(script, odd).map(({ whole }) => whole);
    const usage = {
      ...(odd.has("nulls in usage") && { cache_creation: null, service_tier: null }),
      ...usageOf(script, odd),
      ...iterations(script, odd),
    };
    return { ...HEAD, content, stop_reason: stopReason(script), stop_sequence: null, usage };
  },
};

const HEAD = { id: "msg_1", type: "message", role: "assistant", model: "claude-x" };
const NULLS = { input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null };

function stopReason({ calls, cut }: Script): string {
  return cut ? "max_tokens" : calls.length > 0 ? "tool_use" : "end_turn";
}

function blocksOf({ reasoning, words, calls }: Script, odd: Odd): Block[] {
  const thoughts = reasoning.map((text) => thinking(text, odd));
  const texts = words.map((text) => spoken(text, odd));
  const uses = calls.map(({ id, name, input }): Block => {
    const whole = { type: "tool_use", id, name, input };
    if (odd.has("input is an object at the start")) return { start: whole, deltas: [], whole };
    return {
      start: { ...whole, input: {} },
      deltas: pieces(input).map((partial_json) => ({ type: "input_json_delta", partial_json })),
      whole,
    };
  });
  const answer = odd.has("calls before text") ? [...uses, ...texts] : [...texts, ...uses];
  return [
    ...(odd.has("compaction") ? [compaction] : []),
    ...(odd.has("redacted thinking") ? [quiet({ type: "redacted_thinking", data: "xyz" })] : []),
    ...thoughts,
    ...(odd.has("server tools between") ? SERVER_TOOLS : []),
    ...(odd.has("empty text blocks") ? [spoken("", new Set())] : []),
    ...answer,
  ];
}

const compaction: Block = {
  start: { type: "compaction", content: null },
  deltas: [{ type: "compaction_delta", content: "what was said before" }],
  whole: { type: "compaction", content: "what was said before" },
};

/** A block that is whole at its start, and of which nothing is to be seen. */
const quiet = (whole: Record<string, unknown>): Block => ({ start: whole, deltas: [], whole });

const SERVER_TOOLS: readonly Block[] = [
  {
    start: { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
    deltas: pieces({ query: "x" }).map((partial_json) => ({ type: "input_json_delta", partial_json })),
    whole: { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } },
  },
  quiet({
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: { type: "web_search_tool_result_error", error_code: "unavailable" },
  }),
  quiet({ type: "mcp_tool_use", id: "mcptoolu_1", name: "echo", server_name: "s", input: {} }),
  quiet({
    type: "mcp_tool_result",
    tool_use_id: "mcptoolu_1",
    is_error: false,
    content: [{ type: "text", text: "not the answer" }],
  }),
  quiet({
    type: "bash_code_execution_tool_result",
    tool_use_id: "srvtoolu_2",
    content: { type: "bash_code_execution_result", stdout: "no" },
  }),
];

function thinking(text: string, odd: Odd): Block {
  const signature = odd.has("signatures") ? { signature: "sig" } : {};
  const whole = { type: "thinking", thinking: text, signature: "", ...signature };
  if (odd.has("whole blocks at their start")) return { start: whole, deltas: [], whole };
  const signed = odd.has("signatures") ? [{ type: "signature_delta", signature: "sig" }] : [];
  return {
    start: { type: "thinking", thinking: "", signature: "" },
    deltas: [{ type: "thinking_delta", thinking: text }, { type: "thinking_delta", thinking: "" }, ...signed],
    whole,
  };
}

function spoken(text: string, odd: Odd): Block {
  const citation = { type: "web_search_result_location", url: "https://x.example", title: null, cited_text: "x" };
  const citations = odd.has("citations") ? { citations: [citation] } : {};
  const whole = { type: "text", text, ...citations };
  if (odd.has("whole blocks at their start")) return { start: whole, deltas: [], whole };
  const cited = odd.has("citations") ? [{ type: "citations_delta", citation }] : [];
  return {
    start: { type: "text", text: "" },
    deltas: [...cited, { type: "text_delta", text }, { type: "text_delta", text: "" }],
    whole,
  };
}

function told({ start, deltas }: Block, index: number, odd: Odd): object[] {
  const begun =
    start.type === "text" && deltas.length > 0 && odd.has("no event for a text's start")
      ? []
      : [{ type: "content_block_start", index, content_block: start }];
  const unknown = odd.has("unknown deltas")
    ? [{ type: "content_block_delta", index, delta: { type: "beam_delta", beam: 1 } }]
    : [];
  return [
    ...begun,
    ...unknown,
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    ...(odd.has("no end of blocks") && start.type !== "tool_use" ? [] : [{ type: "content_block_stop", index }]),
  ];
}

/** Neighbouring calls are told at the same time, as with fine-grained tool streaming; texts stay in order. */
function interleaved(blocks: readonly Block[], odd: Odd): object[] {
  const lists = blocks.map((block, index) => ({
    isCall: block.start.type === "tool_use",
    list: told(block, index, odd),
  }));
  const others = lists.filter(({ isCall }) => !isCall).flatMap(({ list }) => list);
  const calls = lists.filter(({ isCall }) => isCall).map(({ list }) => list);
  const longest = Math.max(0, ...calls.map((list) => list.length));
  const mixed = Array.from({ length: longest }, (_, at) => calls.flatMap((list) => list[at] ?? [])).flat();
  return [...others, ...mixed];
}

interface Usage {
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  output_tokens: number;
  output_tokens_details: { thinking_tokens: number };
}

const COMPACTED = { input: 1, output: 1 };

/** The compaction's own tokens are told in `iterations` alone. */
function usageOf({ usage: { input, cached, output, thought } }: Script, odd: Odd): Usage {
  const apart = odd.has("compaction") ? COMPACTED : { input: 0, output: 0 };
  return {
    input_tokens: input - apart.input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: output + thought - apart.output,
    output_tokens_details: { thinking_tokens: thought },
  };
}

function iterations(script: Script, odd: Odd): object {
  if (!odd.has("compaction")) return {};
  const { input_tokens, output_tokens } = usageOf(script, odd);
  return {
    iterations: [
      { type: "compaction", input_tokens: COMPACTED.input, output_tokens: COMPACTED.output },
      { type: "message", input_tokens, output_tokens },
    ],
  };
}
