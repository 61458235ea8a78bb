import type { ChatMessage, ChatRequest } from "../contract/chat.ts";

/**
 * The request without top-level `null`s, and with the deprecated `functions`, `function_call` and role `function` written
 * as tools. Never changes its input; returns it where there is nothing to change.
 */
export function normalize(request: ChatRequest): ChatRequest {
  const messages = Array.isArray(request.messages) ? modernMessages(request.messages) : request.messages;
  if (messages === request.messages && !isStale(request)) return request;
  const { functions, function_call, ...rest } = Object.fromEntries(
    Object.entries(request).filter(([, value]) => value !== null),
  ) as Partial<ChatRequest>;
  return {
    ...rest,
    messages,
    ...(functions && { tools: [...(rest.tools ?? []), ...functions.map(asTool)] }),
    ...(function_call && rest.tool_choice === undefined && { tool_choice: asToolChoice(function_call) }),
  } as ChatRequest;
}

function isStale(request: ChatRequest): boolean {
  for (const key of Object.keys(request) as (keyof ChatRequest)[]) {
    if (request[key] === null || key === "functions" || key === "function_call") return true;
  }
  return false;
}

function asTool(definition: NonNullable<ChatRequest["functions"]>[number]) {
  return { type: "function" as const, function: definition };
}

function asToolChoice(choice: NonNullable<ChatRequest["function_call"]>) {
  return typeof choice === "string" ? choice : { type: "function" as const, function: { name: choice.name } };
}

/** The n-th answer belongs to the n-th call: functions had no ids, and one call at a time. */
function modernMessages(messages: ChatMessage[]): ChatMessage[] {
  if (!messages.some(isDeprecated)) return messages;
  let calls = 0;
  let answers = 0;
  return messages.map((message): ChatMessage => {
    if (message.role === "function") {
      answers += 1;
      return { role: "tool", tool_call_id: `fc_${answers}`, content: message.content ?? "" };
    }
    if (message.role !== "assistant" || !message.function_call) return message;
    calls += 1;
    const { function_call, ...rest } = message;
    const call = { id: `fc_${calls}`, type: "function" as const, function: function_call };
    return { ...rest, tool_calls: [...(message.tool_calls ?? []), call] };
  });
}

function isDeprecated(message: ChatMessage): boolean {
  return message.role === "function" || (message.role === "assistant" && Boolean(message.function_call));
}
