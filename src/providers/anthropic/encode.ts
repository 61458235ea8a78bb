import type { ChatRequest } from "../../contract/chat.ts";
import type { PrepareContext, Prepared } from "../../contract/provider.ts";
import { limitCacheControl } from "./cache-control.ts";
import { type Draft, type NativeRequest, startDraft } from "./draft.ts";
import { encodeMessages } from "./messages.ts";
import { encodeParameters } from "./parameters.ts";
import { mergeProviderOptions } from "./provider-options.ts";
import { encodeResponseFormat } from "./response-format.ts";
import { encodeSampling, versionHeaders } from "./sampling.ts";
import { encodeThinking } from "./thinking.ts";
import { encodeToolChoice } from "./tool-choice.ts";
import { encodeTools } from "./tools.ts";

/** Each step reads what the earlier ones wrote: messages need the instructions, thinking the messages, sampling the thinking. */
const STEPS: readonly ((draft: Draft) => void)[] = [
  encodeParameters,
  encodeTools,
  encodeToolChoice,
  encodeResponseFormat,
  encodeMessages,
  encodeThinking,
  encodeSampling,
  limitCacheControl,
  mergeProviderOptions,
];

/**
 * Writes an OpenAI-shaped request as a Messages request, noting what is lost. Pure; the request is not changed.
 *
 * @throws LlmuxError `unsupported` for what Anthropic cannot do, `invalid_request` for what nobody can.
 */
export function encode(request: ChatRequest, context: PrepareContext, provider: string): Prepared {
  const draft = startDraft(request, context, provider);
  for (const step of STEPS) step(draft);
  const native: NativeRequest = {
    body: draft.body,
    headers: versionHeaders(draft),
    customTools: [...draft.customTools],
    ...(draft.answerTool && { answerTool: draft.answerTool }),
    mustCall: draft.asksForCall && context.settings.compat?.enforce === true,
  };
  return { native, warnings: draft.notes.warnings };
}
