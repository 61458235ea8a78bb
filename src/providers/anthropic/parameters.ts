import type { ChatRequestNonStreaming } from "../../contract/chat.ts";
import type { ParameterRow } from "../parameter-row.ts";
import type { Draft } from "./draft.ts";

type Step = (value: unknown, draft: Draft, param: string) => void;
type Row = ParameterRow<Step>;

/** The answer is the same without it. */
const drop: Row = { treatment: "drop", note: "" };
const router: Row = { treatment: "router", note: "" };

/** Sent as `note` says; a step of its own writes it where none is given. */
const send = (note: string, step?: Step): Row => ({ treatment: "send", note, ...(step && { step }) });

/** Left out with a warning, unless the value asks for nothing. */
const warn = (why: string, harmless: (value: unknown) => boolean = () => false): Row => ({
  treatment: "warn",
  note: why,
  step(value, { notes }, param) {
    if (!harmless(value)) notes.warn("dropped_param", param, `${param} was left out: ${why}`);
  },
});

/** Refused, unless the value asks for nothing. */
const refuse = (why: string, harmless: (value: unknown) => boolean = () => false, code?: string): Row => ({
  treatment: "refuse",
  note: why,
  step(value, { notes }, param) {
    if (!harmless(value)) notes.refuse(param, `${param}: ${why}`, code);
  },
});

const isZero = (value: unknown) => value === 0;
const isOne = (value: unknown) => value === 1;
const isFalse = (value: unknown) => value === false;
const isEmpty = (value: unknown) => Object.keys(value as object).length === 0;
const isTextOnly = (value: unknown) => !(value as readonly string[]).includes("audio");

const NONE = "Anthropic has no such parameter";

const stop: Step = (value, draft) => {
  const given = [value].flat() as string[];
  const kept = given.filter((text) => text.trim() !== "");
  if (kept.length > 0) draft.body.stop_sequences = kept;
  if (kept.length < given.length) {
    draft.notes.warn(
      "dropped_param",
      "stop",
      "empty and whitespace-only stop sequences were left out: Anthropic refuses them",
    );
  }
};

const SERVICE_TIERS: Readonly<Record<string, "auto" | "standard_only">> = { auto: "auto", default: "standard_only" };

const serviceTier: Step = (value, draft) => {
  const tier = SERVICE_TIERS[String(value)];
  if (tier) draft.body.service_tier = tier;
  else
    draft.notes.warn(
      "dropped_param",
      "service_tier",
      `service_tier "${String(value)}" was left out: Anthropic has no such tier`,
    );
};

const userId: Step = (_value, draft) => {
  const { safety_identifier, user } = draft.request;
  draft.body.metadata = { user_id: safety_identifier ?? user ?? null };
};

/** What becomes of each parameter of OpenAI's request. Source: the Messages API reference, version 2026-10-21. */
export const PARAMETERS = {
  model: send("`model`"),
  models: router,
  messages: send("`system`, `messages`"),
  provider_options: send("merged in last"),
  stream: send("`stream`"),
  stream_options: router,
  max_completion_tokens: send("`max_tokens`, by default the model's most"),
  max_tokens: send("`max_tokens`, unless `max_completion_tokens` is given"),
  temperature: send("`temperature` up to 1, up to Claude 4.6; else left out with a warning"),
  top_p: send("`top_p` where no temperature is given, up to Claude 4.6; else left out with a warning"),
  top_k: send("`top_k` up to Claude 4.6; else left out with a warning"),
  stop: send("`stop_sequences`; blank ones are left out with a warning", stop),
  n: refuse("Anthropic gives one answer a request; ask n times, or use another target", isOne),
  seed: warn(NONE),
  frequency_penalty: warn(NONE, isZero),
  presence_penalty: warn(NONE, isZero),
  logit_bias: warn(NONE, isEmpty),
  logprobs: warn("Anthropic gives no log probabilities", isFalse),
  top_logprobs: warn("Anthropic gives no log probabilities", isZero),
  tools: send("`tools`; custom tools as functions of one string"),
  tool_choice: send("`tool_choice`; newer models can only be asked, with a warning"),
  parallel_tool_calls: send("`tool_choice.disable_parallel_tool_use`"),
  functions: send("as `tools`"),
  function_call: send("as `tool_choice`"),
  response_format: send("`output_config.format`; schema-less JSON is only asked for, with a warning"),
  reasoning_effort: send("`output_config.effort`, `thinking`; the nearest there is, with a warning"),
  verbosity: warn(NONE),
  modalities: refuse("Anthropic answers in text only", isTextOnly, "unsupported_modality"),
  audio: refuse("Anthropic answers in text only", undefined, "unsupported_modality"),
  prediction: warn(NONE),
  moderation: warn(NONE),
  web_search_options: refuse(
    "Anthropic's web search is a billed server tool; name it in provider_options.anthropic.tools",
  ),
  service_tier: send("`service_tier` for `auto` and `default`; others are left out with a warning", serviceTier),
  store: warn("Anthropic stores no completions", isFalse),
  metadata: warn("Anthropic's metadata is a different thing"),
  user: send("`metadata.user_id`", userId),
  safety_identifier: send("`metadata.user_id`, before `user`", userId),
  prompt_cache_key: drop,
  prompt_cache_retention: drop,
  prompt_cache_options: drop,
} satisfies Record<keyof ChatRequestNonStreaming, Row> & Record<string, Row>;

const UNKNOWN = warn("it is no parameter of OpenAI's; native ones go into provider_options.anthropic");

/** Writes the simple parameters into the body, and notes those that Anthropic cannot take. */
export function encodeParameters(draft: Draft): void {
  const rows: Readonly<Record<string, Row>> = PARAMETERS;
  for (const [param, value] of Object.entries(draft.request)) {
    if (value === undefined) continue;
    const { step } = Object.hasOwn(rows, param) ? rows[param]! : UNKNOWN;
    step?.(value, draft, param);
  }
}
