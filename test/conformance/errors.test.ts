import type { FaultKind } from "llmux";
import { describe, expect, it } from "vitest";
import { json } from "./frames.ts";
import { healthy } from "./healthy.ts";
import { GOOGLE_SDKS, KEY, openStage } from "./stage.ts";

const { ask } = openStage();
const TARGETS = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-opus-5-5",
  gemini: "gemini/gemini-3.8-flash",
  moonshotai: "moonshotai/kimi-k3",
  xai: "xai/grok-4",
} as const;

interface Row {
  readonly name: string;
  readonly provider: keyof typeof TARGETS;
  readonly body: object;
  readonly kind: FaultKind;
  readonly retryAfterMs?: number;
}

const google = (status: string, message: string, ...details: object[]) => ({ error: { message, status, details } });
const quota = (quotaId: string, retryDelay: string) => [
  { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] },
  { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
];
const claude = (type: string, message: string, details?: object) => ({
  type: "error",
  error: { type, message, ...(details && { details }) },
});
const openai = (fields: object) => ({
  error: { message: "no", type: "invalid_request_error", param: null, ...fields },
});

const LIMITS: readonly Row[] = [
  {
    name: "OpenAI, no credit",
    provider: "openai",
    body: openai({ type: "insufficient_quota", code: "credit_balance_exhausted" }),
    kind: "quota_exhausted",
  },
  {
    name: "Anthropic, a spend cap",
    provider: "anthropic",
    body: claude("rate_limit_error", "limit", { error_code: "enforced_spend_limit_reached" }),
    kind: "quota_exhausted",
  },
  {
    name: "Gemini, per minute",
    provider: "gemini",
    body: google("RESOURCE_EXHAUSTED", "quota", ...quota("GenerateRequestsPerMinutePerProject", "34.4s")),
    kind: "rate_limit",
    retryAfterMs: 34_400,
  },
  {
    name: "Gemini, per day",
    provider: "gemini",
    body: google("RESOURCE_EXHAUSTED", "quota", ...quota("GenerateRequestsPerDayPerProject", "47s")),
    kind: "quota_exhausted",
  },
  {
    name: "Moonshot, no capacity",
    provider: "moonshotai",
    body: openai({ type: "engine_overloaded_error" }),
    kind: "overloaded",
  },
];

const REFUSALS: readonly Row[] = [
  {
    name: "Gemini, a bad key",
    provider: "gemini",
    body: google("INVALID_ARGUMENT", "API key not valid.", { reason: "API_KEY_INVALID" }),
    kind: "auth",
  },
  {
    name: "xAI, a bad key",
    provider: "xai",
    body: { code: "Client specified an invalid argument", error: "Incorrect API key provided: sk-te***ef" },
    kind: "auth",
  },
  {
    name: "Anthropic, a long prompt",
    provider: "anthropic",
    body: claude("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
    kind: "context_length",
  },
  {
    name: "Anthropic, no credit",
    provider: "anthropic",
    body: claude("invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
    kind: "quota_exhausted",
  },
  {
    name: "OpenAI, a parameter it lacks",
    provider: "openai",
    body: openai({ code: "unsupported_parameter", param: "seed" }),
    kind: "unsupported",
  },
  {
    name: "OpenAI, a malformed schema",
    provider: "openai",
    body: openai({ message: "Invalid schema for function 'look'", param: "tools[0].function.parameters" }),
    kind: "invalid_request",
  },
];

describe("any · errors", () => {
  it("case 58: 429 has many meanings", async () => {
    for (const { name, provider, body, kind, retryAfterMs } of LIMITS) {
      const { error } = await ask(TARGETS[provider], {}, { answers: [json(body, 429)] });
      expect([name, error.kind, error.retryAfterMs]).toEqual([name, kind, retryAfterMs]);
    }
  });

  it("case 59: 400 has many meanings, and what the caller got wrong is asked of nobody else", async () => {
    for (const { name, provider, body, kind } of REFUSALS) {
      const chain = [TARGETS[provider], "groq/llama-4"];
      const { error, completion, sent } = await ask(chain, {}, { answers: [json(body, 400), healthy(chain[1]!, {})] });
      const first = error ?? completion.x_llmux.attempts[0]?.fault;
      expect([name, first.kind]).toEqual([name, kind]);
      if (kind === "invalid_request") expect(sent).toHaveLength(1);
    }
  });

  it("case 60: a chain ends with the first that answers, names what failed, and shows no key; aborted before, it asks nobody", async () => {
    const chain = [TARGETS.anthropic, TARGETS.gemini, "groq/llama-4"];
    const daily = google("RESOURCE_EXHAUSTED", `quota of ${KEY}`, ...quota("RequestsPerDay", "47s"));
    const answers = [
      json(claude("overloaded_error", `Overloaded ${KEY}`), 529),
      json(daily, 429),
      healthy("groq/llama-4", {}),
    ];
    const { completion } = await ask(chain, {}, { answers });
    const { attempts } = completion.x_llmux;
    expect(attempts.map(({ status, fault }) => fault?.kind ?? status)).toEqual(["overloaded", "quota_exhausted", "ok"]);
    expect(JSON.stringify(completion)).not.toContain(KEY);
    for (const [at, target] of [...chain, TARGETS.gemini].entries()) {
      const sdk = GOOGLE_SDKS[Number(at < chain.length)]!;
      const aborted = await ask(target, {}, { call: { signal: AbortSignal.abort() }, sdk });
      expect(aborted.error).toMatchObject({ kind: "aborted", name: "APIUserAbortError" });
      expect(aborted.sent).toHaveLength(0);
    }
  });
});
