import type { Fields } from "./refuse.ts";

/** Takes note of an event. */
export type Emit = (type: string, fields: Fields) => void;

/** An item that is being written. */
export interface OpenItem {
  readonly kind: "message" | "reasoning" | "call";
  /** Its last form so far. */
  item: Record<string, unknown>;
  readonly at: number;
  /** Says that nothing more comes. `extra`: fields that are known only now. */
  close(emit: Emit, extra?: Fields): void;
}

/** Begins an item, and says so. */
export function openItem(kind: OpenItem["kind"], item: Fields, at: number, emit: Emit): OpenItem {
  const opened: OpenItem = {
    kind,
    item: { ...item },
    at,
    close(tell, extra = {}) {
      opened.item = { ...opened.item, ...extra, status: "completed" };
      tell("response.output_item.done", { output_index: at, item: opened.item });
    },
  };
  emit("response.output_item.added", { output_index: at, item: { ...item } });
  return opened;
}
