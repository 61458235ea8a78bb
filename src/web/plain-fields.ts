/** What both kinds of completion take. */
const SAMPLING = [
  ...["model", "models", "stream", "stream_options", "temperature", "top_p", "top_k", "frequency_penalty"],
  ...["presence_penalty", "logit_bias", "max_tokens", "n", "seed", "stop", "user"],
];

/**
 * Fields of each body that mean the same to every target and cost nothing extra. What is left out needs the grant "native":
 * native extras, and OpenAI's own fields that store, switch on a server tool, or change the tariff.
 */
export const CHAT_FIELDS: ReadonlySet<string> = new Set([
  ...SAMPLING,
  ...["messages", "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "response_format"],
  ...["max_completion_tokens", "reasoning_effort", "verbosity", "logprobs", "top_logprobs", "modalities", "audio"],
  ...["prediction", "metadata", "safety_identifier", "prompt_cache_key"],
]);

export const COMPLETION_FIELDS: ReadonlySet<string> = new Set([
  ...SAMPLING,
  ...["prompt", "echo", "suffix", "best_of", "logprobs"],
]);

export const EMBEDDING_FIELDS: ReadonlySet<string> = new Set([
  ...["model", "models", "input", "dimensions", "encoding_format", "user"],
]);
