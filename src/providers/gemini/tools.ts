import type { ChatCompletionTool } from "openai/resources/chat/completions";
import type { ChatRequest } from "../../contract/chat.ts";
import { warnOfFit } from "../schema/warn.ts";
import { fitSchema } from "./schema.ts";
import type { Scope } from "./scope.ts";
import { encodeToolChoice } from "./tool-choice.ts";
import type { FunctionDeclaration } from "./wire.ts";

/** Tools in Gemini's words. */
export interface Tooling {
  readonly tools?: Record<string, unknown>[];
  readonly toolConfig?: Record<string, unknown>;
  /** Functions that stand for OpenAI's custom tools. */
  readonly custom: readonly string[];
}

/** Translates tools, the choice among them and web search. */
export function encodeTools(request: ChatRequest, scope: Scope): Tooling {
  const offered = request.tools ?? [];
  const custom = offered.flatMap((tool) => (tool.type === "custom" ? [tool.custom.name] : []));
  const functionDeclarations = offered.flatMap((tool) => declare(tool, scope) ?? []);
  const search = wantsSearch(request, functionDeclarations.length > 0, scope);
  const tools = [...(functionDeclarations.length > 0 ? [{ functionDeclarations }] : []), ...search];
  const mixed = search.length > 0 && functionDeclarations.length > 0;
  const functionCallingConfig = encodeToolChoice(request, functionDeclarations.length > 0, mixed, scope);
  const toolConfig = {
    ...(functionCallingConfig && { functionCallingConfig }),
    ...(mixed && { includeServerSideToolInvocations: true }),
  };
  return {
    custom,
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(toolConfig).length > 0 && { toolConfig }),
  };
}

function declare(tool: ChatCompletionTool, scope: Scope): FunctionDeclaration | undefined {
  if (tool.type !== "function" && tool.type !== "custom") {
    const type = JSON.stringify((tool as { type?: unknown }).type);
    scope.notes.refuse("tools", `a tool has the type ${type}; native tools go into provider_options.gemini.tools`);
    return undefined;
  }
  const { name } = tool.type === "custom" ? tool.custom : tool.function;
  if (!/^[A-Za-z_]/.test(name)) {
    scope.notes.refuse("tools", `the tool name ${JSON.stringify(name)} must start with a letter or _ at Gemini`);
    return undefined;
  }
  if (tool.type === "custom") return declareCustom(tool.custom, scope);
  const { description, parameters } = tool.function;
  const fitted = isEmptySchema(parameters) ? undefined : fitSchema(parameters ?? {});
  if (fitted) warnOfFit(scope.notes, "tools", `the schema of tool ${name}`, fitted);
  return { name, ...(description && { description }), ...(fitted && { parametersJsonSchema: fitted.schema }) };
}

/** A custom tool takes free text: a function with one string, `input`. */
function declareCustom(
  tool: Extract<ChatCompletionTool, { type: "custom" }>["custom"],
  scope: Scope,
): FunctionDeclaration {
  const { grammar } = tool.format?.type === "grammar" ? tool.format : {};
  if (grammar) {
    scope.notes.warn(
      "emulated_param",
      "tools",
      `Gemini does not enforce the grammar of tool ${tool.name}; it was put into the description`,
    );
  }
  const rule = grammar && `The input must match this ${grammar.syntax} grammar:\n${grammar.definition}`;
  const description = [tool.description, rule].filter(Boolean).join("\n\n");
  return {
    name: tool.name,
    ...(description && { description }),
    parametersJsonSchema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
  };
}

function wantsSearch(request: ChatRequest, withFunctions: boolean, scope: Scope): { googleSearch: object }[] {
  const options = request.web_search_options;
  if (!options) return [];
  if (withFunctions && !scope.facts.mixedTools) {
    scope.notes.refuse(
      "web_search_options",
      `${scope.model} does not take function tools and web search in one request`,
    );
    return [];
  }
  if (Object.keys(options).length > 0) {
    scope.notes.warn(
      "dropped_param",
      "web_search_options",
      "Google Search takes neither location nor context size; both were left out",
    );
  }
  return [{ googleSearch: {} }];
}

/** True for what says "no arguments": Gemini wants no schema at all then. */
function isEmptySchema(schema: Record<string, unknown> | undefined): boolean {
  if (!schema) return true;
  const { type, properties, required, additionalProperties, $schema, ...rest } = schema;
  return Object.keys(properties ?? {}).length === 0 && Object.keys(rest).length === 0 && additionalProperties !== true;
}
