import type { ChatRequest } from "../../contract/chat.ts";
import type { ParameterRow } from "../parameter-row.ts";
import type { Scope } from "./scope.ts";

/** Fields an encoded request gets from OpenAI's parameters. */
export interface Settings {
  readonly generationConfig: Record<string, unknown>;
  serviceTier?: string;
}

type Step = (value: unknown, param: string, scope: Scope) => Partial<Settings> | undefined;
type Row = ParameterRow<Step>;
/** Parameters of newer OpenAI SDKs that the oldest supported one has no type for. */
type Newer = "moderation" | "prompt_cache_options";

const INT32 = 2 ** 31;

const NONE = "Gemini has no counterpart";

const config = (key: string, value: unknown) => ({ generationConfig: { [key]: value } });

/** The answer is the same without it. */
const drop: Row = { treatment: "drop", note: "" };
const router: Row = { treatment: "router", note: "" };

/** Sent as `note` says; a module of its own writes it where no step is given. */
const send = (note: string, step?: Step): Row => ({ treatment: "send", note, ...(step && { step }) });
const map = (key: string): Row => send(`\`${key}\``, (value) => config(key, value));

const leaveOut: Step = (value, param, { notes }) => {
  if (value === false || (typeof value === "object" && Object.keys(value as object).length === 0)) return undefined;
  notes.warn("dropped_param", param, `${param} has no counterpart at Gemini and was left out`);
  return undefined;
};

const deny: Step = (_, param, { notes }) => {
  notes.refuse(param, `${param} has no counterpart at Gemini; remove it, or name it in this target's drop`);
  return undefined;
};

/** Left out with a warning, unless the value asks for nothing. */
const warn: Row = { treatment: "warn", note: NONE, step: leaveOut };
const refuse: Row = { treatment: "refuse", note: NONE, step: deny };

const sampling = (key: string): Row =>
  send(`\`${key}\`; left out with a warning from Gemini 4 on, which ignores it`, (value, param, scope) => {
    const { facts, model, notes } = scope;
    if (facts.sampling) return config(key, value);
    notes.warn("dropped_param", param, `${model} ignores ${param}; it was left out`);
    return undefined;
  });

/** 0 is the default, and some models refuse the parameter as such. */
const penalty = (key: string): Row => send(`\`${key}\``, (value) => (value === 0 ? undefined : config(key, value)));

const stop: Step = (value, param, { notes }) => {
  const given = (Array.isArray(value) ? value : [value]).filter((entry) => entry !== "");
  if (given.length > 5)
    notes.warn("clamped_param", param, `Gemini takes 5 stop sequences; the first 5 of ${given.length} were sent`);
  return given.length > 0 ? config("stopSequences", given.slice(0, 5)) : undefined;
};

const seed: Step = (value, param, { notes }) => {
  const number = value as number;
  if (number >= -INT32 && number < INT32) return config("seed", number);
  notes.warn("clamped_param", param, "Gemini takes 32-bit seeds; the seed was reduced");
  return config("seed", number % INT32);
};

const modalities: Step = (value, param, scope) =>
  (value as string[]).every((entry) => entry === "text") ? undefined : deny(value, param, scope);

const TIERS: Readonly<Record<string, string>> = {
  flex: "flex",
  priority: "priority",
  fast: "priority",
  default: "standard",
};

const serviceTier: Step = (value, param, scope) => {
  const tier = TIERS[String(value)];
  if (tier) return { serviceTier: tier };
  return value === "auto" ? undefined : leaveOut(value, param, scope);
};

/** What becomes of each parameter of OpenAI's request. Source: generateContent's reference, v1beta, November 2026. */
export const PARAMETERS: Readonly<Record<keyof ChatRequest | Newer, Row>> = {
  audio: refuse,
  frequency_penalty: penalty("frequencyPenalty"),
  function_call: send("as `tool_choice`"),
  functions: send("as `tools`"),
  logit_bias: warn,
  logprobs: send("`responseLogprobs`", (value) => (value ? config("responseLogprobs", true) : undefined)),
  max_completion_tokens: map("maxOutputTokens"),
  max_tokens: send("`maxOutputTokens`, unless `max_completion_tokens` is given"),
  messages: send("`systemInstruction`, `contents`"),
  metadata: warn,
  modalities: { treatment: "refuse", note: "text only; other kinds go by `provider_options`", step: modalities },
  model: send("the address"),
  models: router,
  moderation: warn,
  n: send("`candidateCount`", (value) => (value === 1 ? undefined : config("candidateCount", value))),
  parallel_tool_calls: { treatment: "warn", note: "several tools may always be called at once" },
  prediction: warn,
  presence_penalty: penalty("presencePenalty"),
  prompt_cache_key: drop,
  prompt_cache_options: drop,
  prompt_cache_retention: drop,
  provider_options: send("merged in last"),
  reasoning_effort: send("`thinkingConfig`: a budget for 2.5, a level later; the nearest there is, with a warning"),
  response_format: send("`responseMimeType`, `responseJsonSchema`; left out with a warning beside tools up to 2.5"),
  safety_identifier: drop,
  seed: send("`seed`; reduced to 32 bits, with a warning", seed),
  service_tier: send("`serviceTier`; `scale` is left out with a warning", serviceTier),
  stop: send("`stopSequences`; a sixth is left out with a warning", stop),
  store: warn,
  stream: send("the address"),
  stream_options: router,
  temperature: sampling("temperature"),
  tool_choice: send("`toolConfig.functionCallingConfig`"),
  tools: send("`tools`; custom tools as functions of one string"),
  top_k: sampling("topK"),
  top_logprobs: map("logprobs"),
  top_p: sampling("topP"),
  user: drop,
  verbosity: warn,
  web_search_options: send("`googleSearch`; its options are left out with a warning"),
};

/** Translates the parameters that stand for themselves, one row each; a parameter nobody knows is a warning. */
export function encodeParameters(request: ChatRequest, scope: Scope): Settings {
  const limit = request.max_completion_tokens ?? request.max_tokens;
  const given = { ...request, ...(limit !== undefined && { max_completion_tokens: limit }) };
  const settings: Settings = { generationConfig: {} };
  for (const [param, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const { step } = Object.hasOwn(PARAMETERS, param) ? PARAMETERS[param as keyof ChatRequest] : warn;
    const { generationConfig, ...rest } = step?.(value, param, scope) ?? {};
    Object.assign(settings.generationConfig, generationConfig);
    Object.assign(settings, rest);
  }
  return settings;
}
