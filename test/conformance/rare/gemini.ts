import { call, type Rare, structured } from "./rare.ts";

const HEAD = { modelVersion: "gemini-3.8-flash", responseId: "resp_1" };
const COUNTS = { promptTokenCount: 8, candidatesTokenCount: 4, totalTokenCount: 12 };
const usage = { prompt: 8, completion: 4 };

type Part = Readonly<Record<string, unknown>>;

const text = (words: string, more: Part = {}): Part => ({ text: words, ...more });
const uses = (name: string, args: unknown, more: Part = {}): Part => ({ functionCall: { name, args }, ...more });

function response(parts: readonly Part[] | undefined, candidate: object = {}, more: object = {}): object {
  const content = parts && { content: { role: "model", parts } };
  return {
    candidates: [{ ...content, finishReason: "STOP", index: 0, ...candidate }],
    usageMetadata: COUNTS,
    ...HEAD,
    ...more,
  };
}

const open = (parts: readonly Part[], more: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, index: 0 }],
  ...HEAD,
  ...more,
});
const url = (of: string, start_index: number, end_index: number, title: string) => ({
  type: "url_citation",
  url_citation: { start_index, end_index, title, url: of },
});

const failed = (finishReason: string): Rare => ({
  name: `an end by ${finishReason}`,
  whole: response([], { finishReason, finishMessage: "Malformed function call: print(" }),
  want: { kind: "bad_generation" },
});
const filtered = (finishReason: string): Rare => ({
  name: `an end by ${finishReason}`,
  whole: response([text("Once")], { finishReason }),
  want: { text: "Once", finish: "content_filter", usage },
});
const blocked = (blockReason: string): Rare => ({
  name: `a prompt that is blocked by ${blockReason}`,
  whole: {
    promptFeedback: { blockReason, safetyRatings: [] },
    usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 },
    ...HEAD,
  },
  want: { finish: "content_filter", message: { content: null }, usage: { prompt: 8, completion: 0 } },
});

export const gemini: readonly Rare[] = [
  ...["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE", "TOO_MANY_TOOL_CALLS"].map(failed),
  ...["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"].map(filtered),
  ...["IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION"].map(filtered),
  ...["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR", "JAILBREAK"].map(blocked),
  {
    name: "a prompt that is blocked, streamed",
    stream: [
      {
        promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
        usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 },
        ...HEAD,
      },
    ],
    want: { finish: "content_filter", usage: { prompt: 8, completion: 0 } },
  },
  {
    name: "a prompt that is blocked, with an empty list of candidates",
    whole: { candidates: [], promptFeedback: { blockReason: "SAFETY" }, ...HEAD },
    want: { finish: "content_filter" },
  },
  { name: "OTHER after some words", whole: response([text("So")], { finishReason: "OTHER" }), want: { text: "So" } },
  {
    name: "OTHER without a word",
    whole: response(undefined, { finishReason: "OTHER" }),
    want: { kind: "bad_generation" },
  },
  { name: "NO_IMAGE", whole: response(undefined, { finishReason: "NO_IMAGE" }), want: { kind: "bad_generation" } },
  {
    name: "a reason of a later year, after some words",
    whole: response([text("So")], { finishReason: "TIRED" }),
    want: { text: "So" },
  },
  {
    name: "the token limit, before a word",
    whole: response(
      undefined,
      { finishReason: "MAX_TOKENS" },
      {
        usageMetadata: { promptTokenCount: 8, thoughtsTokenCount: 60, totalTokenCount: 68 },
      },
    ),
    want: { finish: "length", message: { content: null }, usage: { prompt: 8, completion: 60, reasoning: 60 } },
  },
  {
    name: "the token limit, content without parts",
    whole: response(undefined, { finishReason: "MAX_TOKENS", content: { role: "model" } }),
    want: { finish: "length" },
  },
  {
    name: "a limit that a token would lift",
    whole: response([text("So")], { finishReason: "CONTINUATION", continuationToken: "t" }),
    want: { text: "So", finish: "length" },
  },
  {
    name: "thoughts, a signed text",
    whole: response(
      [
        text("Hm, ", { thought: true }),
        text("let me see", { thought: true }),
        text("Yes.", { thoughtSignature: "c2ln" }),
      ],
      {},
      {
        usageMetadata: { ...COUNTS, thoughtsTokenCount: 30, totalTokenCount: 42 },
      },
    ),
    want: { text: "Yes.", reasoning: "Hm, let me see", usage: { prompt: 8, completion: 34, reasoning: 30 } },
  },
  {
    name: "a signature on an empty text at the end",
    stream: [open([text("Ye")]), open([text("s.")]), response([text("", { thoughtSignature: "c2ln" })])],
    want: { text: "Yes.", usage },
  },
  {
    name: "code and what came of it",
    whole: response([
      text("Counting."),
      { executableCode: { language: "PYTHON", code: "print(1)" } },
      { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1\n" } },
      text("One."),
    ]),
    want: { text: "Counting.One.", usage },
  },
  {
    name: "code and what came of it, streamed in chunks",
    stream: [
      open([{ executableCode: { language: "PYTHON", code: "print(1)", id: "e1" } }]),
      open([{ codeExecutionResult: { outcome: "OUTCOME_FAILED", output: "Traceback", id: "e1" } }]),
      open([text("It failed.")]),
      response([]),
    ],
    want: { text: "It failed.", usage },
  },
  {
    name: "an image beside the text",
    whole: response(
      [text("Here:"), { inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } }],
      {},
      {
        usageMetadata: { ...COUNTS, candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 1290 }] },
      },
    ),
    want: { text: "Here:", usage },
  },
  {
    name: "an image alone",
    whole: response([{ inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } }]),
    want: { message: { content: null } },
  },
  {
    name: "parallel calls with ids of Google's",
    whole: response([
      { functionCall: { id: "fc_a", name: "look", args: { a: 1 } }, thoughtSignature: "c2ln" },
      { functionCall: { id: "fc_b", name: "look", args: { a: 2 } } },
    ]),
    want: {
      calls: [call("look", { a: 1 }), call("look", { a: 2 })],
      finish: "tool_calls",
      message: { tool_calls: [{ id: "fc_a" }, { id: "fc_b" }] },
    },
  },
  {
    name: "parallel calls without ids, alike in all",
    whole: response([uses("look", { a: 1 }), uses("look", { a: 1 })]),
    want: { calls: [call("look", { a: 1 }), call("look", { a: 1 })], finish: "tool_calls" },
  },
  {
    name: "calls over several chunks, then the end",
    stream: [
      open([text("Let me look.")]),
      open([uses("look", { a: 1 })]),
      open([uses("count", {})]),
      response([text("")]),
    ],
    want: { text: "Let me look.", calls: [call("look", { a: 1 }), call("count", {})], finish: "tool_calls", usage },
  },
  {
    name: "a call without arguments",
    whole: response([{ functionCall: { name: "look" } }]),
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "a call whose arguments are null",
    stream: [response([{ functionCall: { name: "look", args: null } }])],
    want: { calls: [call("look", {})], finish: "tool_calls" },
  },
  {
    name: "server tools made visible",
    whole: response([
      { toolCall: { id: "t1", toolType: "GOOGLE_SEARCH_WEB", args: { queries: ["q"] } }, thoughtSignature: "c2ln" },
      { toolResponse: { id: "t1", toolType: "GOOGLE_SEARCH_WEB", response: { search_suggestions: "<div/>" } } },
      text("Yes."),
    ]),
    want: { text: "Yes." },
  },
  {
    name: "grounding in a search",
    whole: response([text("naïve ☕ café. So.")], {
      groundingMetadata: {
        webSearchQueries: ["q"],
        searchEntryPoint: { renderedContent: "<style>" },
        groundingChunks: [
          { web: { uri: "https://r.example/1", title: "one.example" } },
          { web: { uri: "https://r.example/2" } },
        ],
        groundingSupports: [
          {
            segment: { startIndex: 7, endIndex: 17, text: "☕ café." },
            groundingChunkIndices: [0, 1],
            confidenceScores: [0.9, 0.8],
          },
        ],
      },
    }),
    want: {
      text: "naïve ☕ café. So.",
      message: {
        annotations: [
          url("https://r.example/1", 6, 13, "one.example"),
          url("https://r.example/2", 6, 13, "https://r.example/2"),
        ],
      },
    },
  },
  {
    name: "grounding told with the last chunk",
    stream: [
      open([text("It is ")]),
      open([text("so.")]),
      response([text("")], {
        groundingMetadata: {
          groundingChunks: [{ web: { uri: "https://r.example/1", title: "one" } }],
          groundingSupports: [{ segment: { endIndex: 9, text: "It is so." }, groundingChunkIndices: [0] }],
        },
      }),
    ],
    want: { text: "It is so.", message: { annotations: [url("https://r.example/1", 0, 9, "one")] } },
  },
  {
    name: "grounding without a source",
    whole: response([text("Yes.")], { groundingMetadata: {} }),
    want: { text: "Yes." },
  },
  {
    name: "pages that were read",
    whole: response(
      [text("Yes.")],
      {
        urlContextMetadata: {
          urlMetadata: [{ retrievedUrl: "https://a.example", urlRetrievalStatus: "URL_RETRIEVAL_STATUS_SUCCESS" }],
        },
        citationMetadata: { citationSources: [{ startIndex: 0, endIndex: 4, uri: "https://c.example", license: "" }] },
      },
      {
        usageMetadata: {
          promptTokenCount: 8,
          toolUsePromptTokenCount: 100,
          candidatesTokenCount: 4,
          totalTokenCount: 112,
        },
      },
    ),
    want: { text: "Yes.", usage: { prompt: 108, completion: 4 } },
  },
  {
    name: "logprobs",
    whole: response([text("Hi")], {
      avgLogprobs: -0.1,
      logprobsResult: {
        chosenCandidates: [{ token: "Hi", tokenId: 1, logProbability: -0.1 }],
        topCandidates: [
          {
            candidates: [
              { token: "Hi", tokenId: 1, logProbability: -0.1 },
              { token: "Yo", tokenId: 2, logProbability: -2 },
            ],
          },
        ],
      },
    }),
    want: {
      text: "Hi",
      answer: {
        choices: [
          {
            logprobs: {
              content: [
                { token: "Hi", logprob: -0.1, bytes: [72, 105], top_logprobs: [{ token: "Hi" }, { token: "Yo" }] },
              ],
            },
          },
        ],
      },
    },
  },
  {
    name: "usage in every detail",
    whole: response(
      [text("Yes.")],
      {},
      {
        usageMetadata: {
          promptTokenCount: 1000,
          cachedContentTokenCount: 600,
          candidatesTokenCount: 10,
          thoughtsTokenCount: 20,
          toolUsePromptTokenCount: 30,
          totalTokenCount: 1060,
          promptTokensDetails: [{ modality: "TEXT", tokenCount: 1000 }],
          cacheTokensDetails: [{ modality: "TEXT", tokenCount: 600 }],
          serviceTier: "standard",
          trafficType: "ON_DEMAND",
        },
      },
    ),
    want: {
      text: "Yes.",
      usage: { prompt: 1030, completion: 30, cached: 600, reasoning: 20 },
      answer: { service_tier: "default" },
    },
  },
  {
    name: "usage that grows, thoughts told only once",
    stream: [
      open([text("Hm", { thought: true })], {
        usageMetadata: { promptTokenCount: 8, thoughtsTokenCount: 30, totalTokenCount: 38 },
      }),
      open([text("Ye")], { usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 1, totalTokenCount: 39 } }),
      response(
        [text("s.")],
        {},
        { usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 4, totalTokenCount: 42 } },
      ),
    ],
    want: { text: "Yes.", reasoning: "Hm", usage: { prompt: 8, completion: 34, reasoning: 30 } },
  },
  {
    name: "chunks that have no candidate",
    stream: [
      { usageMetadata: { trafficType: "ON_DEMAND" }, ...HEAD },
      open([text("Yes.")]),
      { candidates: [], usageMetadata: { promptTokenCount: 8 }, ...HEAD },
      response(undefined),
      { usageMetadata: COUNTS, ...HEAD },
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "chunks of which none names its candidate",
    stream: [
      { candidates: [{ content: { parts: [{ text: "Yes" }] } }], ...HEAD },
      { candidates: [{ content: { parts: [{ text: "." }] }, finishReason: "STOP" }], usageMetadata: COUNTS, ...HEAD },
    ],
    want: { text: "Yes.", usage },
  },
  {
    name: "many texts in one part list",
    whole: response(["Once", " upon", " a", " time"].map((words) => text(words))),
    want: { text: "Once upon a time" },
  },
  {
    name: "a finish with every chunk",
    stream: [response([text("Ye")]), response([text("s")]), response([text(".")])],
    want: { text: "Yes.", usage },
  },
  {
    name: "an error in the stream",
    stream: [open([text("Ye")]), { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }],
    want: { kind: "overloaded" },
  },
  {
    name: "an error at the stream's beginning, in a list",
    raw: {
      body: `data: [${JSON.stringify({ error: { code: 429, message: "Quota exceeded", status: "RESOURCE_EXHAUSTED" } })}]\r\n\r\n`,
      type: "text/event-stream",
    },
    request: { stream: true },
    want: { kind: "rate_limit" },
  },
  { name: "a stream that just ends", stream: [open([text("Ye")])], want: { kind: "stream_truncated" } },
  { name: "a body without a thing in it", whole: {}, want: { kind: "server_error" } },
  {
    name: "two candidates",
    request: { n: 2, tools: undefined },
    whole: {
      candidates: [
        { content: { role: "model", parts: [text("A")] }, finishReason: "STOP", index: 0 },
        { content: { role: "model", parts: [text("B")] }, finishReason: "MAX_TOKENS", index: 1 },
      ],
      usageMetadata: COUNTS,
      ...HEAD,
    },
    want: {
      text: "A",
      answer: { choices: [{ index: 0 }, { index: 1, finish_reason: "length", message: { content: "B" } }] },
    },
  },
  {
    name: "two candidates, streamed in turns",
    request: { n: 2, tools: undefined },
    stream: [
      { candidates: [{ content: { parts: [text("A")] }, index: 0 }], ...HEAD },
      { candidates: [{ content: { parts: [text("B")] }, index: 1 }], ...HEAD },
      { candidates: [{ content: { parts: [text("a")] }, index: 0, finishReason: "STOP" }], ...HEAD },
      {
        candidates: [{ content: { parts: [text("b")] }, index: 1, finishReason: "STOP" }],
        usageMetadata: COUNTS,
        ...HEAD,
      },
    ],
    want: {
      text: "AaBb".replace("AaBb", "ABab"),
      finish: "stop+stop",
      answer: { choices: [{ message: { content: "Aa" } }, { message: { content: "Bb" } }] },
    },
  },
  {
    name: "a whole answer where a stream was asked for",
    request: { stream: true },
    raw: {
      body: JSON.stringify(response([text("Hm", { thought: true }), text("Yes."), uses("look", { a: 1 })]), null, 2),
    },
    want: { text: "Yes.", reasoning: "Hm", calls: [call("look", { a: 1 })], finish: "tool_calls", usage },
  },
  {
    name: "an error where a stream was asked for, under status 200",
    request: { stream: true },
    raw: {
      body: JSON.stringify([{ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }]),
    },
    want: { kind: "overloaded" },
  },
  {
    name: "structured output",
    request: { ...structured({ type: "object", properties: { a: { type: "number" } } }), tools: undefined },
    stream: [open([text('{"a"')]), response([text(":1}")])],
    want: { text: '{"a":1}' },
  },
  {
    name: "text and a call in one part list, and the finish apart",
    stream: [open([text("Look."), uses("look", { a: 1 })]), response(undefined), { usageMetadata: COUNTS, ...HEAD }],
    want: { text: "Look.", calls: [call("look", { a: 1 })], finish: "tool_calls", usage },
  },
  {
    name: "numbers that JavaScript rounds, floats for integers",
    whole: response([uses("look", { n: 3.0, big: 12345678901234 })]),
    want: { calls: [call("look", { n: 3, big: 12345678901234 })], finish: "tool_calls" },
  },
];
