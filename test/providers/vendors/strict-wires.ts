import { asOpenAI, bearer, error, failed, OPENAI_FIELDS, OPENAI_ONLY, REASONED, withUsage } from "./manners.ts";
import { bad, strangers, strict, USAGE, type Wire } from "./wire.ts";

/** Vendors whose servers have manners of their own. */
export const peculiar: Readonly<Record<string, Wire>> = {
  openai: {
    url: "https://api.openai.com/v1/chat/completions",
    env: { OPENAI_API_KEY: "k-1" },
    auth: bearer(),
    model: "gpt-4.1",
    refuse: asOpenAI,
    usage: REASONED,
    failure: failed(429, error("You exceeded your current quota", { type: "insufficient_quota" }), "quota_exhausted"),
    lost: [],
  },
  azure: {
    url: "https://res.openai.azure.com/openai/v1/chat/completions",
    env: { AZURE_OPENAI_API_KEY: "k-1", AZURE_OPENAI_ENDPOINT: "https://res.openai.azure.com/" },
    auth: ["api-key", "k-1"],
    model: "gpt-4.1",
    refuse: asOpenAI,
    chunks: (usual) => [
      { id: "", object: "", created: 0, model: "", choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      ...usual,
    ],
    failure: failed(
      400,
      error("The response was filtered", {
        code: "content_filter",
        innererror: { code: "ResponsibleAIPolicyViolation" },
      }),
      "content_filter",
    ),
    lost: [],
  },
  mistral: {
    url: "https://api.mistral.ai/v1/chat/completions",
    env: { MISTRAL_API_KEY: "k-1" },
    auth: bearer(),
    model: "mistral-large-latest",
    callId: "Xy0z12aB9",
    thoughts: "parts",
    refuse(body) {
      const known =
        "model messages temperature top_p max_tokens stop random_seed response_format tools tool_choice parallel_tool_calls presence_penalty frequency_penalty n stream safe_prompt prompt_mode reasoning_effort";
      const inMessages: Record<string, string> = {
        tool: "role content tool_call_id name",
        assistant: "role content tool_calls prefix",
      };
      const odd = [
        ...strangers(body, known),
        ...body.messages.flatMap((message) => strangers(message, inMessages[message.role] ?? "role content")),
      ];
      const refusal = (message: string, type: string, status: number) => ({
        status,
        body: {
          object: "error",
          message: { detail: [{ type, msg: message, loc: ["body", odd[0]] }] },
          type,
          code: "1",
        },
      });
      if (odd.length > 0) return refusal("Extra inputs are not permitted", "extra_forbidden", 422);
      if (body.tool_choice === "required") return refusal("Input should be any", "enum", 422);
      if (body.messages.some(({ role }) => !/^(system|user|assistant|tool)$/.test(role)))
        return refusal("role", "enum", 422);
      const calls = body.messages.flatMap((message) => (message.tool_calls ?? []) as { id: string }[]);
      const ids = [...calls.map(({ id }) => id), ...body.messages.flatMap(({ tool_call_id: id }) => (id ? [id] : []))];
      if (!ids.every((id) => /^[a-zA-Z0-9]{9}$/.test(String(id))))
        return refusal("Tool call id", "invalid_function_call", 400);
      const results = body.messages.filter(({ role }) => role === "tool");
      if (!results.every(({ name, tool_call_id: id }) => name && calls.some((call) => call.id === id)))
        return refusal("Not the same number of function calls and responses", "invalid_request_message_order", 400);
      return undefined;
    },
    chunks: (usual) =>
      withUsage(usual, USAGE).map((chunk) => ({
        ...chunk,
        choices: chunk.choices.map(({ delta, ...choice }) => ({ ...choice, delta: withoutIndex(delta) })),
      })),
    failure: failed(
      429,
      { object: "error", message: "Requests rate limit exceeded", type: "rate_limited", param: null, code: "1300" },
      "rate_limit",
    ),
    lost: [...OPENAI_ONLY, "logit_bias", "logprobs"],
  },
  groq: {
    url: "https://api.groq.com/openai/v1/chat/completions",
    env: { GROQ_API_KEY: "k-1" },
    auth: bearer(),
    model: "llama-4-maverick",
    refuse(body) {
      const odd = strangers(
        body,
        "model messages temperature top_p max_tokens max_completion_tokens stop seed user frequency_penalty presence_penalty n stream stream_options tools tool_choice parallel_tool_calls response_format reasoning_effort reasoning_format service_tier",
      );
      if (odd.length > 0) return bad(`property '${odd[0]}' is unsupported`);
      const stray = body.messages.flatMap((message) =>
        strangers(message, message.role === "user" ? "role content name" : "role content tool_calls tool_call_id"),
      );
      return stray.length > 0 ? bad(`'messages.1' : property '${stray[0]}' is unsupported`) : undefined;
    },
    thoughts: "reasoning",
    chunks: (usual) =>
      usual.map((chunk, at) => (at === usual.length - 2 ? { ...chunk, x_groq: { usage: USAGE } } : chunk)),
    failure: failed(
      400,
      error("Failed to call a function", { code: "tool_use_failed", failed_generation: "<f>" }),
      "bad_generation",
    ),
    lost: ["logit_bias", "logprobs", "metadata", "store", "verbosity"],
  },
  perplexity: {
    url: "https://api.perplexity.ai/chat/completions",
    env: { PERPLEXITY_API_KEY: "k-1" },
    auth: bearer(),
    model: "sonar-pro",
    refuse(body) {
      const { messages } = body;
      const rest = messages.filter(({ role }) => role !== "system");
      const takesTurns = rest.every(({ role }, at) => role === (at % 2 === 0 ? "user" : "assistant"));
      if (
        !takesTurns ||
        rest.at(-1)?.role !== "user" ||
        messages.findLastIndex(({ role }) => role === "system") >= messages.length - rest.length
      )
        return bad("Last message must have role `user`, and roles must alternate");
      return strict(
        "web_search_options search_mode",
        "tools tool_choice parallel_tool_calls stop seed logprobs logit_bias",
        "",
      )(body);
    },
    chunks: (usual) => usual.slice(0, -1).map((chunk) => ({ ...chunk, usage: USAGE, citations: ["https://x"] })),
    failure: failed(401, "<html><head><title>401 Authorization Required</title></head></html>", "auth"),
    lost: [...OPENAI_ONLY, "logit_bias", "logprobs", "seed", "stop"],
    without: ["tools", "tool_choice", "parallel_tool_calls"],
  },
  cohere: {
    url: "https://api.cohere.ai/compatibility/v1/chat/completions",
    env: { COHERE_API_KEY: "k-1" },
    auth: bearer(),
    model: "command-a-03-2025",
    refuse: strict("reasoning_effort", "logit_bias logprobs top_logprobs n parallel_tool_calls"),
    failure: failed(401, { message: "invalid api token" }, "auth"),
    lost: [...OPENAI_ONLY, "logit_bias", "logprobs", "parallel_tool_calls", "tool_choice"],
  },
  openrouter: {
    url: "https://openrouter.ai/api/v1/chat/completions",
    env: { OPENROUTER_API_KEY: "k-1" },
    auth: bearer(),
    model: "moonshotai/kimi-k3",
    refuse({ messages }) {
      const odd = messages.flatMap((message) => strangers(message, `${OPENAI_FIELDS} reasoning reasoning_details`));
      return odd.length > 0 ? bad(`unknown ${odd[0]}`) : undefined;
    },
    thoughts: "reasoning",
    chunks: (usual) => [": OPENROUTER PROCESSING", ...usual],
    // Under status 200.
    failure: failed(200, error("Insufficient credits", { code: 402 }), "quota_exhausted"),
    lost: [],
  },
};

function withoutIndex(delta: Record<string, unknown>): object {
  const calls = delta.tool_calls as { index: number; type: string }[] | undefined;
  return calls ? { ...delta, tool_calls: calls.map(({ index: _, type: __, ...call }) => call) } : delta;
}
