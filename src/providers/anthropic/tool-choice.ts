import type { ToolChoice } from "@anthropic-ai/sdk/resources/messages";
import type { Draft } from "./draft.ts";

type Choice = NonNullable<Draft["request"]["tool_choice"]>;

/** Writes `tool_choice` and `parallel_tool_calls`. Without tools there is nothing to choose, and the API refuses a choice. */
export function encodeToolChoice(draft: Draft): void {
  const { request, body, notes } = draft;
  const choice = request.tool_choice;
  if (body.tools === undefined) {
    if (choice !== undefined && choice !== "none" && choice !== "auto") {
      notes.warn("dropped_param", "tool_choice", "tool_choice was left out: the request has no tools");
    }
    return;
  }
  const native = choice === undefined ? undefined : possible(nativeChoice(choice), draft);
  const alone = request.parallel_tool_calls === false;
  if (alone && native?.type !== "none") {
    body.tool_choice = { ...(native ?? { type: "auto" }), disable_parallel_tool_use: true };
  } else if (native) body.tool_choice = native;
}

const WORDS: Readonly<Record<string, ToolChoice>> = {
  auto: { type: "auto" },
  none: { type: "none" },
  required: { type: "any" },
};

function nativeChoice(choice: Choice): ToolChoice {
  if (typeof choice === "string") return { ...(WORDS[choice] ?? { type: "auto" }) };
  if (choice.type === "allowed_tools") return { ...(WORDS[choice.allowed_tools.mode] ?? { type: "auto" }) };
  return { type: "tool", name: choice.type === "custom" ? choice.custom.name : choice.function.name };
}

/** Newer models refuse to be forced: they are asked to call a tool in the system prompt instead. */
function possible(choice: ToolChoice, draft: Draft): ToolChoice {
  if (draft.facts.forcedToolChoice || (choice.type !== "any" && choice.type !== "tool")) return choice;
  const which = choice.type === "tool" ? `the tool "${choice.name}"` : "at least one of the tools";
  draft.asksForCall = true;
  draft.instructions.push(`You must answer by calling ${which}.`);
  draft.notes.warn(
    "emulated_param",
    "tool_choice",
    "the model cannot be forced to call a tool; it is only asked to, and may answer with text",
  );
  return { type: "auto" };
}
