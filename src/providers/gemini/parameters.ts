import type { ChatRequest } from "../../contract/chat.ts";
import type { Scope } from "./scope.ts";

/** Fields an encoded request gets from OpenAI's parameters. */
export interface Settings {
  readonly generationConfig: Record<string, unknown>;
  serviceTier?: string;
}

type Row = (value: unknown, param: string, scope: Scope) => Partial<Settings> | undefined;
/** Parameters of newer OpenAI SDKs that the oldest supported one has no type for. */
type Newer = "moderation" | "prompt_cache_options";

const INT32 = 2 ** 31;

/** Encoded by a module of its own, or by the router. */
const elsewhere: Row = () => undefined;
/** Left out in silence: no effect on the answer. */
const drop: Row = () => undefined;

const config = (key: string, value: unknown) => ({ generationConfig: { [key]: value } });
const map =
  (key: string): Row =>
  (value) =>
    config(key, value);

/** Left out with a warning, unless the value asks for nothing. */
const warn: Row = (value, param, { notes }) => {
  if (value === false || (typeof value === "object" && Object.keys(value as object).length === 0)) return undefined;
  notes.warn("dropped_param", param, `${param} has no counterpart at Gemini and was left out`);
  return undefined;
};

const refuse: Row = (_, param, { notes }) => {
  notes.refuse(param, `${param} has no counterpart at Gemini; remove it, or name it in this target's drop`);
  return undefined;
};

const sampling =
  (key: string): Row =>
  (value, param, { facts, model, notes }) => {
    if (facts.sampling) return config(key, value);
    notes.warn("dropped_param", param, `${model} ignores ${param}; it was left out`);
    return undefined;
  };

/** 0 is the default, and some models refuse the parameter as such. */
const penalty =
  (key: string): Row =>
  (value) =>
    value === 0 ? undefined : config(key, value);

const stop: Row = (value, param, { notes }) => {
  const given = (Array.isArray(value) ? value : [value]).filter((entry) => entry !== "");
  if (given.length > 5)
    notes.warn("clamped_param", param, `Gemini takes 5 stop sequences; the first 5 of ${given.length} were sent`);
  return given.length > 0 ? config("stopSequences", given.slice(0, 5)) : undefined;
};

const seed: Row = (value, param, { notes }) => {
  const number = value as number;
  if (number >= -INT32 && number < INT32) return config("seed", number);
  notes.warn("clamped_param", param, "Gemini takes 32-bit seeds; the seed was reduced");
  return config("seed", number % INT32);
};

const modalities: Row = (value, param, scope) =>
  (value as string[]).every((entry) => entry === "text") ? undefined : refuse(value, param, scope);

const TIERS: Readonly<Record<string, string>> = {
  flex: "flex",
  priority: "priority",
  fast: "priority",
  default: "standard",
};

const serviceTier: Row = (value, param, scope) => {
  const tier = TIERS[String(value)];
  if (tier) return { serviceTier: tier };
  return value === "auto" ? undefined : warn(value, param, scope);
};

const PARAMETERS: Readonly<Record<keyof ChatRequest | Newer, Row>> = {
  audio: refuse,
  frequency_penalty: penalty("frequencyPenalty"),
  function_call: elsewhere,
  functions: elsewhere,
  logit_bias: warn,
  logprobs: (value) => (value ? config("responseLogprobs", true) : undefined),
  max_completion_tokens: map("maxOutputTokens"),
  max_tokens: elsewhere,
  messages: elsewhere,
  metadata: warn,
  modalities,
  model: elsewhere,
  models: elsewhere,
  moderation: warn,
  n: (value) => (value === 1 ? undefined : config("candidateCount", value)),
  parallel_tool_calls: elsewhere,
  prediction: warn,
  presence_penalty: penalty("presencePenalty"),
  prompt_cache_key: drop,
  prompt_cache_options: drop,
  prompt_cache_retention: drop,
  provider_options: elsewhere,
  reasoning_effort: elsewhere,
  response_format: elsewhere,
  safety_identifier: drop,
  seed,
  service_tier: serviceTier,
  stop,
  store: warn,
  stream: elsewhere,
  stream_options: elsewhere,
  temperature: sampling("temperature"),
  tool_choice: elsewhere,
  tools: elsewhere,
  top_k: sampling("topK"),
  top_logprobs: map("logprobs"),
  top_p: sampling("topP"),
  user: drop,
  verbosity: warn,
  web_search_options: elsewhere,
};

/** Translates the parameters that stand for themselves, one row each; a parameter nobody knows is a warning. */
export function encodeParameters(request: ChatRequest, scope: Scope): Settings {
  const limit = request.max_completion_tokens ?? request.max_tokens;
  const given = { ...request, ...(limit !== undefined && { max_completion_tokens: limit }) };
  const settings: Settings = { generationConfig: {} };
  for (const [param, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const row: Row = Object.hasOwn(PARAMETERS, param) ? PARAMETERS[param as keyof ChatRequest] : warn;
    const { generationConfig, ...rest } = row(value, param, scope) ?? {};
    Object.assign(settings.generationConfig, generationConfig);
    Object.assign(settings, rest);
  }
  return settings;
}
