import type { Rare } from "./rare.ts";

/** Google's 429: what is used up, and when to come back. */
const exhausted = (quotaId: string, retryDelay: string) => ({
  error: {
    code: 429,
    message: "You exceeded your current quota",
    status: "RESOURCE_EXHAUSTED",
    details: [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
    ],
  },
});

/** A row: what it is, the target, its status, its body, and the kind it must be. */
type Row = readonly [name: string, target: string, status: number, body: unknown, kind: string];

const ROWS: readonly Row[] = [
  [
    "a spent quota",
    "openai/gpt-4o",
    429,
    {
      error: {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        param: null,
        code: "insufficient_quota",
      },
    },
    "quota_exhausted",
  ],
  [
    "a spent credit",
    "openai/gpt-4o",
    429,
    { error: { message: "x", type: "billing", code: "credit_balance_exhausted", param: null } },
    "quota_exhausted",
  ],
  [
    "one request above the limit per minute",
    "openai/gpt-4o",
    429,
    {
      error: {
        message:
          "Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 45000.",
        type: "tokens",
        code: "rate_limit_exceeded",
        param: null,
      },
    },
    "request_too_large",
  ],
  [
    "a limit per minute",
    "openai/gpt-4o",
    429,
    {
      error: {
        message:
          "Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 4500. Please try again in 7s.",
        type: "tokens",
        code: "rate_limit_exceeded",
      },
    },
    "rate_limit",
  ],
  [
    "a parameter that the model lacks",
    "openai/gpt-4o",
    400,
    {
      error: {
        message: "Unsupported parameter: 'max_tokens' is not supported with this model.",
        type: "invalid_request_error",
        param: "max_tokens",
        code: "unsupported_parameter",
      },
    },
    "unsupported",
  ],
  [
    "tools beside an effort",
    "openai/gpt-4o",
    400,
    {
      error: {
        message:
          "Function tools with reasoning_effort are not supported for gpt-5.6 in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
        type: "invalid_request_error",
        param: "reasoning_effort",
        code: null,
      },
    },
    "unsupported",
  ],
  [
    "a history that is wrong",
    "openai/gpt-4o",
    400,
    {
      error: {
        message:
          "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.",
        type: "invalid_request_error",
        param: "messages.[2].role",
        code: null,
      },
    },
    "invalid_request",
  ],
  [
    "a context that is too long",
    "openai/gpt-4o",
    400,
    {
      error: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens.",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
      },
    },
    "context_length",
  ],
  [
    "a country",
    "openai/gpt-4o",
    403,
    {
      error: {
        message: "Country, region, or territory not supported",
        type: "request_forbidden",
        code: "unsupported_country_region_territory",
        param: null,
      },
    },
    "permission",
  ],
  [
    "no access to a model",
    "openai/gpt-4o",
    404,
    {
      error: {
        message: "The model `gpt-9` does not exist or you do not have access to it.",
        type: "invalid_request_error",
        code: "model_not_found",
        param: null,
      },
    },
    "model_not_found",
  ],
  [
    "a policy",
    "openai/gpt-4o",
    400,
    {
      error: {
        message: "Invalid prompt: your prompt was flagged",
        type: "invalid_request_error",
        code: "invalid_prompt",
        param: null,
      },
    },
    "content_filter",
  ],
  [
    "Azure's policy",
    "azure/d",
    400,
    {
      error: {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: "prompt",
        code: "content_filter",
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation" },
      },
    },
    "content_filter",
  ],
  [
    "Azure's missing deployment",
    "azure/d",
    404,
    { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } },
    "model_not_found",
  ],
  [
    "Azure's denied access",
    "azure/d",
    401,
    { error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." } },
    "auth",
  ],
  [
    "Azure's limit",
    "azure/d",
    429,
    {
      error: {
        code: "429",
        message:
          "Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your current pricing tier. Please retry after 6 seconds.",
      },
    },
    "rate_limit",
  ],
  [
    "Mistral's unknown field",
    "mistral/m",
    422,
    {
      object: "error",
      message: {
        detail: [
          { type: "extra_forbidden", loc: ["body", "store"], msg: "Extra inputs are not permitted", input: true },
        ],
      },
      type: "invalid_request_error",
      param: null,
      code: null,
      raw_status_code: 422,
    },
    "unsupported",
  ],
  [
    "Mistral's limit",
    "mistral/m",
    429,
    {
      object: "error",
      message: "Rate limit exceeded",
      type: "rate_limited",
      param: null,
      code: "1300",
      raw_status_code: 429,
    },
    "rate_limit",
  ],
  [
    "Mistral's capacity",
    "mistral/m",
    429,
    {
      object: "error",
      message: "Service tier capacity exceeded for this model.",
      type: "invalid_request_error",
      param: null,
      code: null,
    },
    "overloaded",
  ],
  [
    "Mistral's ids",
    "mistral/m",
    400,
    {
      object: "error",
      message: "Tool call id was call_x but must be a-z, A-Z, 0-9, with a length of 9.",
      type: "invalid_function_call",
      param: null,
      code: "3280",
    },
    "invalid_request",
  ],
  ["Mistral's key", "mistral/m", 401, { detail: "Unauthorized" }, "auth"],
  [
    "Mistral's long prompt",
    "mistral/m",
    400,
    {
      object: "error",
      message: "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
      type: "invalid_request_error",
      code: "3051",
    },
    "context_length",
  ],
  [
    "Groq's unknown property",
    "groq/g",
    400,
    { error: { message: "property 'verbosity' is unsupported", type: "invalid_request_error" } },
    "unsupported",
  ],
  [
    "Groq's unknown property within a message",
    "groq/g",
    400,
    {
      error: {
        message:
          "'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]",
        type: "invalid_request_error",
      },
    },
    "unsupported",
  ],
  [
    "Groq's broken call",
    "groq/g",
    400,
    {
      error: {
        message: "Failed to call a function. Please adjust your prompt.",
        type: "invalid_request_error",
        code: "tool_use_failed",
        failed_generation: "<function=look>",
      },
    },
    "bad_generation",
  ],
  [
    "Groq's broken JSON",
    "groq/g",
    400,
    {
      error: {
        message: "Failed to generate JSON.",
        type: "invalid_request_error",
        code: "json_validate_failed",
        failed_generation: "",
      },
    },
    "bad_generation",
  ],
  [
    "Groq's large request",
    "groq/g",
    413,
    {
      error: {
        message: "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000",
        type: "tokens",
        code: "rate_limit_exceeded",
      },
    },
    "request_too_large",
  ],
  [
    "Groq's flexible capacity",
    "groq/g",
    498,
    { error: { message: "Flex tier capacity exceeded", type: "flex_tier_capacity_exceeded" } },
    "overloaded",
  ],
  [
    "Groq's day",
    "groq/g",
    429,
    {
      error: {
        message:
          "Rate limit reached for model `x` on tokens per day (TPD): Limit 100000, Used 99000, Requested 2000. Please try again in 14m24s.",
        type: "tokens",
        code: "rate_limit_exceeded",
      },
    },
    "quota_exhausted",
  ],
  [
    "DeepSeek's empty purse",
    "deepseek/d",
    402,
    { error: { message: "Insufficient Balance", type: "unknown_error", param: null, code: "invalid_request_error" } },
    "quota_exhausted",
  ],
  [
    "DeepSeek's refused parameter",
    "deepseek/d",
    422,
    {
      error: {
        message:
          "Failed to deserialize the JSON body into the target type: response_format: unknown variant `json_schema`",
        type: "invalid_request_error",
        code: "invalid_request_error",
      },
    },
    "unsupported",
  ],
  [
    "DeepSeek's load",
    "deepseek/d",
    503,
    {
      error: {
        message: "Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.",
        type: "service_unavailable_error",
      },
    },
    "overloaded",
  ],
  [
    "xAI's key",
    "xai/g",
    400,
    {
      code: "Client specified an invalid argument",
      error: "Incorrect API key provided: xa***ab. You can obtain an API key from https://console.x.ai.",
    },
    "auth",
  ],
  [
    "xAI's long prompt",
    "xai/g",
    400,
    {
      code: "Client specified an invalid argument",
      error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
    },
    "context_length",
  ],
  [
    "xAI's spent credits",
    "xai/g",
    403,
    {
      code: "The caller does not have permission to execute the specified operation",
      error: "Your team x has either used all available credits or reached its monthly spending limit.",
    },
    "quota_exhausted",
  ],
  [
    "xAI's missing model",
    "xai/g",
    404,
    {
      code: "Some requested entity was not found",
      error: "The model grok-9 does not exist or your team does not have access to it.",
    },
    "model_not_found",
  ],
  [
    "Cerebras' limit",
    "cerebras/c",
    429,
    {
      message: "Tokens per minute limit exceeded - too many tokens processed.",
      type: "too_many_requests_error",
      param: "quota",
      code: "token_quota_exceeded",
    },
    "rate_limit",
  ],
  [
    "Cerebras' long prompt",
    "cerebras/c",
    400,
    {
      message: "Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192",
      type: "invalid_request_error",
      param: "messages",
      code: "context_length_exceeded",
    },
    "context_length",
  ],
  ["Fireworks' bare string", "fireworks/f", 400, { error: "Invalid model: accounts/x" }, "model_not_found"],
  [
    "Fireworks' missing model",
    "fireworks/f",
    404,
    {
      error: {
        object: "error",
        type: "invalid_request_error",
        code: "NOT_FOUND",
        message: "Model not found, inaccessible, and/or not deployed",
      },
    },
    "model_not_found",
  ],
  [
    "Together's long prompt",
    "togetherai/t",
    422,
    {
      error: {
        message:
          "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 8000 `inputs` tokens and 4096 `max_new_tokens`",
        type: "invalid_request_error",
        param: "max_tokens",
        code: null,
      },
    },
    "context_length",
  ],
  [
    "Together's empty purse",
    "togetherai/t",
    402,
    { error: { message: "Credit limit exceeded", type: "credit_limit", param: null, code: null } },
    "quota_exhausted",
  ],
  [
    "Moonshot's spent quota",
    "moonshotai/m",
    429,
    {
      error: {
        message: "Your account is suspended, please check your plan and billing details",
        type: "exceeded_current_quota_error",
      },
    },
    "quota_exhausted",
  ],
  [
    "Moonshot's load",
    "moonshotai/m",
    429,
    {
      error: { message: "The engine is currently overloaded, please try again later", type: "engine_overloaded_error" },
    },
    "overloaded",
  ],
  [
    "Moonshot's limit",
    "moonshotai/m",
    429,
    {
      error: {
        message: "Your account reached max request: 3, please try again after 1 seconds",
        type: "rate_limit_reached_error",
      },
    },
    "rate_limit",
  ],
  [
    "Moonshot's long prompt",
    "moonshotai/m",
    400,
    {
      error: {
        message: "Invalid request: Your request exceeded model token limit: 262144",
        type: "invalid_request_error",
      },
    },
    "context_length",
  ],
  [
    "Alibaba's thinking",
    "alibaba/q",
    400,
    {
      error: {
        code: "invalid_parameter_error",
        param: null,
        message: "parameter.enable_thinking must be set to false for non-streaming calls",
        type: "invalid_request_error",
      },
      request_id: "r",
    },
    "unsupported",
  ],
  [
    "Alibaba's inspection",
    "alibaba/q",
    400,
    {
      error: {
        code: "data_inspection_failed",
        message: "Input data may contain inappropriate content.",
        type: "data_inspection_failed",
      },
    },
    "content_filter",
  ],
  [
    "Alibaba's debt",
    "alibaba/q",
    400,
    {
      error: {
        code: "Arrearage",
        message: "Access denied, please make sure your account is in good standing.",
        type: "Arrearage",
      },
    },
    "quota_exhausted",
  ],
  [
    "Alibaba's throttling",
    "alibaba/q",
    429,
    {
      error: {
        code: "Throttling.RateQuota",
        message: "Requests rate limit exceeded, please try again later.",
        type: "Throttling.RateQuota",
      },
    },
    "rate_limit",
  ],
  [
    "Alibaba's long prompt",
    "alibaba/q",
    400,
    {
      error: {
        code: "invalid_parameter_error",
        message: "Range of input length should be [1, 129024]",
        type: "invalid_request_error",
      },
    },
    "context_length",
  ],
  [
    "OpenRouter's empty purse",
    "openrouter/x/y",
    402,
    { error: { message: "Insufficient credits. Add more using https://openrouter.ai/credits", code: 402 } },
    "quota_exhausted",
  ],
  [
    "OpenRouter's moderation",
    "openrouter/x/y",
    403,
    {
      error: {
        message: "x requires moderation. Your input was flagged",
        code: 403,
        metadata: { reasons: ["violence"], flagged_input: "x", provider_name: "X", model_slug: "y" },
      },
    },
    "content_filter",
  ],
  [
    "OpenRouter's lack of providers",
    "openrouter/x/y",
    503,
    { error: { message: "No instances available", code: 503 } },
    "overloaded",
  ],
  [
    "OpenRouter's endpoints",
    "openrouter/x/y",
    404,
    { error: { message: "No endpoints found that support tool use.", code: 404 } },
    "unsupported",
  ],
  [
    "OpenRouter's upstream",
    "openrouter/x/y",
    429,
    {
      error: {
        message: "Provider returned error",
        code: 429,
        metadata: { raw: "x is temporarily rate-limited upstream", provider_name: "X" },
      },
    },
    "rate_limit",
  ],
  [
    "Ollama's missing model",
    "ollama/o",
    404,
    {
      error: { message: 'model "llama9" not found, try pulling it first', type: "api_error", param: null, code: null },
    },
    "model_not_found",
  ],
  [
    "vLLM's long prompt",
    "vllm/v",
    400,
    {
      object: "error",
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 1000 output tokens and your prompt contains at least 3097 input tokens, for a total of at least 4097 tokens.",
      type: "BadRequestError",
      param: null,
      code: 400,
    },
    "context_length",
  ],
  [
    "vLLM's tool choice",
    "vllm/v",
    400,
    {
      error: {
        message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    "unsupported",
  ],
  [
    "llama.cpp's long prompt",
    "llamacpp/l",
    400,
    {
      error: {
        code: 400,
        message:
          "the request exceeds the available context size. try increasing the context size or enable context shift",
        type: "exceed_context_size_error",
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    },
    "context_length",
  ],
  [
    "llama.cpp's loading",
    "llamacpp/l",
    503,
    { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    "overloaded",
  ],
  [
    "LM Studio's flat error",
    "lmstudio/l",
    400,
    { error: "The number of tokens to keep from the initial prompt is greater than the context length." },
    "context_length",
  ],
  [
    "Hugging Face's empty purse",
    "huggingface/h",
    402,
    { error: "You have exceeded your monthly included credits for Inference Providers." },
    "quota_exhausted",
  ],
  [
    "Google's list of errors",
    "googles/g",
    400,
    [
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.ErrorInfo",
              reason: "API_KEY_INVALID",
              domain: "googleapis.com",
            },
          ],
        },
      },
    ],
    "auth",
  ],
  [
    "a list of FastAPI's issues",
    "elsewhere/e",
    422,
    { detail: [{ loc: ["body", "messages"], msg: "field required", type: "value_error.missing" }] },
    "invalid_request",
  ],
  [
    "a page of a proxy",
    "elsewhere/e",
    502,
    "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    "server_error",
  ],
  [
    "a page of Cloudflare's",
    "elsewhere/e",
    413,
    "<html><head><title>413 Request Entity Too Large</title></head></html>",
    "request_too_large",
  ],
  ["an empty body", "elsewhere/e", 500, "", "server_error"],
  ["plain text", "elsewhere/e", 429, "Too Many Requests", "rate_limit"],
  [
    "Anthropic's overload",
    "anthropic/claude-opus-5-5",
    529,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "req_1" },
    "overloaded",
  ],
  [
    "Anthropic's spending limit",
    "anthropic/claude-opus-5-5",
    429,
    {
      type: "error",
      error: {
        type: "rate_limit_error",
        message: "Limit reached",
        details: { error_code: "enforced_spend_limit_reached" },
      },
    },
    "quota_exhausted",
  ],
  [
    "Anthropic's own limit",
    "anthropic/claude-opus-5-5",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message: "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
      },
    },
    "quota_exhausted",
  ],
  [
    "Anthropic's empty purse",
    "anthropic/claude-opus-5-5",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "Your credit balance is too low to access the Anthropic API." },
    },
    "quota_exhausted",
  ],
  [
    "Anthropic's long prompt",
    "anthropic/claude-opus-5-5",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "prompt is too long: 210000 tokens > 200000 maximum" },
    },
    "context_length",
  ],
  [
    "Anthropic's long answer",
    "anthropic/claude-opus-5-5",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message: "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
      },
    },
    "context_length",
  ],
  [
    "Anthropic's unknown field",
    "anthropic/claude-opus-5-5",
    400,
    { type: "error", error: { type: "invalid_request_error", message: "seed: Extra inputs are not permitted" } },
    "unsupported",
  ],
  [
    "Anthropic's prefill",
    "anthropic/claude-opus-5-5",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message:
          "This model does not support assistant message prefill. The conversation must end with a user message.",
      },
    },
    "unsupported",
  ],
  [
    "Anthropic's filter",
    "anthropic/claude-opus-5-5",
    400,
    { type: "error", error: { type: "invalid_request_error", message: "Output blocked by content filtering policy" } },
    "content_filter",
  ],
  [
    "Anthropic's missing model",
    "anthropic/claude-opus-5-5",
    404,
    { type: "error", error: { type: "not_found_error", message: "model: claude-9" } },
    "model_not_found",
  ],
  [
    "Anthropic's bill",
    "anthropic/claude-opus-5-5",
    402,
    { type: "error", error: { type: "billing_error", message: "x" } },
    "quota_exhausted",
  ],
  [
    "Anthropic's wrong signature",
    "anthropic/claude-opus-5-5",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message: "messages.1.content.0: Invalid `signature` in `thinking` block",
      },
    },
    "invalid_request",
  ],
  [
    "Gemini's minute",
    "gemini/gemini-3.8-flash",
    429,
    exhausted("GenerateRequestsPerMinutePerProjectPerModel", "34.4s"),
    "rate_limit",
  ],
  [
    "Gemini's day",
    "gemini/gemini-3.8-flash",
    429,
    exhausted("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "47s"),
    "quota_exhausted",
  ],
  [
    "Gemini's long prompt",
    "gemini/gemini-3.8-flash",
    400,
    {
      error: {
        code: 400,
        message: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        status: "INVALID_ARGUMENT",
      },
    },
    "context_length",
  ],
  [
    "Gemini's unknown field",
    "gemini/gemini-3.8-flash",
    400,
    {
      error: {
        code: 400,
        message:
          "Invalid JSON payload received. Unknown name \"additionalProperties\" at 'tools[0]': Cannot find field.",
        status: "INVALID_ARGUMENT",
      },
    },
    "unsupported",
  ],
  [
    "Gemini's penalty",
    "gemini/gemini-3.8-flash",
    400,
    { error: { code: 400, message: "Penalty is not enabled for models/gemini-3.8-flash", status: "INVALID_ARGUMENT" } },
    "unsupported",
  ],
  [
    "Gemini's key",
    "gemini/gemini-3.8-flash",
    400,
    {
      error: {
        code: 400,
        message: "API key not valid. Please pass a valid API key.",
        status: "INVALID_ARGUMENT",
        details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }],
      },
    },
    "auth",
  ],
  [
    "Gemini's missing key",
    "gemini/gemini-3.8-flash",
    403,
    {
      error: {
        code: 403,
        message: "Method doesn't allow unregistered callers (callers without established identity).",
        status: "PERMISSION_DENIED",
      },
    },
    "auth",
  ],
  [
    "Gemini's missing model",
    "gemini/gemini-3.8-flash",
    404,
    {
      error: {
        code: 404,
        message: "models/x is not found for API version v1beta, or is not supported for generateContent.",
        status: "NOT_FOUND",
      },
    },
    "model_not_found",
  ],
  [
    "Gemini's free tier",
    "gemini/gemini-3.8-flash",
    400,
    {
      error: {
        code: 400,
        message:
          "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.",
        status: "FAILED_PRECONDITION",
      },
    },
    "quota_exhausted",
  ],
  [
    "Gemini's load",
    "gemini/gemini-3.8-flash",
    503,
    { error: { code: 503, message: "The model is overloaded. Please try again later.", status: "UNAVAILABLE" } },
    "overloaded",
  ],
  [
    "Gemini's payload",
    "gemini/gemini-3.8-flash",
    400,
    {
      error: {
        code: 400,
        message: "Request payload size exceeds the limit: 20971520 bytes.",
        status: "INVALID_ARGUMENT",
      },
    },
    "request_too_large",
  ],
  [
    "Gemini's missing signature",
    "gemini/gemini-3.8-flash",
    400,
    {
      error: {
        code: 400,
        message: "Function call is missing a thought_signature in functionCall parts.",
        status: "INVALID_ARGUMENT",
      },
    },
    "invalid_request",
  ],
  [
    "Gemini's leaked key",
    "gemini/gemini-3.8-flash",
    403,
    {
      error: {
        code: 403,
        message: "Your API key was reported as leaked. Please use another API key.",
        status: "PERMISSION_DENIED",
      },
    },
    "permission",
  ],
  [
    "Gemini's deadline",
    "gemini/gemini-3.8-flash",
    504,
    { error: { code: 504, message: "Deadline expired before operation could complete.", status: "DEADLINE_EXCEEDED" } },
    "timeout",
  ],
];

export const errors: readonly Rare[] = ROWS.flatMap(([name, target, status, body, kind]) =>
  [false, true].map((stream) => ({
    name: `${name}${stream ? ", streamed" : ""}`,
    target,
    request: stream ? { stream } : {},
    raw: {
      status,
      body: typeof body === "string" ? body : JSON.stringify(body),
      type: typeof body === "string" ? "text/html" : "application/json",
    },
    want: { kind },
  })),
);
