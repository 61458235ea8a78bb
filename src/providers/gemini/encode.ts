import type { ChatRequest } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { PrepareContext, Prepared } from "../../contract/provider.ts";
import { geminiModel } from "../../data/model-facts.ts";
import { combined, extrasFor, mergeExtras } from "../native-extras.ts";
import { normalize } from "../normalize.ts";
import { Notes } from "../notes.ts";
import { encodeMessages } from "./messages.ts";
import { encodeParameters } from "./parameters.ts";
import { encodeFormat } from "./response-format.ts";
import type { Scope } from "./scope.ts";
import { encodeThinking } from "./thinking.ts";
import { encodeTools } from "./tools.ts";
import type { GeminiNative, GenerateRequest } from "./wire.ts";

/** The SDK puts the model into the URL as it is. */
const MODEL_PATH = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

/** Encodes a request for generateContent; `provider` is the provider's name in the router's configuration. */
export function encode(
  request: ChatRequest,
  context: PrepareContext,
  provider: string,
): Prepared & { readonly native: GeminiNative } {
  const notes = new Notes(context);
  const model = checkedModel(context);
  const scope: Scope = { provider, model, facts: geminiModel(model), compat: context.settings.compat ?? {}, notes };
  const body = normalize(request);
  const { custom, ...tooling } = encodeTools(body, scope);
  const { generationConfig, ...settings } = encodeParameters(body, scope);
  const thinkingConfig = encodeThinking(body.reasoning_effort ?? undefined, scope);
  const config = {
    ...generationConfig,
    ...encodeFormat(body, scope),
    ...(thinkingConfig && { thinkingConfig }),
  };
  const encoded: GenerateRequest = {
    ...encodeMessages(body.messages, scope),
    ...tooling,
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
    ...settings,
  };
  return { native: { body: withExtras(encoded, body, scope), custom }, warnings: notes.warnings };
}

/** The target's model id as it stands in the URL; one that would change the address is refused. */
export function checkedModel(context: PrepareContext): string {
  const model = bareModel(context.model);
  if (MODEL_PATH.test(model)) return model;
  const message = `${context.target}: ${JSON.stringify(model)} is no Gemini model id`;
  throw new LlmuxError("unsupported", message, { param: "model", code: "model_not_found" });
}

/** The model id as it stands in the URL: `models/` and `google/` in front are habits of other interfaces. */
export function bareModel(model: string): string {
  return model.replace(/^(google|models)\//, "");
}

/** Native extras come last. */
function withExtras(encoded: GenerateRequest, request: ChatRequest, { provider, notes }: Scope): GenerateRequest {
  const merged: Record<string, unknown> = { ...encoded };
  mergeExtras(merged, extrasFor(request, provider, "gemini"), notes, combine);
  return { ...merged, ...systemText(merged.systemInstruction) } as unknown as GenerateRequest;
}

/** A native system text may be a plain string; on the wire it is not. */
function systemText(given: unknown): Pick<GenerateRequest, "systemInstruction"> {
  return typeof given === "string" ? { systemInstruction: { parts: [{ text: given }] } } : {};
}

function combine(own: unknown, extra: unknown, key: string): unknown {
  if (!isPlain(own) || !isPlain(extra)) return combined(own, extra, key);
  const thinking = { ...(own.thinkingConfig as object), ...(extra.thinkingConfig as object) };
  if (key !== "generationConfig" || Object.keys(thinking).length === 0) return { ...own, ...extra };
  return { ...own, ...extra, thinkingConfig: oneOf(thinking, extra.thinkingConfig) };
}

/** A thinking budget and a level together are a 400: the native one wins. */
function oneOf(thinking: Record<string, unknown>, extra: unknown): Record<string, unknown> {
  if (!isPlain(extra)) return thinking;
  const { thinkingBudget, thinkingLevel, ...rest } = thinking;
  if (extra.thinkingBudget !== undefined) return { ...rest, thinkingBudget };
  return extra.thinkingLevel === undefined ? thinking : { ...rest, thinkingLevel };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
