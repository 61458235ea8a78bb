import type { Oddity, Script, Telling } from "./oddities.ts";

type Odd = ReadonlySet<Oddity>;

/** Manners of the Gemini API, of Vertex, and of models old and new. */
const NAMES = [
  "no candidate index",
  "no ids on calls",
  "calls in one chunk",
  "calls in pieces",
  "empty call at the end of pieces",
  "signatures",
  "signature on an empty text",
  "empty parts",
  "nulls in parts",
  "chunks without content",
  "usage with the traffic type only",
  "usage on every chunk, growing",
  "usage after the finish",
  "no thoughts in the last usage",
  "finish on every chunk",
  "finish in a chunk of its own",
  "code execution between",
  "inline data",
  "grounding without places",
  "unknown fields",
  "safety ratings",
] as const;

export const geminiOddities: Telling = {
  names: NAMES,
  stream(script, odd) {
    const groups = partsOf(script, odd);
    const last = odd.has("finish in a chunk of its own") ? [] : (groups.pop() ?? []);
    const chunks = groups.map((parts, at) =>
      responseOf(parts, odd, {
        // A finish ends a call that is still coming.
        ...(odd.has("finish on every chunk") && !odd.has("calls in pieces") && { finishReason: "STOP" }),
        usage: early(script, odd, at),
      }),
    );
    const end = responseOf(last, odd, {
      finishReason: script.cut ? "MAX_TOKENS" : "STOP",
      usage: odd.has("usage after the finish") ? undefined : usageOf(script),
    });
    const after = odd.has("usage after the finish")
      ? [{ usageMetadata: usageOf(script), modelVersion: "gemini-x" }]
      : [];
    const silent = odd.has("chunks without content") ? [{ candidates: [{ index: 0 }], modelVersion: "gemini-x" }] : [];
    return [...silent, ...chunks, ...silent, end, ...after];
  },
  complete(script, odd) {
    const parts = partsOf(script, new Set([...odd].filter((name) => !/pieces/.test(name)))).flat();
    return responseOf(parts, odd, { finishReason: script.cut ? "MAX_TOKENS" : "STOP", usage: usageOf(script) });
  },
};

type Part = Record<string, unknown>;

/** The parts of each chunk. */
function partsOf({ reasoning, words, calls }: Script, odd: Odd): Part[][] {
  const signed = odd.has("signatures") ? { thoughtSignature: "c2ln" } : {};
  const empty = odd.has("empty parts") ? [{ text: "" }] : [];
  const nulls = odd.has("nulls in parts") ? { thought: null } : {};
  const thoughts = reasoning.map((text): Part[] => [{ text, thought: true }, ...empty]);
  const texts = words.map((text): Part[] => [...empty, { ...nulls, text }]);
  const uses = calls.map(({ id, name, input }, at): Part[][] => {
    const head = { name, ...(!odd.has("no ids on calls") && { id }) };
    const mark = at === 0 ? signed : {};
    if (!odd.has("calls in pieces") || Object.values(input).some((value) => typeof value !== "string"))
      return [[{ functionCall: { ...head, args: input }, ...mark }]];
    return [
      [{ functionCall: { ...head, willContinue: true }, ...mark }],
      ...Object.entries(input).map(([key, value]) => [
        { functionCall: { partialArgs: [{ jsonPath: `$.${key}`, stringValue: value }], willContinue: true } },
      ]),
      ...(odd.has("empty call at the end of pieces") ? [[{ functionCall: {} }]] : []),
    ];
  });
  const whole = uses.every((groups) => groups.length === 1);
  const called = odd.has("calls in one chunk") && whole && uses.length > 0 ? [uses.flat(2)] : uses.flat();
  return [
    ...thoughts,
    ...(odd.has("code execution between")
      ? [
          [{ executableCode: { language: "PYTHON", code: "1" } }],
          [{ codeExecutionResult: { outcome: "OUTCOME_OK", output: "not the answer" } }],
        ]
      : []),
    ...texts,
    ...(odd.has("inline data") ? [[{ inlineData: { mimeType: "image/png", data: "AA==" } }]] : []),
    ...called,
    ...(odd.has("signature on an empty text") ? [[{ text: "", thoughtSignature: "c2ln" }]] : []),
  ];
}

function responseOf(
  parts: readonly Part[],
  odd: Odd,
  { finishReason, usage }: { finishReason?: string | undefined; usage?: object | undefined },
): object {
  const content = parts.length === 0 && odd.has("empty parts") ? { role: "model" } : { role: "model", parts };
  const candidate = {
    ...(!odd.has("no candidate index") && { index: 0 }),
    ...(parts.length > 0 || !odd.has("chunks without content") ? { content } : {}),
    ...(finishReason !== undefined && { finishReason }),
    ...(odd.has("safety ratings") && {
      safetyRatings: [{ category: "HARM_CATEGORY_HARASSMENT", probability: "NEGLIGIBLE" }],
    }),
    ...(odd.has("grounding without places") && {
      groundingMetadata: {
        groundingChunks: [{ web: { uri: "https://x.example" } }],
        groundingSupports: [{ groundingChunkIndices: [0] }],
      },
    }),
    ...(odd.has("unknown fields") && { later: 1 }),
  };
  return {
    candidates: [candidate],
    ...(usage && { usageMetadata: usage }),
    modelVersion: "gemini-x",
    responseId: "resp-1",
    ...(odd.has("unknown fields") && { modelStatus: { modelStage: "STABLE" } }),
  };
}

/** What is told of tokens before the end. */
function early(script: Script, odd: Odd, at: number): object | undefined {
  const { promptTokenCount, thoughtsTokenCount } = usageOf(script);
  if (odd.has("usage on every chunk, growing"))
    return { promptTokenCount, candidatesTokenCount: at, thoughtsTokenCount };
  return odd.has("usage with the traffic type only") ? { trafficType: "ON_DEMAND" } : undefined;
}

function usageOf({ usage: { input, cached, output, thought } }: Script) {
  return {
    promptTokenCount: input + cached - 1,
    toolUsePromptTokenCount: 1,
    cachedContentTokenCount: cached,
    candidatesTokenCount: output,
    thoughtsTokenCount: thought,
    totalTokenCount: input + cached + output + thought,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: input + cached - 1 }],
  };
}
