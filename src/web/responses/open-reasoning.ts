import { list } from "../../lib/record.ts";
import { reasoningItem } from "./new-item.ts";
import { type Emit, type OpenItem, openItem } from "./open-item.ts";
import { summaryPart } from "./parts.ts";

export interface OpenReasoning extends OpenItem {
  think(delta: string, emit: Emit): void;
  /** The text is whole; the item itself may wait for what its provider needs back. */
  finish(emit: Emit): void;
}

export function openReasoning(key: string, at: number, emit: Emit): OpenReasoning {
  const base = openItem("reasoning", reasoningItem(key, at, undefined), at, emit);
  const where = { item_id: base.item.id, output_index: at, summary_index: 0 };
  let text: string | undefined;
  return Object.assign(base, {
    think(delta: string, tell: Emit) {
      if (text === undefined) tell("response.reasoning_summary_part.added", { ...where, part: summaryPart("") });
      text = (text ?? "") + delta;
      tell("response.reasoning_summary_text.delta", { ...where, delta });
    },
    finish(tell: Emit) {
      if (text === undefined || list(base.item.summary).length > 0) return;
      tell("response.reasoning_summary_text.done", { ...where, text });
      tell("response.reasoning_summary_part.done", { ...where, part: summaryPart(text) });
      base.item = { ...base.item, summary: [summaryPart(text)] };
    },
  });
}
