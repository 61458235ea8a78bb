import { assistants, bearer, error, failed, has, OPENAI_ONLY, REASONED, withUsage } from "./manners.ts";
import { bad, strict, USAGE, type Wire } from "./wire.ts";

/** Vendors whose models think aloud, each in its own words. */
export const thinking: Readonly<Record<string, Wire>> = {
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
};
