import type { Counts, Reading } from "./reading.ts";
import type { Recording } from "./recordings.ts";

interface Block {
  type: string;
  text?: string;
  thinking?: string;
  name?: string;
  input?: unknown;
  json?: string;
}

interface Usage {
  input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  output_tokens?: number | null;
  output_tokens_details?: { thinking_tokens?: number };
}

interface Message {
  readonly content: readonly Block[];
  readonly stop_reason: string;
  readonly usage: Usage;
}

interface Event {
  readonly type: string;
  readonly index: number;
  readonly message: Partial<Message>;
  readonly content_block: Block;
  readonly delta: { text?: string; thinking?: string; partial_json?: string; stop_reason?: string };
  readonly usage?: Usage;
}

const FINISH: Readonly<Record<string, string>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

export function readAnthropic({ streamed, events }: Recording): Reading {
  const message = streamed ? assembled(events as unknown as Event[]) : (events[0] as unknown as Message);
  const of = (type: string) => message.content.filter((block) => block.type === type);
  return {
    text: of("text")
      .map(({ text }) => text)
      .join(""),
    reasoning: of("thinking")
      .map(({ thinking }) => thinking)
      .join(""),
    calls: of("tool_use").map(({ name = "", input }) => ({ name, input })),
    finish: FINISH[message.stop_reason] ?? "stop",
    usage: counts(message.usage),
  };
}

function assembled(events: readonly Event[]): Message {
  const blocks = new Map<number, Block>();
  const usage: Record<string, unknown> = {};
  let stop_reason = "";
  for (const { type, index, message, content_block, delta, usage: later } of events) {
    if (type === "content_block_start") blocks.set(index, { ...content_block, json: "" });
    const block = blocks.get(index);
    if (type === "content_block_delta" && block) {
      if (delta.text !== undefined) block.text = (block.text ?? "") + delta.text;
      if (delta.thinking !== undefined) block.thinking = (block.thinking ?? "") + delta.thinking;
      if (delta.partial_json !== undefined) block.json += delta.partial_json;
    }
    if (type === "message_delta") stop_reason = delta.stop_reason ?? stop_reason;
    for (const [key, value] of Object.entries(message?.usage ?? later ?? {})) {
      if (value !== null && value !== undefined) usage[key] = value;
    }
  }
  const content = [...blocks.values()].map((block) =>
    block.json ? { ...block, input: JSON.parse(block.json) } : block,
  );
  return { content, stop_reason, usage };
}

function counts(usage: Usage): Counts {
  const cached = usage.cache_read_input_tokens ?? 0;
  return {
    prompt: (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + cached,
    completion: usage.output_tokens ?? 0,
    cached,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}
