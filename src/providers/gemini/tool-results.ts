import type { ChatMessage } from "../../contract/chat.ts";
import { jsonIn } from "../../lib/json-in.ts";
import type { Scope } from "./scope.ts";
import { encodeUserParts } from "./user-parts.ts";
import type { Part } from "./wire.ts";

type ToolMessage = Extract<ChatMessage, { role: "tool" }> & { is_error?: boolean };

/** A call that awaits its result: the result must repeat its name, and its id if Google gave it one. */
export interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly issued: boolean;
}

/** A tool message with its place in the request. */
export interface ToolResult {
  readonly message: ToolMessage;
  readonly place: string;
}

/** The results of one turn as `functionResponse` parts, in the order of the calls. */
export function encodeToolResults(calls: readonly OpenCall[], results: readonly ToolResult[], scope: Scope): Part[] {
  return calls.flatMap((call) => {
    const result = results.find(({ message }) => message.tool_call_id === call.id);
    return result ? [encodeResult(call, result, scope)] : [];
  });
}

function encodeResult(call: OpenCall, { message, place }: ToolResult, scope: Scope): Part {
  const parts = encodeUserParts(message.content, place, scope);
  const text = parts.map((part) => part.text ?? "").join("");
  const media = parts.filter((part) => part.text === undefined);
  if (media.length > 0 && !scope.facts.signatures) {
    scope.notes.refuse("image_url", `${place} has media in a tool result, which ${scope.model} does not take`);
    media.length = 0;
  }
  return {
    functionResponse: {
      name: call.name,
      response: message.is_error ? { error: text } : responseOf(text),
      ...(call.issued && { id: call.id }),
      ...(media.length > 0 && { parts: media }),
    },
  };
}

/** Gemini wants an object: a JSON object as it is, anything else under `output`, the key it reads as the result. */
function responseOf(text: string): Record<string, unknown> {
  const value = text.trimStart().startsWith("{") ? jsonIn(text) : undefined;
  return (value as Record<string, unknown> | undefined) ?? { output: text };
}
