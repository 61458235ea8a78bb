import { record } from "../../lib/record.ts";
import { summaryPart } from "./parts.ts";
import type { Fields } from "./refuse.ts";

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
