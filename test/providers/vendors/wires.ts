import { bad, type Chunk, type Message, strangers, strict, USAGE, type Wire } from "./wire.ts";

const bearer = (key = "k-1"): readonly [string, string] => ["authorization", `Bearer ${key}`];
const failed = (status: number, body: unknown, kind: string) => ({ status, body, kind });
const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

/** What OpenAI alone knows, of the full request. */
const OPENAI_ONLY = ["metadata", "service_tier", "store", "verbosity"];
const assistants = (messages: Message[]) => messages.filter(({ role }) => role === "assistant");
const withUsage = (chunks: Chunk[], usage: object) =>
  chunks.map((chunk, at) => (at === chunks.length - 1 ? { ...chunk, usage } : chunk));
const has = (message: Message, field: string) => message[field] !== undefined;

const REASONED = {
  ...USAGE,
  completion_tokens_details: { reasoning_tokens: 2 },
};

const OPENAI_FIELDS = "role content name refusal tool_calls tool_call_id";
/** Takes OpenAI's body, and of a message nothing but OpenAI's fields. */
const asOpenAI: NonNullable<Wire["refuse"]> = ({ messages }) => {
  const odd = messages.flatMap((message) => strangers(message, OPENAI_FIELDS));
  return odd.length > 0 ? bad(`Unknown parameter: messages.${odd[0]}`, "unknown_parameter") : undefined;
};

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
  deepseek: {
    url: "https://api.deepseek.com/chat/completions",
    env: { DEEPSEEK_API_KEY: "k-1" },
    auth: bearer(),
    model: "deepseek-v4-pro",
    refuse(body) {
      if (body.response_format && (body.response_format as { type: string }).type === "json_schema")
        return bad("This response_format type is unavailable now");
      if (!assistants(body.messages).every((message) => typeof message.reasoning_content === "string"))
        return bad("The reasoning_content in the thinking mode must be passed back to the API.");
      return strict("thinking", "seed logit_bias parallel_tool_calls")(body);
    },
    thoughts: "reasoning_content",
    usage: { ...REASONED, prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 },
    chunks: (usual) => [
      ": keep-alive",
      "",
      ...withUsage(usual.slice(0, -1), { ...REASONED, prompt_cache_hit_tokens: 4 }),
    ],
    failure: failed(
      402,
      error("Insufficient Balance", { type: "unknown_error", code: "invalid_request_error" }),
      "quota_exhausted",
    ),
    lost: [...OPENAI_ONLY, "logit_bias", "parallel_tool_calls", "seed"],
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
  xai: {
    url: "https://api.x.ai/v1/chat/completions",
    env: { XAI_API_KEY: "k-1" },
    auth: bearer(),
    model: "grok-4",
    refuse(body) {
      if ("frequency_penalty" in body || "stop" in body)
        return {
          status: 400,
          body: { code: "Client specified an invalid argument", error: "Model grok-4 does not support parameter" },
        };
      if (body.messages.some(({ role, name }) => name !== undefined && role !== "user"))
        return bad("only user messages may have a name");
      return strict("max_completion_tokens", "", "")(body);
    },
    thoughts: "reasoning_content",
    usage: {
      prompt_tokens: 10,
      completion_tokens: 3,
      total_tokens: 15,
      completion_tokens_details: { reasoning_tokens: 2 },
    },
    failure: failed(
      400,
      { code: "Client specified an invalid argument", error: "Incorrect API key provided: k-***1." },
      "auth",
    ),
    lost: [...OPENAI_ONLY, "frequency_penalty", "stop"],
  },
  cerebras: {
    url: "https://api.cerebras.ai/v1/chat/completions",
    env: { CEREBRAS_API_KEY: "k-1" },
    auth: bearer(),
    model: "zai-glm-4.7",
    refuse(body) {
      if (body.messages.some((message) => has(message, "reasoning_content")))
        return {
          status: 400,
          body: {
            message: "messages.1.reasoning_content: property not allowed",
            type: "invalid_request_error",
            param: "validation_error",
            code: "wrong_api_format",
          },
        };
      if (
        assistants(body.messages).some(
          (message) => !has(message, "reasoning") && body.model === "zai-glm-4.7" && message.tool_calls,
        )
      )
        return bad("the model's reasoning is missing");
      return strict("max_completion_tokens", "frequency_penalty presence_penalty logit_bias")(body);
    },
    thoughts: "reasoning",
    failure: failed(
      429,
      {
        message: "Tokens per minute limit exceeded",
        type: "too_many_requests_error",
        param: "quota",
        code: "request_quota_exceeded",
      },
      "rate_limit",
    ),
    lost: [...OPENAI_ONLY, "frequency_penalty", "logit_bias"],
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
  alibaba: {
    url: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions",
    env: { DASHSCOPE_API_KEY: "k-1" },
    auth: bearer(),
    model: "qwen3-32b",
    refuse(body) {
      if (!body.stream && body.enable_thinking !== false)
        return bad("parameter.enable_thinking must be set to false for non-streaming calls", "invalid_parameter_error");
      return strict("enable_thinking thinking_budget top_k", "frequency_penalty logit_bias")(body);
    },
    thoughts: "reasoning_content",
    failure: failed(
      400,
      {
        error: {
          code: "Arrearage",
          message: "Access denied, please make sure your account is in good standing.",
          type: "Arrearage",
          param: null,
        },
        request_id: "r",
      },
      "quota_exhausted",
    ),
    lost: [...OPENAI_ONLY, "frequency_penalty", "logit_bias"],
  },
  moonshotai: {
    url: "https://api.moonshot.ai/v1/chat/completions",
    env: { MOONSHOT_API_KEY: "k-1" },
    auth: bearer(),
    model: "kimi-k2-thinking",
    refuse(body) {
      if (Number(body.temperature ?? 0) > 1) return bad("invalid temperature: only 0 to 1 is allowed");
      if (assistants(body.messages).some((message) => message.tool_calls && !has(message, "reasoning_content")))
        return bad("thinking is enabled but reasoning_content is missing in assistant tool call message");
      return strict("max_completion_tokens thinking", "seed logit_bias")(body);
    },
    thoughts: "reasoning_content",
    usage: { ...USAGE, cached_tokens: 4 },
    failure: failed(
      429,
      error("Your account is suspended", { type: "exceeded_current_quota_error" }),
      "quota_exhausted",
    ),
    lost: [...OPENAI_ONLY, "logit_bias", "seed", "temperature"],
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
  zai: {
    url: "https://api.z.ai/api/paas/v4/chat/completions",
    env: { ZAI_API_KEY: "k-1" },
    auth: bearer(),
    model: "glm-5",
    refuse: strict("thinking", "frequency_penalty logit_bias logprobs seed parallel_tool_calls tool_choice"),
    thoughts: "reasoning_content",
    failure: failed(429, error("Concurrency limit", { code: "1302" }), "rate_limit"),
    lost: [...OPENAI_ONLY, "frequency_penalty", "logit_bias", "logprobs", "parallel_tool_calls", "seed", "tool_choice"],
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

/** Vendors that differ from the common kind in address, key and errors, and little else. */
export const ordinary: Readonly<Record<string, Wire>> = {
  togetherai: {
    url: "https://api.together.xyz/v1/chat/completions",
    env: { TOGETHER_AI_API_KEY: "k-1" },
    auth: bearer(),
    model: "meta-llama/Llama-4",
    refuse: strict("", "", ""),
    stop: "eos",
    thoughts: "reasoning",
    failure: failed(422, error("`inputs` tokens + `max_new_tokens` must be <= 4097"), "context_length"),
    lost: OPENAI_ONLY,
  },
  fireworks: {
    url: "https://api.fireworks.ai/inference/v1/chat/completions",
    env: { FIREWORKS_API_KEY: "k-1" },
    auth: bearer(),
    model: "accounts/fireworks/models/glm-5",
    refuse: strict("prompt_cache_key", "", "reasoning_content"),
    thoughts: "reasoning_content",
    failure: failed(404, { error: "Model not found, inaccessible, and/or not deployed" }, "model_not_found"),
    lost: OPENAI_ONLY,
  },
  deepinfra: {
    url: "https://api.deepinfra.com/v1/openai/chat/completions",
    env: { DEEPINFRA_API_KEY: "k-1" },
    auth: bearer(),
    model: "google/gemma-4",
    refuse: strict("", "", ""),
    usage: {
      prompt_tokens: 10,
      completion_tokens: 1,
      total_tokens: 11,
      completion_tokens_details: { reasoning_tokens: 4 },
      estimated_cost: 1,
    },
    failure: failed(429, { detail: { error: "Model busy, retry later" } }, "rate_limit"),
    lost: OPENAI_ONLY,
  },
  nvidia: {
    url: "https://integrate.api.nvidia.com/v1/chat/completions",
    env: { NVIDIA_API_KEY: "k-1" },
    auth: bearer(),
    model: "nvidia/nemotron-4",
    refuse: strict("", "", ""),
    failure: failed(
      402,
      { status: 402, title: "Payment Required", detail: "Account has no credits" },
      "quota_exhausted",
    ),
    lost: OPENAI_ONLY,
  },
  sambanova: {
    url: "https://api.sambanova.ai/v1/chat/completions",
    env: { SAMBANOVA_API_KEY: "k-1" },
    auth: bearer(),
    model: "Llama-4",
    refuse: strict("", "frequency_penalty logit_bias logprobs seed n", ""),
    failure: failed(503, error("The model is overloaded"), "overloaded"),
    lost: [...OPENAI_ONLY, "frequency_penalty", "logit_bias", "logprobs", "seed"],
  },
  huggingface: {
    url: "https://router.huggingface.co/v1/chat/completions",
    env: { HF_TOKEN: "k-1" },
    auth: bearer(),
    model: "meta-llama/Llama-4:fastest",
    refuse: strict("", "", ""),
    failure: failed(402, { error: "You have exceeded your monthly included credits" }, "quota_exhausted"),
    lost: OPENAI_ONLY,
  },
  github: {
    url: "https://models.github.ai/inference/chat/completions",
    env: { GITHUB_TOKEN: "k-1" },
    auth: bearer(),
    model: "openai/gpt-4.1",
    refuse: asOpenAI,
    failure: failed(401, error("Bad credentials", { code: "unauthorized" }), "auth"),
    lost: [],
  },
  vercel: {
    url: "https://ai-gateway.vercel.sh/v1/chat/completions",
    env: { AI_GATEWAY_API_KEY: "k-1" },
    auth: bearer(),
    model: "openai/gpt-4.1",
    refuse: asOpenAI,
    thoughts: "reasoning",
    failure: failed(402, error("Insufficient funds", { type: "insufficient_funds" }), "quota_exhausted"),
    lost: [],
  },
  ollama: {
    url: "http://localhost:11434/v1/chat/completions",
    env: {},
    model: "llama4",
    refuse: strict("reasoning_effort", "logit_bias parallel_tool_calls n user", "reasoning"),
    thoughts: "reasoning",
    failure: failed(
      404,
      error('model "llama4" not found, try pulling it first', { type: "api_error" }),
      "model_not_found",
    ),
    lost: [...OPENAI_ONLY, "logit_bias", "parallel_tool_calls", "tool_choice"],
  },
  vllm: {
    url: "http://localhost:8000/v1/chat/completions",
    env: {},
    model: "Qwen/Qwen3-32B",
    refuse: strict("max_completion_tokens", "", "reasoning"),
    callId: "chatcmpl-tool-0123456789abcdef0123456789abcdef",
    thoughts: "reasoning",
    failure: failed(
      400,
      {
        object: "error",
        message: "This model's maximum context length is 4096 tokens. However, you requested 5000",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
      "context_length",
    ),
    lost: OPENAI_ONLY,
  },
  lmstudio: {
    url: "http://localhost:1234/v1/chat/completions",
    env: {},
    model: "gemma-4",
    refuse: strict("", "n", ""),
    failure: failed(404, error("Model not found", { code: "model_not_found" }), "model_not_found"),
    lost: OPENAI_ONLY,
  },
  llamacpp: {
    url: "http://localhost:8080/v1/chat/completions",
    env: {},
    model: "local",
    refuse: strict("", "", "reasoning_content"),
    thoughts: "reasoning_content",
    failure: failed(503, error("Loading model", { type: "unavailable_error", code: 503 }), "overloaded"),
    lost: OPENAI_ONLY,
  },
};
