import type { ChatRequest, Completion, CompletionChoice } from "../contract/chat.ts";

/**
 * True for a whole, proper answer. A refused or filtered one is not kept; one cut off by its length only if the caller set
 * that limit, and got something for it.
 */
export function worthKeeping(completion: Completion, request: ChatRequest): boolean {
  const limited = Boolean(request.max_completion_tokens ?? request.max_tokens);
  return completion.choices.length > 0 && completion.choices.every((choice) => proper(choice, limited));
}

function proper({ finish_reason, message }: CompletionChoice, limited: boolean): boolean {
  if (message.refusal) return false;
  switch (finish_reason) {
    case "stop":
    case "tool_calls":
    case "function_call":
      return true;
    case "length":
      return limited && Boolean(message.content) && !message.tool_calls;
    default:
      return false;
  }
}
