import type { ChatCompletion } from "llmux";
import { describe, expect, it } from "vitest";
import { json } from "./frames.ts";
import { anthropicMessage, geminiResponse, healthy, wireOf } from "./healthy.ts";
import { openStage } from "./stage.ts";
import type { Answer, Sent } from "./upstream.ts";

const { ask } = openStage();
const TARGETS = ["openai/gpt-4.1", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"];
const TURNS = 4;
const tools = [{ type: "function", function: { name: "count", parameters: { type: "object" } } }];

/** Every way through four turns that never asks the same provider twice in a row. */
const PATHS = Array.from({ length: TURNS - 1 }).reduce<string[][]>(
  (paths) => paths.flatMap((path) => TARGETS.filter((one) => one !== path.at(-1)).map((one) => [...path, one])),
  TARGETS.map((target) => [target]),
);

type Record_ = Readonly<Record<string, unknown>>;

/** What a strict server finds wrong with a history; nothing, if it would answer. */
const OBJECTIONS: Readonly<Record<string, (body: Record_) => string | undefined>> = {
  openai({ messages }) {
    let open: unknown[] = [];
    for (const message of messages as Record_[]) {
      const extra = Object.keys(message).filter(
        (key) => !/^(role|content|tool_calls|tool_call_id|name|refusal)$/.test(key),
      );
      if (extra.length > 0) return `Unknown fields ${extra}`;
      if (message.role === "tool") open = open.filter((id) => id !== message.tool_call_id);
      else if (open.length > 0) return `Unanswered calls ${open}`;
      if (message.tool_calls) open = (message.tool_calls as Record_[]).map(({ id }) => id);
      if (open.some((id) => String(id).length > 40)) return "string_above_max_length";
    }
    return open.length > 0 ? `Unanswered calls ${open}` : undefined;
  },
  anthropic({ messages }) {
    const list = messages as { role: string; content: Record_[] }[];
    for (const [at, { role, content }] of list.entries()) {
      if (role !== (at % 2 === 0 ? "user" : "assistant")) return `messages.${at}: roles must alternate`;
      for (const block of content) {
        if (!["text", "tool_use", "tool_result", "thinking"].includes(String(block.type)))
          return `Unknown block ${block.type}`;
        if (block.type === "thinking" && block.signature !== "claude") return "Invalid `signature` in `thinking` block";
        if (block.type !== "tool_use") continue;
        if (!/^[a-zA-Z0-9_-]+$/.test(String(block.id))) return "tool_use.id: String should match pattern";
        const answered = list[at + 1]?.content.some((other) => other.tool_use_id === block.id);
        if (!answered) return "`tool_use` ids were found without `tool_result` blocks";
      }
    }
    return undefined;
  },
  gemini({ contents }) {
    for (const [at, { role, parts }] of (contents as { role: string; parts: Record_[] }[]).entries()) {
      const calls = parts.filter(({ functionCall }) => functionCall);
      if (role !== "model" || calls.length === 0) continue;
      const { thoughtSignature } = calls[0]!;
      if (!["google", "skip_thought_signature_validator"].includes(String(thoughtSignature))) {
        return `Function call is missing a thought_signature, position ${at}`;
      }
      const results = (contents as { parts: Record_[] }[])[at + 1]?.parts.filter((part) => part.functionResponse) ?? [];
      if (results.length !== calls.length) return "number of function response parts must equal the number of calls";
    }
    return undefined;
  },
};

/** Calls the tool three times, then answers; each with what this provider alone understands beside it. */
function answer(target: string, turn: number): Answer {
  const last = turn === TURNS - 1;
  const input = { turn };
  if (target.startsWith("anthropic")) {
    const thinking = { type: "thinking", thinking: "hm", signature: "claude" };
    const said = last
      ? { type: "text", text: "done" }
      : { type: "tool_use", id: `toolu_${turn}`, name: "count", input };
    return json(anthropicMessage([thinking, said], { stop_reason: last ? "end_turn" : "tool_use" }));
  }
  if (target.startsWith("gemini")) {
    const call = { functionCall: { name: "count", args: input }, thoughtSignature: "google" };
    return json(geminiResponse([last ? { text: "done", thoughtSignature: "google" } : call]));
  }
  const call = { id: `call_${turn}`, type: "function", function: { name: "count", arguments: JSON.stringify(input) } };
  const message = { role: "assistant", content: last ? "done" : null, ...(!last && { tool_calls: [call] }) };
  const whole = JSON.parse(String(healthy(target, {}).body));
  return json({ ...whole, choices: [{ index: 0, message, finish_reason: last ? "stop" : "tool_calls" }] });
}

function strict(target: string, turn: number) {
  return ({ body }: Sent): Answer => {
    const objection = OBJECTIONS[wireOf(target)]?.(body);
    return objection === undefined ? answer(target, turn) : json({ error: { message: objection } }, 400);
  };
}

describe("a conversation with tools that moves at every turn", () => {
  it.each(PATHS.map((path) => [path.map((target) => target.split("/")[0]).join(" → "), path] as const))(
    "%s",
    async (_name, path) => {
      const messages: object[] = [{ role: "user", content: "count" }];
      let last: ChatCompletion | undefined;
      for (const [turn, target] of path.entries()) {
        const { completion, error } = await ask(target, { messages, tools }, { answers: [strict(target, turn)] });
        expect(error).toBeUndefined();
        last = completion;
        const { message } = completion.choices[0]!;
        messages.push(message);
        for (const call of message.tool_calls ?? []) {
          expect(call).toMatchObject({ function: { name: "count", arguments: JSON.stringify({ turn }) } });
          messages.push({ role: "tool", tool_call_id: call.id, content: String(turn) });
        }
      }
      expect(messages).toHaveLength(2 * TURNS);
      expect(last?.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "done" } });
    },
  );
});
