import type { ChatRequest, Completion } from "llmux";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { vendors } from "../../../src/data/vendors.ts";
import { accumulate } from "./accumulate.ts";
import { ordinary } from "./ordinary-wires.ts";
import { openStage } from "./stage.ts";
import { peculiar } from "./strict-wires.ts";
import { thinking } from "./thinking-wires.ts";

const wires = { ...peculiar, ...thinking, ...ordinary };
const tools = [
  { type: "function" as const, function: { name: "get_weather", parameters: { type: "object", properties: {} } } },
];
const user = { role: "user" as const, content: "Weather?" };
type Messages = ChatRequest["messages"];

/** A conversation that another vendor's model had begun, with all that comes back from one. */
const foreign: Messages = [
  { role: "developer", content: "Be brief." },
  { role: "user", content: "Weather?" },
  {
    role: "assistant",
    content: null,
    refusal: null,
    reasoning_content: "They want the weather.",
    provider_state: { v: 1, provider: "anthropic", model: "m", blocks: [], text_hash: "x" },
    tool_calls: [
      {
        id: "toolu_01A09q90qw90lq917835lq9XXXXXXXXXXXXXXXXX",
        type: "function",
        function: { name: "get_weather", arguments: "{}" },
        extra_content: { google: { thought_signature: "s" } },
      } as never,
    ],
  },
  { role: "tool", tool_call_id: "toolu_01A09q90qw90lq917835lq9XXXXXXXXXXXXXXXXX", content: "sunny" },
];
const spoken: Messages = [
  { role: "developer", content: "Be brief." },
  user,
  { role: "assistant", content: "Sunny.", reasoning_content: "Easy." } as never,
  user,
];

const everything = {
  max_completion_tokens: 50,
  temperature: 1.2,
  seed: 7,
  stop: ["END"],
  user: "u",
  frequency_penalty: 0.5,
  logit_bias: { "1": 5 },
  logprobs: true,
  metadata: { k: "v" },
  store: true,
  service_tier: "flex" as const,
  verbosity: "low" as const,
  prompt_cache_key: "c",
  parallel_tool_calls: false,
  tool_choice: "required" as const,
  tools,
};

let stage: Awaited<ReturnType<typeof openStage>>;

beforeAll(async () => {
  stage = await openStage(wires);
});
afterAll(() => stage.close());
beforeEach(() => {
  for (const { env } of Object.values(vendors)) for (const name of env) vi.stubEnv(name, undefined);
  stage.seen.length = 0;
});
afterEach(() => {
  delete stage.state.failing;
  vi.unstubAllEnvs();
});

describe.each(Object.entries(wires))("%s", (name, wire) => {
  const model = `${name}/${wire.model}`;
  const ask = async (request: Partial<ChatRequest>) => {
    await using router = stage.router();
    return await router.chat.completions.create({ model, messages: [user], ...request, stream: false });
  };
  const listen = async (request: Partial<ChatRequest>) => {
    await using router = stage.router();
    const options = { stream: true as const, stream_options: { include_usage: true } };
    return await accumulate(await router.chat.completions.create({ model, messages: [user], ...request, ...options }));
  };
  beforeEach(() => {
    for (const [variable, value] of Object.entries(wire.env)) vi.stubEnv(variable, value);
  });

  const answer = {
    content: "hello",
    finish_reason: "stop",
    ...(wire.thoughts && { reasoning_content: "hm" }),
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };

  it("is found by its name and variables, and answers in OpenAI's shape", async () => {
    const completion = await ask({});
    expect(stage.seen.map(({ url }) => url)).toEqual([wire.url]);
    expect(shown(completion)).toMatchObject(answer);
    expect(completion.x_llmux).toMatchObject({ target: model, provider: name });
    expect(completion.x_llmux.warnings.filter(({ code }) => code !== "unknown_price")).toEqual([]);
  });

  it("streams the same", async () => expect(await listen({})).toMatchObject(answer));

  it.skipIf(wire.without?.includes("tools")).each([
    ["whole answers", ask],
    ["streams", listen],
  ])("makes a round trip of a tool call, in %s", async (_, send) => {
    const called = await send({ tools, messages: [user] });
    const { message } = "choices" in called ? called.choices[0]! : called;
    const [call] = message.tool_calls ?? [];
    expect(call).toMatchObject({ type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } });
    const result = { role: "tool" as const, tool_call_id: call!.id, content: "sunny" };
    const told = await send({ tools, messages: [user, message, result] as Messages });
    expect("choices" in told ? shown(told) : told).toMatchObject({ content: "It is sunny.", finish_reason: "stop" });
  });

  it("says what its error means", async () => {
    stage.state.failing = true;
    await expect(ask({})).rejects.toMatchObject({ kind: wire.failure.kind });
    await expect(listen({})).rejects.toMatchObject({ kind: wire.failure.kind });
  });

  it("takes a conversation begun elsewhere, with every parameter, and warns of what is lost", async () => {
    const body = { ...everything };
    for (const field of wire.without ?? []) delete body[field as keyof typeof body];
    const completion = await ask({ ...body, messages: wire.without ? spoken : foreign });
    expect(completion.choices[0]?.finish_reason).toBe("stop");
    const { warnings } = completion.x_llmux;
    const lost = warnings.filter(({ code }) => code !== "unknown_price").map(({ param }) => param);
    expect(lost.sort()).toEqual([...wire.lost].sort());
    expect(warnings.every(({ target }) => target === model)).toBe(true);
    expect(JSON.stringify(stage.seen[0]?.body)).not.toMatch(/provider_state|extra_content|thought_signature/);
  });
});

function shown({ choices, usage }: Completion) {
  const [choice] = choices;
  return { ...choice?.message, finish_reason: choice?.finish_reason, usage };
}
