import { list, record } from "../../lib/record.ts";
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

/** An item's place in the output makes its id unlike the others'. */
export function messageItem(key: string, at: number): Fields {
  return { id: `msg_${key}_${at}`, type: "message", status: "in_progress", role: "assistant", content: [] };
}

export function reasoningItem(key: string, at: number, thought: unknown): Fields {
  const summary = typeof thought === "string" && thought !== "" ? [summaryPart(thought)] : [];
  return { id: `rs_${key}_${at}`, type: "reasoning", status: "in_progress", summary };
}

export function callItem(key: string, at: number, { id, type, function: called, custom }: Fields): Fields {
  const { name, arguments: text = "" } = record(called);
  const common = { id: `fc_${key}_${at}`, status: "in_progress", call_id: id };
  if (type !== "custom") return { ...common, type: "function_call", name, arguments: text };
  const { name: own, input = "" } = record(custom);
  return { ...common, id: `ctc_${key}_${at}`, type: "custom_tool_call", name: own, input };
}

export const textPart = (text: string) => ({
  type: "output_text",
  text,
  annotations: [] as unknown[],
  logprobs: [] as unknown[],
});
export const refusalPart = (refusal: string) => ({ type: "refusal", refusal });
export const summaryPart = (text: string) => ({ type: "summary_text", text });

/** Chat has a citation's fields one level deeper. */
export function annotationOf(annotation: unknown): Fields {
  const { type, url_citation } = record(annotation);
  return type === "url_citation" ? { type, ...record(url_citation) } : record(annotation);
}
