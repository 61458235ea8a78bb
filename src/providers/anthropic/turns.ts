import type { ContentBlockParam, MessageParam, ToolResultBlockParam } from "@anthropic-ai/sdk/resources/messages";

/** One turn of the conversation while it is being put together. */
export interface Turn {
  readonly role: MessageParam["role"];
  readonly blocks: ContentBlockParam[];
}

/** Adds blocks to the conversation; neighbours of one role are one turn. Nothing to say adds nothing. */
export function addTurn(turns: Turn[], role: Turn["role"], blocks: readonly ContentBlockParam[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.blocks.push(...blocks);
  else turns.push({ role, blocks: [...blocks] });
}

/** The turns as messages: in a user turn the tool results come first, in the order of their calls, as the API demands. */
export function finishTurns(turns: readonly Turn[]): MessageParam[] {
  return turns.map(({ role, blocks }, index) => {
    if (role !== "user") return { role, content: blocks } as MessageParam;
    const order = callIds(turns[index - 1]);
    const results = blocks.filter(isResult);
    results.sort((a, b) => order.indexOf(a.tool_use_id) - order.indexOf(b.tool_use_id));
    return { role, content: [...results, ...blocks.filter((block) => !isResult(block))] };
  });
}

function isResult(block: ContentBlockParam): block is ToolResultBlockParam {
  return block.type === "tool_result";
}

function callIds(turn: Turn | undefined): string[] {
  return (turn?.blocks ?? []).flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
}
