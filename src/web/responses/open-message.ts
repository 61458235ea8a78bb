import { list } from "../../lib/record.ts";
import { annotationOf } from "./citation.ts";
import { messageItem } from "./new-item.ts";
import { type Emit, type OpenItem, openItem } from "./open-item.ts";
import { refusalPart, textPart } from "./parts.ts";

/** A message: parts of text or refusal, one after the other. */
export interface OpenMessage extends OpenItem {
  say(kind: "text" | "refusal", delta: string, logprobs: readonly unknown[], emit: Emit): void;
  cite(annotations: unknown, emit: Emit): void;
}

type Part = ReturnType<typeof textPart> | ReturnType<typeof refusalPart>;

export function openMessage(key: string, at: number, emit: Emit): OpenMessage {
  const base = openItem("message", messageItem(key, at), at, emit);
  const content: Part[] = [];
  const where = () => ({ item_id: base.item.id, output_index: at, content_index: content.length - 1 });
  const closePart = (tell: Emit) => {
    const part = content.at(-1);
    if (part === undefined) return;
    if ("text" in part) tell("response.output_text.done", { ...where(), text: part.text, logprobs: part.logprobs });
    else tell("response.refusal.done", { ...where(), refusal: part.refusal });
    tell("response.content_part.done", { ...where(), part: { ...part } });
  };
  const partFor = (kind: "text" | "refusal", tell: Emit): Part => {
    const last = content.at(-1);
    if (last !== undefined && (kind === "text") === "text" in last) return last;
    closePart(tell);
    const part = kind === "text" ? textPart("") : refusalPart("");
    content.push(part);
    tell("response.content_part.added", { ...where(), part: { ...part } });
    return part;
  };
  return Object.assign(base, {
    say(kind: "text" | "refusal", delta: string, logprobs: readonly unknown[], tell: Emit) {
      const part = partFor(kind, tell);
      if ("text" in part) {
        part.text += delta;
        part.logprobs.push(...logprobs);
        tell("response.output_text.delta", { ...where(), delta, logprobs });
      } else {
        part.refusal += delta;
        tell("response.refusal.delta", { ...where(), delta });
      }
    },
    cite(annotations: unknown, tell: Emit) {
      for (const annotation of list(annotations).map(annotationOf)) {
        const part = partFor("text", tell) as ReturnType<typeof textPart>;
        part.annotations.push(annotation);
        const annotation_index = part.annotations.length - 1;
        tell("response.output_text.annotation.added", { ...where(), annotation_index, annotation });
      }
    },
    close(tell: Emit) {
      closePart(tell);
      base.item = { ...base.item, content, status: "completed" };
      tell("response.output_item.done", { output_index: at, item: base.item });
    },
  });
}
