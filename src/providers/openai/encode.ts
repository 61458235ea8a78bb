import type { ChatRequest } from "../../contract/chat.ts";
import type { PrepareContext, Prepared } from "../../contract/provider.ts";
import type { Dialect } from "../../data/dialect.ts";
import { extrasFor, mergeExtras } from "../native-extras.ts";
import { normalize } from "../normalize.ts";
import { Notes } from "../notes.ts";
import { rulesFor } from "./dialect.ts";
import type { Draft } from "./draft.ts";
import { encodeDefaults, encodeEffort } from "./effort.ts";
import { encodeMessages } from "./messages.ts";
import { encodeParameters } from "./parameters.ts";
import { encodeTools } from "./request-tools.ts";
import { encodeResponseFormat } from "./response-format.ts";

type Body = Record<string, unknown>;

/** Effort first: what of sampling is taken depends on it. The schema's instruction is no message of the caller's. */
const STEPS: readonly ((draft: Draft) => void)[] = [
  encodeEffort,
  encodeParameters,
  encodeTools,
  encodeDefaults,
  encodeMessages,
  encodeResponseFormat,
];

/** Fields that are the router's, or are written at the end, or would be no field of the copy. */
const OURS: ReadonlySet<string> = new Set(["models", "provider_options", "stream", "stream_options", "__proto__"]);

/** Written field by field: to leave fields out of a copy costs several times as much. */
function theirs(asked: ChatRequest): Body {
  const body: Body = {};
  for (const field of Object.keys(asked) as (keyof ChatRequest)[]) if (!OURS.has(field)) body[field] = asked[field];
  return body;
}

/** For whom a request is encoded. */
export interface Recipient {
  /** The provider's name in the router's configuration: its entry of `provider_options` applies, else its vendor's, else `openai`'s. */
  readonly name: string;
  readonly vendor?: string;
  readonly dialect: Dialect;
}

/**
 * Writes a request for an OpenAI-compatible server: the caller's own, less what is the router's and what the dialect does
 * not take. Unknown fields pass. Streams always ask for usage; whether the caller sees it is not decided here. The
 * caller's body is never changed.
 */
export function encode(request: ChatRequest, context: PrepareContext, recipient: Recipient): Prepared {
  const { name, vendor, dialect } = recipient;
  const asked = normalize(request);
  const { provider_options, stream_options } = asked;
  const body = theirs(asked);
  body.model = context.model;
  const notes = new Notes(context);
  const { compat = {} } = context.settings;
  const draft: Draft = {
    body,
    dialect,
    rules: rulesFor(dialect, context.model),
    notes,
    compat,
    stream: context.stream,
  };
  for (const step of STEPS) step(draft);
  if (provider_options) mergeExtras(body, extrasFor(request, name, "openai", vendor), notes);
  if ("stream" in body) delete body.stream;
  if (context.stream) {
    body.stream = true;
    if (!dialect.noStreamOptions) {
      body.stream_options = { ...stream_options, ...(body.stream_options as Body | undefined), include_usage: true };
    }
  }
  return { native: body, warnings: notes.warnings };
}
