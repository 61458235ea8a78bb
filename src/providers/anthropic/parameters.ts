import type { ChatRequestNonStreaming } from "../../contract/chat.ts";
import type { Draft } from "./draft.ts";

type Rule = (value: unknown, draft: Draft, param: string) => void;

/** Nothing is lost by leaving it out. */
const drop: Rule = () => {};
/** A later step of encoding reads it. */
const elsewhere: Rule = () => {};

function warn(why: string): Rule {
  return (_value, draft, param) => draft.notes.warn("dropped_param", param, `${param} was left out: ${why}`);
}

function refuse(why: string, code?: string): Rule {
  return (_value, draft, param) => draft.notes.refuse(param, why, code);
}

function unless(harmless: (value: unknown) => boolean, otherwise: Rule): Rule {
  return (value, draft, param) => {
    if (!harmless(value)) otherwise(value, draft, param);
  };
}

const isZero = (value: unknown) => value === 0;
const isFalse = (value: unknown) => value === false;
const isEmpty = (value: unknown) => Object.keys(value as object).length === 0;
const isTextOnly = (value: unknown) => !(value as readonly string[]).includes("audio");

const NONE = "Anthropic has no such parameter";

const stop: Rule = (value, draft) => {
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

const serviceTier: Rule = (value, draft) => {
  const tier = SERVICE_TIERS[String(value)];
  if (tier) draft.body.service_tier = tier;
  else
    draft.notes.warn(
      "dropped_param",
      "service_tier",
      `service_tier "${String(value)}" was left out: Anthropic has no such tier`,
    );
};

const userId: Rule = (_value, draft) => {
  const { safety_identifier, user } = draft.request;
  draft.body.metadata = { user_id: safety_identifier ?? user ?? null };
};

/** What becomes of each parameter of OpenAI's request. Source: the Messages API reference, version 2026-10-21. */
const PARAMETERS = {
  model: elsewhere,
  models: drop,
  messages: elsewhere,
  provider_options: elsewhere,
  stream: elsewhere,
  stream_options: drop,
  max_completion_tokens: elsewhere,
  max_tokens: elsewhere,
  temperature: elsewhere,
  top_p: elsewhere,
  top_k: elsewhere,
  stop,
  n: unless(
    (value) => value === 1,
    refuse("n: Anthropic gives one answer a request; ask n times, or use another target"),
  ),
  seed: warn(NONE),
  frequency_penalty: unless(isZero, warn(NONE)),
  presence_penalty: unless(isZero, warn(NONE)),
  logit_bias: unless(isEmpty, warn(NONE)),
  logprobs: unless(isFalse, warn("Anthropic gives no log probabilities")),
  top_logprobs: unless(isZero, warn("Anthropic gives no log probabilities")),
  tools: elsewhere,
  tool_choice: elsewhere,
  parallel_tool_calls: elsewhere,
  functions: drop,
  function_call: drop,
  response_format: elsewhere,
  reasoning_effort: elsewhere,
  verbosity: warn(NONE),
  modalities: unless(isTextOnly, refuse("modalities: Anthropic answers in text only", "unsupported_modality")),
  audio: refuse("audio: Anthropic answers in text only", "unsupported_modality"),
  prediction: warn(NONE),
  moderation: warn(NONE),
  web_search_options: refuse(
    "web_search_options: Anthropic's web search is a billed server tool; name it in provider_options.anthropic.tools",
  ),
  service_tier: serviceTier,
  store: unless(isFalse, warn("Anthropic stores no completions")),
  metadata: warn("Anthropic's metadata is a different thing"),
  user: userId,
  safety_identifier: userId,
  prompt_cache_key: drop,
  prompt_cache_retention: drop,
  prompt_cache_options: drop,
} satisfies Record<keyof ChatRequestNonStreaming, Rule> & Record<string, Rule>;

/** Writes the simple parameters into the body, and notes those that Anthropic cannot take. */
export function encodeParameters(draft: Draft): void {
  const rules: Readonly<Record<string, Rule>> = PARAMETERS;
  for (const [param, value] of Object.entries(draft.request)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, param)
      ? rules[param]!
      : warn("it is no parameter of OpenAI's; native ones go into provider_options.anthropic");
    rule(value, draft, param);
  }
}
