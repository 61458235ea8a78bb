import type { ChatCompletion, ChatRequestNonStreaming } from "llmux";
import { afterEach, describe, expect, it } from "vitest";
import { framed, type Kind, nativeServer, routerAt } from "../support/native-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const messages = [{ role: "user" as const, content: "What is new?" }];
const tools = [{ type: "function" as const, function: { name: "f", parameters: { type: "object", properties: {} } } }];

/** Claude searches, runs code and asks an MCP server before it answers; the answer cites. */
const BLOCKS = [
  {
    type: "server_tool_use",
    id: "srvtoolu_1",
    name: "web_search",
    input: { query: "news" },
    caller: { type: "direct" },
  },
  {
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: [{ type: "web_search_result", url: "https://a.example", title: "A", encrypted_content: "Eo8=" }],
  },
  { type: "server_tool_use", id: "srvtoolu_2", name: "bash_code_execution", input: { command: "ls" } },
  {
    type: "bash_code_execution_tool_result",
    tool_use_id: "srvtoolu_2",
    content: { type: "bash_code_execution_result", stdout: "x", stderr: "", return_code: 0, content: [] },
  },
  { type: "mcp_tool_use", id: "mcptoolu_1", name: "echo", server_name: "echo", input: {} },
  { type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [{ type: "text", text: "e" }] },
  { type: "text", text: "So: ", citations: null },
  {
    type: "text",
    text: "all good.",
    citations: [
      {
        type: "web_search_result_location",
        url: "https://a.example",
        title: "A",
        cited_text: "good",
        encrypted_index: "E",
      },
    ],
  },
];
const usage = {
  input_tokens: 10,
  output_tokens: 5,
  server_tool_use: { web_search_requests: 1 },
  service_tier: "standard",
};
const CLAUDE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-opus-5",
  container: { id: "container_1" },
};

function claudeEvents(): object[] {
  const events = BLOCKS.flatMap(({ ...block }, index): object[] => {
    const { input, text, citations, ...rest } = block as Record<string, unknown>;
    const deltas = [
      ...(input === undefined ? [] : [{ type: "input_json_delta", partial_json: JSON.stringify(input) }]),
      ...(text === undefined ? [] : [{ type: "text_delta", text }]),
      ...((citations as object[] | null) ?? []).map((citation) => ({ type: "citations_delta", citation })),
    ];
    const opening = { ...(input !== undefined && { input: {} }), ...(text !== undefined && { text: "" }) };
    const began = { ...rest, ...opening, ...(citations !== undefined && citations === null && { citations }) };
    return [
      { type: "content_block_start", index, content_block: began },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ];
  });
  return [
    {
      type: "message_start",
      message: { ...CLAUDE, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    ...events,
    { type: "message_delta", delta: { stop_reason: "end_turn", container: { id: "container_1" } }, usage },
    { type: "message_stop" },
  ];
}

const GROUNDING = {
  webSearchQueries: ["news"],
  groundingChunks: [{ web: { uri: "https://a.example", title: "A" } }],
  groundingSupports: [{ segment: { startIndex: 4, endIndex: 13, text: "all good." }, groundingChunkIndices: [0] }],
};
const PARTS = [
  { executableCode: { language: "PYTHON", code: "print(1)" } },
  { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } },
  { text: "So: " },
  { text: "all good." },
];
const GEMINI = { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, toolUsePromptTokenCount: 2 } };
const safetyRatings = [{ category: "HARM_CATEGORY_HARASSMENT", probability: "NEGLIGIBLE" }];

const ANNOTATION = {
  type: "url_citation",
  url_citation: { start_index: 4, end_index: 13, url: "https://a.example", title: "A" },
};
const OPENAI = { id: "c1", created: 1, model: "gpt-5-search-api", service_tier: "default" };
const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...OPENAI,
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason }],
});

interface Case {
  readonly model: string;
  readonly ask: Partial<ChatRequestNonStreaming>;
  /** What the native request has then. */
  readonly sent: object;
  readonly json: object;
  readonly events: object[];
  /** What stays in its own form. */
  readonly blocks?: readonly object[];
}

const CASES: Readonly<Record<Kind, Case>> = {
  anthropic: {
    model: "anthropic/claude-opus-5",
    ask: {
      tools,
      provider_options: {
        anthropic: {
          tools: [{ type: "web_search_20260209", name: "web_search" }],
          mcp_servers: [{ type: "url", url: "https://mcp.example", name: "echo" }],
        },
      },
    },
    sent: {
      tools: [expect.objectContaining({ name: "f" }), { type: "web_search_20260209", name: "web_search" }],
      mcp_servers: [{ type: "url", url: "https://mcp.example", name: "echo" }],
    },
    json: { ...CLAUDE, content: BLOCKS, stop_reason: "end_turn", stop_sequence: null, usage },
    events: claudeEvents(),
    blocks: BLOCKS,
  },
  gemini: {
    model: "gemini/gemini-3.8-flash",
    ask: { tools, provider_options: { google: { tools: [{ googleSearch: {} }, { codeExecution: {} }] } } },
    sent: {
      tools: [
        { functionDeclarations: [expect.objectContaining({ name: "f" })] },
        { googleSearch: {} },
        { codeExecution: {} },
      ],
    },
    json: {
      ...GEMINI,
      candidates: [
        {
          content: { role: "model", parts: PARTS },
          finishReason: "STOP",
          groundingMetadata: {
            ...GROUNDING,
            groundingSupports: [
              { segment: { partIndex: 3, startIndex: 0, endIndex: 9, text: "all good." }, groundingChunkIndices: [0] },
            ],
          },
          safetyRatings,
        },
      ],
    },
    events: [
      ...PARTS.map((part) => ({ candidates: [{ content: { role: "model", parts: [part] } }] })),
      {
        ...GEMINI,
        candidates: [{ content: { parts: [] }, finishReason: "STOP", groundingMetadata: GROUNDING, safetyRatings }],
      },
    ],
    blocks: [...PARTS.slice(0, 2), { text: "So: all good." }],
  },
  openai: {
    model: "openai/gpt-5.5",
    ask: { provider_options: { openai: { web_search_options: { search_context_size: "low" } } } },
    sent: { web_search_options: { search_context_size: "low" } },
    json: {
      ...OPENAI,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          finish_reason: "stop",
          message: { role: "assistant", content: "So: all good.", annotations: [ANNOTATION] },
        },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    },
    events: [
      chunk({ role: "assistant", content: "So: " }),
      chunk({ content: "all good." }),
      chunk({ annotations: [ANNOTATION] }),
      chunk({}, "stop"),
      { ...chunk({}), choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
    ],
  },
};

async function stage(...answers: Parameters<typeof nativeServer>) {
  const server = await nativeServer(...answers);
  const router = routerAt(server);
  open.push({ close: () => router.close().then(() => server.close()) });
  return { router, heard: server.heard };
}

describe.each(Object.keys(CASES) as Kind[])("server tools of %s", (kind) => {
  const { model, ask, sent, json, events, blocks } = CASES[kind];

  const looksRight = ({ message, finish_reason }: ChatCompletion["choices"][number]) => {
    expect(finish_reason).toBe("stop");
    expect(message).toMatchObject({ role: "assistant", content: "So: all good.", annotations: [ANNOTATION] });
    expect(message.tool_calls).toBeUndefined();
    if (blocks) expect(message.provider_state?.blocks).toEqual(blocks);
  };

  it("are switched on beside the caller's own, and leave the answer's shape as it is", async () => {
    const { router, heard } = await stage({ json });
    const answer = await router.chat.completions.create({ model, messages, ...ask }, { raw: true });
    expect(heard[0]?.body).toMatchObject(sent);
    looksRight(answer.choices[0]!);
    expect(answer.x_llmux.raw).toEqual(json);
    expect(answer.x_llmux.warnings).toEqual([]);
  });

  it("leave a stream's shape as it is, too, and its events are the raw answer", async () => {
    const { router } = await stage({ sse: framed[kind](events) });
    const stream = await router.chat.completions.create({ model, messages, ...ask, stream: true }, { raw: true });
    const choice = { message: { role: "assistant", content: "" }, finish_reason: null } as Record<string, unknown>;
    const message = choice.message as Record<string, unknown>;
    let raw: unknown;
    for await (const { choices, x_llmux } of stream) {
      expect(Array.isArray(choices)).toBe(true);
      const [one] = choices;
      const { content, ...delta } = (one?.delta ?? {}) as Record<string, unknown>;
      Object.assign(message, delta);
      message.content = `${message.content}${content ?? ""}`;
      choice.finish_reason = one?.finish_reason ?? choice.finish_reason;
      raw = x_llmux?.raw ?? raw;
    }
    looksRight(choice as never);
    expect(raw).toEqual(events);
  });
});

describe("provider_options", () => {
  const { json } = CASES.openai;

  it("under a name that is no provider's are told of; under another provider's they are not", async () => {
    const { router } = await stage({ json });
    const options = { opnai: { a: 1 }, anthropic: { b: 2 }, google: {}, groq: {} };
    const answer = await router.chat.completions.create({
      model: "openai/gpt-5.5",
      messages,
      provider_options: options,
    });
    expect(answer.x_llmux.warnings).toEqual([
      {
        code: "unknown_provider",
        param: "provider_options.opnai",
        target: "",
        message: 'provider_options.opnai: there is no provider "opnai"; did you mean openai?',
      },
    ]);
  });

  it("are an error under strict, before the network", async () => {
    const server = await nativeServer({ json });
    const router = routerAt(server, { strict: true });
    open.push({ close: () => router.close().then(() => server.close()) });
    const asked = router.chat.completions.create({
      model: "openai/gpt-5.5",
      messages,
      provider_options: { opnai: {} },
    });
    await expect(asked).rejects.toMatchObject({ kind: "unsupported", param: "provider_options.opnai" });
    expect(server.heard.length).toBe(0);
  });

  it.each<[Kind, string]>([
    ["openai", "openai/gpt-5.5"],
    ["anthropic", "anthropic/claude-opus-5"],
    ["gemini", "gemini/gemini-3.8-flash"],
  ])("change neither model nor stream, and are added to what is encoded: %s", async (kind, model) => {
    const { router, heard } = await stage({ json: CASES[kind].json });
    const answer = await router.chat.completions.create({
      model,
      messages,
      provider_options: { [kind]: { model: "other", stream: true, odd: { a: 1 } } },
    });
    expect(heard[0]?.body).toMatchObject({ odd: { a: 1 } });
    expect(heard[0]?.body.model).not.toBe("other");
    expect(heard[0]?.body.stream ?? false).toBe(false);
    expect(answer.x_llmux.warnings.map(({ code, param }) => [code, param])).toEqual([
      ["dropped_param", "provider_options.model"],
      ["dropped_param", "provider_options.stream"],
    ]);
  });
});

describe("the raw answer", () => {
  const { model, json } = CASES.gemini;

  it("is there only if it is asked for, also by the header", async () => {
    const { router } = await stage({ json });
    expect((await router.chat.completions.create({ model, messages })).x_llmux).not.toHaveProperty("raw");
    const response = await router.fetch("http://any.host/v1/chat/completions", {
      method: "POST",
      headers: { "x-llmux-raw": "true" },
      body: JSON.stringify({ model, messages }),
    });
    expect((await response.json()).x_llmux.raw).toEqual(json);
  });

  it("ends where it would be too long, and says so", async () => {
    const long = "x".repeat(400_000);
    const { router } = await stage({
      sse: framed.openai([
        chunk({ content: long }),
        chunk({ content: long }),
        chunk({ content: long }),
        chunk({}, "stop"),
      ]),
    });
    const stream = await router.chat.completions.create(
      { model: "openai/gpt-5.5", messages, stream: true },
      { raw: true },
    );
    let report: ChatCompletion["x_llmux"] | undefined;
    for await (const { x_llmux } of stream) report = x_llmux ?? report;
    expect(report?.raw).toHaveLength(2);
    expect(report?.warnings.map(({ code }) => code)).toContain("raw_cut");
  });

  it("is none of the cache's, which says so", async () => {
    const server = await nativeServer({ json });
    const router = routerAt(server, { cache: true });
    open.push({ close: () => router.close().then(() => server.close()) });
    const ask = () => router.chat.completions.create({ model, messages }, { raw: true });
    expect((await ask()).x_llmux.raw).toEqual(json);
    const again = await ask();
    expect(again.x_llmux).toMatchObject({ cache: "hit", warnings: [{ code: "no_raw" }] });
    expect(again.x_llmux).not.toHaveProperty("raw");
  });
});
