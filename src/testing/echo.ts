import { instanceOf } from "./schema.ts";
import type { ReplyScript } from "./script.ts";
import type { Ask } from "./wires/ask.ts";

const TRIGGER = /\buse the tool\b/i;

/**
 * What a provider answers that was told nothing: a call of the forced tool, or of the first one if the user says "use the tool";
 * else an instance of the schema asked for; else `echo: ` and the last user message or tool result, cut at the token limit.
 */
export function echo(ask: Ask): ReplyScript {
  const called = calledTool(ask);
  if (called) return { toolCalls: [{ name: called.name, arguments: instanceOf(called.schema) }] };
  if (ask.schema !== undefined) return { text: JSON.stringify(instanceOf(ask.schema)) };
  const text = `echo: ${lastText(ask)}`;
  const most = (ask.maxTokens ?? Number.POSITIVE_INFINITY) * 4;
  return text.length > most ? { text: text.slice(0, most), finishReason: "length" } : { text };
}

/** The text of the last user message or tool result. */
export function lastText(ask: Ask): string {
  return lastTurn(ask)?.text ?? "";
}

function lastTurn(ask: Ask): Ask["turns"][number] | undefined {
  return ask.turns.findLast((turn) => turn.role === "user" || turn.role === "tool");
}

function calledTool(ask: Ask): Ask["tools"][number] | undefined {
  if (typeof ask.forced === "string") return ask.tools.find((tool) => tool.name === ask.forced);
  const last = lastTurn(ask);
  const isAsked = ask.forced === true || (last?.role === "user" && TRIGGER.test(last.text));
  return isAsked ? ask.tools[0] : undefined;
}
