import { list, object, text } from "../json.ts";
import type { Failure } from "./failure.ts";
import { sign } from "./signature.ts";

type Block = Readonly<Record<string, unknown>>;

/** The thinking of an answer as a signed block. */
export function thinkingBlock(model: string, thinking: string): Block {
  return { type: "thinking", thinking, signature: sign(model, thinking) };
}

/** The same as it is sent where its text must not be seen. */
export function redactedBlock(model: string, thinking: string): Block {
  return { type: "redacted_thinking", data: `${Buffer.from(thinking).toString("base64")}.${sign(model, thinking)}` };
}

/** Thinking that comes back must be what this model signed, and with a thinking budget a tool loop must begin with it. */
export function refuseThinking(body: unknown): Failure | undefined {
  const { model, messages, thinking } = object(body);
  const turns = list(messages).map(object);
  for (const [index, { role, content }] of turns.entries()) {
    const blocks = role === "assistant" ? list(content).map(object) : [];
    const bad = blocks.findIndex((block) => !isOwn(text(model), block));
    if (bad >= 0) return refusal(`messages.${index}.content.${bad}: Invalid \`signature\` in \`thinking\` block`);
  }
  const isLoop = list(object(turns.at(-1)).content).some((block) => object(block).type === "tool_result");
  if (object(thinking).type !== "enabled" || !isLoop) return undefined;
  const found = text(object(list(object(turns.at(-2)).content)[0]).type);
  if (found.endsWith("thinking")) return undefined;
  const place = `messages.${turns.length - 2}.content.0.type`;
  return refusal(`${place}: Expected \`thinking\` or \`redacted_thinking\`, but found \`${found}\`.`);
}

function isOwn(model: string, block: Block): boolean {
  if (block.type === "thinking") return block.signature === sign(model, text(block.thinking));
  if (block.type !== "redacted_thinking") return true;
  const [thinking = "", signature] = text(block.data).split(".");
  return signature === sign(model, Buffer.from(thinking, "base64").toString());
}

function refusal(message: string): Failure {
  return { kind: "invalid_request", status: 400, message };
}
