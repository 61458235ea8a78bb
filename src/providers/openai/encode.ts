import type { ChatRequest } from "../../contract/chat.ts";
import type { PrepareContext, Prepared } from "../../contract/provider.ts";
import { normalize } from "../normalize.ts";
import { Notes } from "../notes.ts";
import { checkToolPairs } from "../tool-pairs.ts";
import type { Dialect } from "./dialect.ts";
import { encodeMessages } from "./messages.ts";

type Body = Record<string, unknown>;

/** For whom a request is encoded. */
export interface Recipient {
  /** The provider's name in the router's configuration: its entry of `provider_options` applies, else `openai`'s. */
  readonly name: string;
  readonly dialect: Dialect;
}

/**
 * Writes a request for an OpenAI-compatible server: the caller's own, less what is the router's. Unknown fields pass.
 * Streams always ask for usage; whether the caller sees it is not decided here. The caller's body is never changed.
 */
export function encode(request: ChatRequest, context: PrepareContext, { name, dialect }: Recipient): Prepared {
  const notes = new Notes(context);
  const compat = context.settings.compat ?? {};
  const { models, provider_options, stream, stream_options, ...rest } = normalize(request);
  const paired = compat.repair ? checkToolPairs(rest.messages, notes, compat) : rest.messages;
  const messages = Array.isArray(paired) ? encodeMessages(paired, { dialect, notes, compat }) : paired;
  const body: Body = { ...rest, messages, model: context.model };
  leaveOut(body, dialect, notes);
  Object.assign(body, provider_options?.[name] ?? provider_options?.openai);
  delete body.stream;
  if (context.stream) {
    body.stream = true;
    body.stream_options = { ...stream_options, ...(body.stream_options as Body | undefined), include_usage: true };
  }
  return { native: body, warnings: notes.warnings };
}

function leaveOut(body: Body, dialect: Dialect, notes: Notes): void {
  for (const field of dialect.refuses) {
    if (body[field] === undefined) continue;
    delete body[field];
    notes.warn("dropped_param", field, `${field} is not known to OpenAI, so it was left out`);
  }
  if (dialect.oneTokenLimit && body.max_completion_tokens !== undefined && body.max_tokens !== undefined) {
    if (body.max_tokens !== body.max_completion_tokens) {
      notes.warn("dropped_param", "max_tokens", "max_completion_tokens is given too, so max_tokens was left out");
    }
    delete body.max_tokens;
  }
  if (Array.isArray(body.tools) && body.tools.length === 0) {
    // An empty list is refused by OpenAI and Mistral, and so are these without a list.
    delete body.tools;
    delete body.parallel_tool_calls;
    if (body.tool_choice === "auto" || body.tool_choice === "none") delete body.tool_choice;
  }
}
