import type { CompletionChoice } from "../../contract/chat.ts";
import { textOf } from "../text-of.ts";

type Message = CompletionChoice["message"];
type ToolCall = NonNullable<Message["tool_calls"]>[number];
type Annotation = NonNullable<Message["annotations"]>[number];

/** A native content block, also of a kind not yet known here. */
export interface NativeBlock {
  readonly type: string;
  text?: string;
  thinking?: string;
  signature?: string;
  readonly id?: string;
  readonly name?: string;
  input?: unknown;
  /** Of a tool call: the model itself, or code that it has run. */
  readonly caller?: { readonly type?: string } | null;
  /** Of a compaction: what it made of the conversation. */
  content?: unknown;
  citations?: unknown[] | null;
}

/** What OpenAI's message shows of the blocks. */
interface Visible {
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: ToolCall[];
  readonly annotations?: Annotation[];
}

/** Reads the visible part of an answer; the blocks of server tools and all unknown ones stay in `provider_state` alone. */
export function readVisible(blocks: readonly NativeBlock[], toolCall: (block: NativeBlock) => ToolCall): Visible {
  const texts = blocks.filter((block) => block.type === "text");
  const reasoning = blocks.map((block) => (block.type === "thinking" ? textOf(block.thinking) : "")).join("");
  const calls = blocks.filter((block) => block.type === "tool_use").map(toolCall);
  const annotations = annotationsOf(texts);
  return {
    content: texts.length > 0 ? texts.map((block) => textOf(block.text)).join("") : null,
    ...(reasoning && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(annotations.length > 0 && { annotations }),
  };
}

interface WebCitation {
  readonly type?: string;
  readonly url?: string;
  readonly title?: string | null;
}

/** Web citations belong to a whole text block; its place in the joined text is counted in UTF-16 units. */
function annotationsOf(texts: readonly NativeBlock[]): Annotation[] {
  let start = 0;
  return texts.flatMap(({ text, citations }) => {
    const start_index = start;
    start += textOf(text).length;
    return ((citations ?? []) as WebCitation[]).flatMap(({ type, url, title }): Annotation[] =>
      type === "web_search_result_location" && url
        ? [{ type: "url_citation", url_citation: { start_index, end_index: start, title: title ?? "", url } }]
        : [],
    );
  });
}
