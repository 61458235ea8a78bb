import type { Usage } from "../contract/usage.ts";
import { echo } from "./echo.ts";
import type { ReplyScript } from "./script.ts";
import { pieces } from "./seed.ts";
import type { Answer } from "./wires/answer.ts";
import type { Ask } from "./wires/ask.ts";
import type { Wire } from "./wires/wire.ts";

/** What makes two answers to the same words differ: when, on which wire, and the digest of the request. */
export interface Identity {
  readonly wire: Wire;
  readonly hex: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** An answer in full: the script, and what it leaves out made up from the request. */
export function answerTo(ask: Ask, script: ReplyScript, identity: Identity): Answer {
  const { wire, hex, now } = identity;
  const isSilent = script.text === undefined && script.chunks === undefined && script.toolCalls === undefined;
  const said = isSilent ? { ...echo(ask), ...script } : script;
  const chunks = (said.chunks ?? pieces(said.text ?? "", hex.slice(24))).filter((chunk) => chunk !== "");
  const reasoning = said.reasoning ?? "";
  const toolCalls = (said.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `${wire.idPrefix.call}${hex.slice(0, 22)}${String(index).padStart(2, "0")}`,
    name: call.name,
    arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments ?? {}),
  }));
  const words = {
    text: chunks.join(""),
    reasoning,
    calls: toolCalls.map((call) => call.name + call.arguments).join(""),
  };
  return {
    id: `${wire.idPrefix.answer}${hex.slice(0, 24)}`,
    created: Math.floor(now / 1_000),
    model: said.model ?? ask.model,
    reasoning,
    redacted: said.redacted === true,
    chunks,
    toolCalls,
    usage: said.usage === null ? null : { ...counted(ask, words), ...said.usage },
    finish: said.finishReason ?? (toolCalls.length > 0 ? "tool_calls" : "stop"),
  };
}

/** A token is four characters. */
function counted(ask: Ask, words: { text: string; reasoning: string; calls: string }): Usage {
  const asked = ask.turns.reduce((sum, turn) => sum + turn.text.length, 0);
  const tools = ask.tools.length > 0 ? JSON.stringify(ask.tools).length : 0;
  const reasoningTokens = tokens(words.reasoning.length);
  return {
    inputTokens: Math.max(1, tokens(asked + tools)),
    outputTokens: tokens(words.text.length + words.calls.length) + reasoningTokens,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens,
  };
}

function tokens(characters: number): number {
  return Math.ceil(characters / 4);
}
