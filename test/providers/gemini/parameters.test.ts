import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../../src/contract/chat.ts";
import { encoded } from "./kit.ts";

describe("parameters", () => {
  it("maps what Gemini has a name for", () => {
    const { body, warnings } = encoded({
      temperature: 0,
      top_p: 0.9,
      top_k: 40,
      max_tokens: 100,
      stop: "END",
      n: 2,
      seed: 7,
      presence_penalty: 1,
      frequency_penalty: 0,
      logprobs: true,
      top_logprobs: 3,
      service_tier: "priority",
    });
    expect(body).toMatchObject({
      serviceTier: "priority",
      generationConfig: {
        temperature: 0,
        topP: 0.9,
        topK: 40,
        maxOutputTokens: 100,
        stopSequences: ["END"],
        candidateCount: 2,
        seed: 7,
        presencePenalty: 1,
        responseLogprobs: true,
        logprobs: 3,
      },
    });
    expect(body.generationConfig).not.toHaveProperty("frequencyPenalty");
    expect(warnings).toEqual([]);
  });

  it("prefers max_completion_tokens", () => {
    const { body } = encoded({ max_tokens: 100, max_completion_tokens: 200 });
    expect(body.generationConfig).toEqual({ maxOutputTokens: 200 });
  });

  it("drops in silence what has no effect on the answer", () => {
    const { body, warnings } = encoded({
      stream: true,
      stream_options: { include_usage: true },
      user: "u",
      safety_identifier: "s",
      prompt_cache_key: "k",
      modalities: ["text"],
      n: 1,
      store: false,
      service_tier: "auto",
      temperature: null,
      logit_bias: {},
    });
    expect(Object.keys(body)).toEqual(["contents"]);
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ verbosity: "low" }],
    [{ store: true }],
    [{ metadata: { k: "v" } }],
    [{ prediction: { type: "content", content: "x" } }],
    [{ service_tier: "scale" }],
    [{ repetition_penalty: 1.1 }],
  ] as [Partial<ChatRequest>][])("warns of %o and leaves it out", (given) => {
    const { body, warnings } = encoded(given);
    expect(Object.keys(body)).toEqual(["contents"]);
    expect(warnings).toMatchObject([{ code: "dropped_param", param: Object.keys(given)[0] }]);
  });

  it.each([[{ modalities: ["text", "audio"] }], [{ audio: { format: "mp3", voice: "x" } }]] as [
    Partial<ChatRequest>,
  ][])("refuses %o unless the target drops it", (given) => {
    const param = Object.keys(given)[0]!;
    expect(() => encoded(given)).toThrowError(expect.objectContaining({ kind: "unsupported", param }));
    expect(encoded(given, undefined, { drop: [param] }).codes).toEqual([param]);
  });

  it("five stop sequences of six, and a logit bias only if it has entries", () => {
    const { body, codes } = encoded({ stop: ["a", "b", "c", "d", "e", "f"] });
    expect(body.generationConfig).toEqual({ stopSequences: ["a", "b", "c", "d", "e"] });
    expect(codes).toEqual(["stop"]);
    expect(encoded({ logit_bias: {} }).codes).toEqual([]);
    expect(encoded({ logit_bias: { 1: 5 } }).codes).toEqual(["logit_bias"]);
  });

  it("brings a seed into 32 bits", () => {
    const { body, codes } = encoded({ seed: 2 ** 31 + 5 });
    expect(body.generationConfig).toEqual({ seed: 5 });
    expect(codes).toEqual(["seed"]);
  });

  it("leaves sampling out where the model ignores it", () => {
    const { body, codes } = encoded({ temperature: 0.3, top_p: 0.5 }, "gemini-4-argon");
    expect(body.generationConfig).toBeUndefined();
    expect(codes).toEqual(["temperature", "top_p"]);
  });

  it("merges native extras last, under each of the provider's names", () => {
    const safety = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }];
    const { body } = encoded({
      temperature: 1,
      tools: [{ type: "function", function: { name: "f" } }],
      reasoning_effort: "low",
      provider_options: {
        google: { safetySettings: safety, tools: [{ codeExecution: {} }] },
        gemini: { generationConfig: { temperature: 0.5, thinkingConfig: { includeThoughts: true } } },
        anthropic: { nothing: "of this" },
      },
    });
    expect(body).toMatchObject({ safetySettings: safety });
    expect(body.tools).toEqual([{ functionDeclarations: [{ name: "f" }] }, { codeExecution: {} }]);
    expect(body.generationConfig).toEqual({
      temperature: 0.5,
      thinkingConfig: { thinkingLevel: "LOW", includeThoughts: true },
    });
    expect(body).not.toHaveProperty("nothing");
  });

  it("refuses a model id that would change the address", () => {
    for (const model of ["../secrets", "x:predict?y=", "a//b"]) {
      expect(() => encoded({}, model)).toThrowError(expect.objectContaining({ kind: "unsupported", param: "model" }));
    }
    expect(() => encoded({}, "tunedModels/mine-1")).not.toThrow();
  });
});

describe("reasoning_effort", () => {
  const thinking = (reasoning_effort: NonNullable<ChatRequest["reasoning_effort"]>, model: string) => {
    const { body, codes } = encoded({ reasoning_effort }, model);
    const { includeThoughts, ...steered } = (body.generationConfig?.thinkingConfig ?? {}) as Record<string, unknown>;
    // The summary of the thoughts is asked for wherever thinking is.
    const thinks = reasoning_effort !== "none" && Object.keys(steered).length > 0;
    expect(includeThoughts).toBe(thinks ? true : undefined);
    return { ...steered, warned: codes.length > 0 };
  };

  it("low is a budget for 2.5 and a level from 3 on, never both", () => {
    expect(thinking("low", "gemini-2.5-flash")).toEqual({ thinkingBudget: 1024, warned: false });
    for (const model of ["gemini-3.1-pro-preview", "gemini-3.5-flash", "gemini-4-argon", "gemini-9-unheard-of"]) {
      expect(thinking("low", model)).toEqual({ thinkingLevel: "LOW", warned: false });
    }
  });

  it("a native budget replaces the level", () => {
    const { body } = encoded({
      reasoning_effort: "high",
      provider_options: { gemini: { generationConfig: { thinkingConfig: { thinkingBudget: 99 } } } },
    });
    expect(body.generationConfig?.thinkingConfig).toEqual({ thinkingBudget: 99, includeThoughts: true });
  });

  it.each([
    ["none", "gemini-2.5-flash", { thinkingBudget: 0, warned: false }],
    ["none", "gemini-2.5-pro", { thinkingBudget: 128, warned: true }],
    ["none", "gemini-3.5-flash", { thinkingLevel: "MINIMAL", warned: true }],
    ["none", "gemini-4-argon", { thinkingLevel: "LOW", warned: true }],
    ["minimal", "gemini-2.5-flash-lite", { thinkingBudget: 1024, warned: false }],
    ["minimal", "gemini-3.5-flash", { thinkingLevel: "MINIMAL", warned: false }],
    ["minimal", "gemini-3.8-flash", { thinkingLevel: "LOW", warned: false }],
    ["medium", "gemini-2.5-pro", { thinkingBudget: 8192, warned: false }],
    ["medium", "gemini-3-pro-preview", { thinkingLevel: "HIGH", warned: false }],
    ["high", "gemini-2.5-pro", { thinkingBudget: 24_576, warned: false }],
    ["xhigh", "gemini-2.5-flash", { thinkingBudget: 24_576, warned: true }],
    ["max", "gemini-2.5-pro", { thinkingBudget: 32_768, warned: true }],
    ["max", "gemini-2.5-flash", { thinkingBudget: 24_576, warned: true }],
    ["max", "gemini-4-argon", { thinkingLevel: "HIGH", warned: true }],
    ["high", "gemma-4-27b-it", { warned: true }],
    ["none", "gemma-4-27b-it", { warned: false }],
  ] as const)("%s on %s", (effort, model, expected) => {
    expect(thinking(effort as NonNullable<ChatRequest["reasoning_effort"]>, model)).toEqual(expected);
  });

  it("says nothing about thinking if nothing was asked", () => {
    expect(encoded({}).body.generationConfig).toBeUndefined();
  });
});
