import { type ChatCompletion, type ChatMessage, createRouter, type Router } from "llmux";
import { type ReplyScript, simulate } from "llmux/testing";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

type Message = ChatCompletion["choices"][number]["message"];
type Said = { readonly message: Message; readonly warnings: readonly string[] };

const sim = await simulate();
const routers: Router[] = [];
const fresh = (): Router => {
  const router = createRouter({ providers: sim.providers });
  routers.push(router);
  return router;
};

beforeEach(() => sim.reset());
afterAll(async () => {
  await Promise.all(routers.map((router) => router.close()));
  await sim.close();
});

const tools = ["lookup", "refine"].map((name) => ({
  type: "function" as const,
  function: { name, parameters: { type: "object", properties: { q: { type: "string" } } } },
}));

/** Two steps with tools, then an answer; text stands beside the second pair of calls. */
const STEPS: readonly ReplyScript[] = [
  { reasoning: "Look it up.", toolCalls: [{ name: "lookup", arguments: { q: "a" } }] },
  {
    reasoning: "Not enough.",
    text: "One moment.",
    toolCalls: [
      { name: "refine", arguments: { q: "b" } },
      { name: "lookup", arguments: { q: "c" } },
    ],
  },
  { text: "Done." },
];

/** What a client sends back of an answer. */
const CLIENTS = {
  "sends everything back": (message: Message) => message as ChatMessage,
  "sends back OpenAI's fields": ({ content, tool_calls }: Message): ChatMessage => ({
    role: "assistant",
    content,
    ...(tool_calls && { tool_calls: tool_calls.map(bareCall) }),
  }),
  "sends back calls alone": ({ content, tool_calls }: Message): ChatMessage =>
    tool_calls
      ? { role: "assistant", content: null, tool_calls: tool_calls.map(bareCall) }
      : { role: "assistant", content },
};

function bareCall(call: NonNullable<Message["tool_calls"]>[number]) {
  if (call.type !== "function") throw new Error("no function");
  return { id: call.id, type: call.type, function: { ...call.function } };
}

interface Setting {
  readonly model: string;
  readonly client?: keyof typeof CLIENTS;
  readonly stream?: boolean;
  readonly tenants?: readonly string[];
  /** The router of each turn; one for all by default. */
  readonly routerOf?: (turn: number) => Router;
  readonly modelOf?: (turn: number) => string;
}

/** Runs the conversation to its end. */
async function converse(setting: Setting): Promise<readonly Said[]> {
  const { model, client = "sends everything back", stream = false, tenants = [], modelOf = () => model } = setting;
  const one = fresh();
  const routerOf = setting.routerOf ?? (() => one);
  const messages: ChatMessage[] = [{ role: "user", content: "Find it." }];
  const said: Said[] = [];
  for (let turn = 0; turn < STEPS.length; turn += 1) {
    const body = { model: modelOf(turn), messages: [...messages], tools, reasoning_effort: "high" as const };
    const tenant = tenants[turn];
    const answer = await ask(routerOf(turn), body, stream, tenant === undefined ? {} : { tenant });
    said.push(answer);
    messages.push(CLIENTS[client](answer.message));
    for (const { id } of answer.message.tool_calls ?? []) {
      messages.push({ role: "tool", tool_call_id: id, content: `result of ${id}` });
    }
  }
  return said;
}

type Body = Omit<Parameters<Router["chat"]["completions"]["create"]>[0], "stream">;

async function ask(router: Router, body: Body, stream: boolean, options: { tenant?: string }): Promise<Said> {
  if (!stream) {
    const { choices, x_llmux } = await router.chat.completions.create({ ...body, stream: false }, options);
    return { message: choices[0]!.message, warnings: x_llmux.warnings.map(({ message }) => message) };
  }
  const message = { role: "assistant", content: null, refusal: null } as Message & { tool_calls: never[] };
  const calls: Record<number, { id: string; type: string; function: { name: string; arguments: string } }> = {};
  let warnings: readonly string[] = [];
  for await (const chunk of await router.chat.completions.create({ ...body, stream: true }, options)) {
    warnings = chunk.x_llmux?.warnings.map((warning) => warning.message) ?? warnings;
    const { content, tool_calls, provider_state } = chunk.choices[0]?.delta ?? {};
    if (content) message.content = (message.content ?? "") + content;
    if (provider_state) message.provider_state = provider_state;
    for (const { index, id, function: named } of tool_calls ?? []) {
      calls[index] ??= { id: id ?? "", type: "function", function: { name: named?.name ?? "", arguments: "" } };
      calls[index].function.arguments += named?.arguments ?? "";
    }
  }
  const list = Object.values(calls);
  return { message: { ...message, ...(list.length > 0 && { tool_calls: list as never }) }, warnings };
}

/** Signatures and opaque data in the latest request, in order. */
function signed(provider: "anthropic" | "gemini"): readonly string[] {
  const text = JSON.stringify(sim[provider].requests.at(-1)?.body);
  return [...text.matchAll(/"(?:signature|thoughtSignature|data)":"([^"]+)"/g)].map((match) => match[1]!);
}

const MODELS = ["anthropic/claude-opus-5-5", "anthropic/claude-haiku-4-5", "gemini/gemini-3.8-flash"] as const;
const providerOf = (model: string) => (model.startsWith("anthropic") ? "anthropic" : "gemini");

describe.each(MODELS)("a conversation with tools on %s", (model) => {
  const provider = providerOf(model);

  describe.each(Object.keys(CLIENTS) as (keyof typeof CLIENTS)[])("with a client that %s", (client) => {
    it.each([false, true])("keeps its signatures (stream: %s)", async (stream) => {
      sim[provider].script(STEPS);
      const said = await converse({ model, client, stream });
      expect(said.at(-1)?.message.content).toBe("Done.");
      expect(signed(provider)).toHaveLength(2);
      expect(signed(provider)).not.toContain("skip_thought_signature_validator");
      expect(said.flatMap(({ warnings }) => warnings)).toEqual([]);
    });
  });

  it("completes with a router of its own for each turn, and says what was lost", async () => {
    sim[provider].script(STEPS);
    const said = await converse({ model, client: "sends back calls alone", routerOf: fresh });
    expect(said.at(-1)?.message.content).toBe("Done.");
    expect(said.map(({ warnings }) => warnings.length)).toEqual([0, 1, 1]);
    expect(said[1]!.warnings[0]).toMatch(/the tool calls in progress came without|tool calls in progress came without/);
    const sentinels = signed(provider);
    expect(sentinels).toEqual(provider === "gemini" ? Array(2).fill("skip_thought_signature_validator") : []);
  });

  it("does not tell one tenant what another's model thought", async () => {
    sim[provider].script(STEPS);
    const said = await converse({ model, client: "sends back OpenAI's fields", tenants: ["a", "b", "b"] });
    expect(said.map(({ warnings }) => warnings.length).slice(0, 2)).toEqual([0, 1]);
    const [thoughtForA] = signed(provider).filter((text) => text !== "skip_thought_signature_validator");
    expect(JSON.stringify(sim[provider].requests[1]?.body)).not.toContain(thoughtForA ?? "Look it up.");
  });
});

it("redacted thinking goes back as it came", async () => {
  sim.anthropic.script(STEPS.map((step) => ({ ...step, redacted: true })));
  const said = await converse({ model: MODELS[1], client: "sends back OpenAI's fields" });
  expect(said[0]?.message).not.toHaveProperty("reasoning_content");
  expect(said.at(-1)?.message.content).toBe("Done.");
  expect(signed("anthropic")).toHaveLength(2);
});

describe("a conversation that moves at every turn", () => {
  const three = ["openai/gpt-4.1", "anthropic/claude-haiku-4-5", "gemini/gemini-3.8-flash"];
  const paths = three.flatMap((a) => three.flatMap((b) => three.map((c) => [a, b, c])));

  it.each(paths)("completes on %s, %s, %s", async (...path) => {
    const script = [...STEPS];
    for (const provider of [sim.openai, sim.anthropic, sim.gemini]) provider.reply(() => script.shift() ?? {});
    const said = await converse({ model: "", modelOf: (turn) => path[turn]! });
    expect(said.at(-1)?.message.content).toBe("Done.");
    for (const { body } of sim.openai.requests) {
      expect(JSON.stringify(body)).not.toMatch(/provider_state|extra_content|signature/);
    }
  });
});

describe("what other routers hand out", () => {
  const turn = async (model: string, message: object): Promise<Said> => {
    const calls = (message as { tool_calls: { id: string }[] }).tool_calls;
    const messages = [
      { role: "user", content: "Find it." },
      { role: "assistant", content: null, ...message },
      ...calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "1" })),
    ] as ChatMessage[];
    return await ask(fresh(), { model, messages, tools, reasoning_effort: "high" }, false, {});
  };
  const first = async (model: string) => {
    sim[providerOf(model)].script(STEPS.slice(0, 1));
    const { message } = await ask(
      fresh(),
      { model, messages: [{ role: "user", content: "Find it." }], tools, reasoning_effort: "high" },
      false,
      {},
    );
    return {
      blocks: message.provider_state!.blocks as Record<string, string>[],
      call: bareCall(message.tool_calls![0]!),
    };
  };

  it.each<[string, (block: Record<string, string>, blocks: unknown) => object]>([
    ["LiteLLM", (block) => ({ thinking_blocks: [block] })],
    ["Portkey", (_, blocks) => ({ content_blocks: blocks })],
    [
      "OpenRouter",
      ({ thinking, signature }) => ({
        reasoning_details: [{ type: "reasoning.text", text: thinking, signature, format: "anthropic-claude-v1" }],
      }),
    ],
  ])("%s: thinking of Claude's", async (_, carried) => {
    const { blocks, call } = await first(MODELS[1]);
    const { warnings } = await turn(MODELS[1], { tool_calls: [call], ...carried(blocks[0]!, blocks) });
    expect(signed("anthropic")).toEqual([blocks[0]!.signature]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, (call: ReturnType<typeof bareCall>, signature: string) => object]>([
    [
      "Google",
      (call, thought_signature) => ({ tool_calls: [{ ...call, extra_content: { google: { thought_signature } } }] }),
    ],
    ["LiteLLM", (call, data) => ({ tool_calls: [{ ...call, id: `${call.id}__thought__${data}` }] })],
    [
      "Portkey",
      (call, thought_signature) => ({ tool_calls: [{ ...call, function: { ...call.function, thought_signature } }] }),
    ],
    [
      "OpenRouter",
      (call, data) => ({
        tool_calls: [call],
        reasoning_details: [{ type: "reasoning.encrypted", id: call.id, data, format: "google-gemini-v1" }],
      }),
    ],
  ])("%s: a signature of Gemini's", async (_, carried) => {
    const { blocks, call } = await first(MODELS[2]);
    const signature = blocks.find((block) => block.thoughtSignature)!.thoughtSignature!;
    const { warnings } = await turn(MODELS[2], carried(call, signature));
    expect(signed("gemini")).toEqual([signature]);
    expect(warnings).toEqual([]);
  });

  it("an unsigned or foreign one is left out", async () => {
    const call = { id: "toolu_1", type: "function", function: { name: "lookup", arguments: "{}" } };
    const foreign = { type: "reasoning.encrypted", data: "x", format: "openai-responses-v1" };
    await turn(MODELS[0], { tool_calls: [call], reasoning_details: [foreign] });
    await turn(MODELS[0], { tool_calls: [call], thinking_blocks: [{ type: "thinking", thinking: "x" }] });
    await turn(MODELS[2], { tool_calls: [call], reasoning_details: [foreign] });
    expect(signed("anthropic")).toEqual([]);
    expect(signed("gemini")).toEqual(["skip_thought_signature_validator"]);
  });
});

describe("reasoning in, reasoning out", () => {
  it.each([...MODELS, "gemini/gemini-2.5-flash", "openai/o5"])("%s", async (model) => {
    const provider = model.startsWith("openai") ? sim.openai : sim[providerOf(model)];
    provider.reply({ reasoning: "Let me think.", text: "42" });
    const body = { model, messages: [{ role: "user" as const, content: "?" }], reasoning_effort: "low" as const };
    const { choices } = await fresh().chat.completions.create(body);
    expect(choices[0]?.message).toMatchObject({ content: "42", reasoning_content: "Let me think." });
  });
});
