import { record } from "../../lib/record.ts";
import { callItem } from "./new-item.ts";
import { type Emit, type OpenItem, openItem } from "./open-item.ts";
import type { Fields } from "./refuse.ts";

export interface OpenCall extends OpenItem {
  write(delta: unknown, emit: Emit): void;
}

/** What is said of a call's text, by what kind of tool it calls. */
const CALLS = {
  function_call: { field: "arguments", events: "response.function_call_arguments" },
  custom_tool_call: { field: "input", events: "response.custom_tool_call_input" },
} as const;

/** `first`: the delta that names the call. */
export function openCall(key: string, at: number, first: Fields, emit: Emit): OpenCall {
  const item = callItem(key, at, first);
  const { field, events } = CALLS[item.type as keyof typeof CALLS];
  const base = openItem("call", { ...item, [field]: "" }, at, emit);
  const where = { item_id: item.id, output_index: at };
  return Object.assign(base, {
    write(delta: unknown, tell: Emit) {
      const { function: called, custom } = record(delta);
      const text = record(called).arguments ?? record(custom).input;
      if (typeof text !== "string" || text === "") return;
      base.item = { ...base.item, [field]: String(base.item[field]) + text };
      tell(`${events}.delta`, { ...where, delta: text });
    },
    close(tell: Emit) {
      base.item = { ...base.item, status: "completed" };
      tell(`${events}.done`, { ...where, [field]: base.item[field], name: base.item.name });
      tell("response.output_item.done", { output_index: at, item: base.item });
    },
  });
}
