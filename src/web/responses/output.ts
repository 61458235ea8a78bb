import { list, record } from "../../lib/record.ts";
import { annotationOf } from "./citation.ts";
import { callItem, messageItem, reasoningItem } from "./new-item.ts";
import { refusalPart, textPart } from "./parts.ts";
import type { Fields } from "./refuse.ts";
import { sealState } from "./state.ts";

interface Context {
  readonly key: string;
  readonly carriesState: boolean;
  readonly logprobs: readonly unknown[];
}

/** The items of an assistant's message: reasoning, text, calls. */
export function itemsOf(message: Fields, { key, carriesState, logprobs }: Context): readonly Fields[] {
  const { reasoning_content: thought, provider_state: state } = message;
  const seal = carriesState && state ? { encrypted_content: sealState(state) } : {};
  const items: Fields[] = [];
  if (thought || seal.encrypted_content) items.push({ ...reasoningItem(key, items.length, thought), ...seal });
  const content = contentOf(message, logprobs);
  const calls = list(message.tool_calls);
  if (content.length > 0 || calls.length === 0) items.push({ ...messageItem(key, items.length), content });
  for (const call of calls) items.push(callItem(key, items.length, record(call)));
  return items.map((item) => ({ ...item, status: "completed" }));
}

function contentOf({ content, refusal, annotations }: Fields, logprobs: readonly unknown[]): readonly Fields[] {
  const parts: Fields[] = [];
  if (typeof content === "string" && content !== "") {
    parts.push({ ...textPart(content), annotations: list(annotations).map(annotationOf), logprobs });
  }
  if (typeof refusal === "string" && refusal !== "") parts.push(refusalPart(refusal));
  return parts;
}
