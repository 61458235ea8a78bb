import type { CompletionChoice } from "../../contract/chat.ts";
import { mintedId } from "../minted-id.ts";
import type { NativeBlock } from "./visible.ts";

type ToolCall = NonNullable<CompletionChoice["message"]["tool_calls"]>[number];

/** A tool call in OpenAI's shape. `text`: the arguments as they were streamed. */
export function decodeToolCall(block: NativeBlock, custom: boolean, text?: string): ToolCall {
  const { id = "", name = "", input } = block;
  if (custom) return { id, type: "custom", custom: { name, input: rawInput(input) } };
  return { id, type: "function", function: { name, arguments: text || JSON.stringify(input ?? {}) } };
}

/** A block as it is; a call that a gateway gave no id gets one. `place`: of the block within the answer `of`. */
export function identified(block: NativeBlock, of: string, place: number): NativeBlock {
  return block.type === "tool_use" && !block.id ? { ...block, id: mintedId(of, place) } : block;
}

/** What a custom tool was called with: the one argument of the function tool that stands for it. */
export function rawInput(input: unknown): string {
  const raw = (input as { input?: unknown } | null | undefined)?.input;
  return typeof raw === "string" ? raw : JSON.stringify(input ?? {});
}
