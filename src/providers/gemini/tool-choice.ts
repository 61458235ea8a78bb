import type { ChatCompletionToolChoiceOption } from "openai/resources/chat/completions";
import type { ChatRequest } from "../../contract/chat.ts";
import type { Scope } from "./scope.ts";

interface CallingConfig {
  readonly mode: "AUTO" | "ANY" | "NONE" | "VALIDATED";
  readonly allowedFunctionNames?: readonly string[];
}

const MODES = { auto: "AUTO", none: "NONE", required: "ANY" } as const;

/** Gemini's functionCallingConfig, or undefined where its default will do. `mixed`: built-in tools stand beside functions. */
export function encodeToolChoice(
  request: ChatRequest,
  withFunctions: boolean,
  mixed: boolean,
  scope: Scope,
): CallingConfig | undefined {
  const choice = request.tool_choice;
  if (!withFunctions) {
    if (choice && choice !== "none" && choice !== "auto") {
      scope.notes.warn("dropped_param", "tool_choice", "tool_choice was left out: the request has no function tools");
    }
    return undefined;
  }
  if (request.parallel_tool_calls === false) {
    scope.notes.warn(
      "dropped_param",
      "parallel_tool_calls",
      "Gemini cannot be kept from calling several tools at once",
    );
  }
  const config = choice === undefined ? undefined : configOf(choice);
  const strict = request.tools?.some((tool) => tool.type === "function" && tool.function.strict === true);
  // Only VALIDATED keeps calls to their schema while leaving the choice to the model.
  if ((strict || mixed) && (config === undefined || config.mode === "AUTO")) return { mode: "VALIDATED" };
  return config;
}

function configOf(choice: ChatCompletionToolChoiceOption): CallingConfig {
  if (typeof choice === "string") return { mode: MODES[choice] ?? "AUTO" };
  if (choice.type === "function") return { mode: "ANY", allowedFunctionNames: [choice.function.name] };
  if (choice.type === "custom") return { mode: "ANY", allowedFunctionNames: [choice.custom.name] };
  const { mode, tools } = choice.allowed_tools;
  const names = tools.map((tool) => (tool as NamedTool).function?.name ?? (tool as NamedTool).custom?.name);
  return {
    mode: mode === "required" ? "ANY" : "VALIDATED",
    allowedFunctionNames: names.filter((name): name is string => Boolean(name)),
  };
}

interface NamedTool {
  readonly function?: { readonly name?: string };
  readonly custom?: { readonly name?: string };
}
