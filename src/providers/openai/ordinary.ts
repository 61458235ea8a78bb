import type { Completion } from "../../contract/chat.ts";
import { isRecord, record } from "../../lib/record.ts";
import type { Manner } from "./manner.ts";
import { usageOf } from "./usage.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a message that are read, or have to be made. */
const SEEN_TO = ["tool_calls", "reasoning", "reasoning_content", "reasoning_details", "thinking"];

/** The common case: text, from a server that says everything as OpenAI does. Undefined for any other answer. */
export function ordinary(answer: Fields, manner: Manner): Completion | undefined {
  const { id, object, created, model, choices, usage, error, citations } = answer;
  if (object !== "chat.completion" || error || citations !== undefined || manner.thinkTags) return undefined;
  if (!isText(id) || !isText(model) || !Number.isInteger(created) || !created) return undefined;
  if (usageOf(answer, manner.reasoningApart) !== usage) return undefined;
  if (!Array.isArray(choices) || choices.length === 0 || !choices.every(isOrdinary)) return undefined;
  return withLogprobs(answer as unknown as Completion);
}

function isOrdinary(choice: unknown, at: number): boolean {
  const { index, finish_reason: finish, error, message } = record(choice);
  if (index !== at || error !== undefined || !isRecord(message)) return false;
  if (finish !== "stop" && finish !== "length") return false;
  const { role, content, refusal } = message;
  if (role !== "assistant" || typeof content !== "string") return false;
  if (refusal !== null && typeof refusal !== "string") return false;
  return SEEN_TO.every((field) => message[field] === undefined);
}

/** Many servers leave it out; who reads an answer of OpenAI's finds it. */
function withLogprobs(answer: Completion): Completion {
  const { choices } = answer;
  if (choices.every(({ logprobs }) => logprobs !== undefined)) return answer;
  return { ...answer, choices: choices.map((choice) => ({ ...choice, logprobs: choice.logprobs ?? null })) };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
