import { createRouter, type OnInterrupt, type StreamInterruptedError } from "llmux";
import { asOpenAI } from "llmux/openai";
import { type Simulation, simulate } from "llmux/testing";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { messages } from "../support/router.ts";

const MODELS = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-haiku-4-5",
  gemini: "gemini/gemini-3.8-flash",
} as const;
type Name = keyof typeof MODELS;

const FIRST = "one two three four five six";
const SECOND = "seven eight";
const body = { model: "chat", messages, stream: true as const };

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());
beforeEach(() => sim.reset());

/** A router whose first target's stream is cut after some words. */
function routerOf(onInterrupt: OnInterrupt, first: Name, ...others: string[]) {
  sim[first].reply({ text: FIRST });
  sim[first].fail({ fault: "cut_mid_stream", afterChunks: 3 });
  for (const name of Object.keys(MODELS) as Name[]) if (name !== first) sim[name].reply({ text: SECOND });
  return createRouter({
    providers: sim.providers,
    models: { chat: [MODELS[first], ...others] },
    ...{ onInterrupt, retry: { maxRetries: 0 } },
  });
}

async function read(stream: AsyncIterable<unknown>) {
  const chunks: { choices: { delta: { content?: string } }[]; x_llmux?: Record<string, unknown> }[] = [];
  for await (const chunk of stream) chunks.push(chunk as never);
  const text = (from = 0) =>
    chunks
      .slice(from)
      .map(({ choices }) => choices[0]?.delta.content ?? "")
      .join("");
  const mark = chunks.findIndex(({ x_llmux }) => x_llmux?.interrupted);
  return { chunks, text, mark, report: chunks.at(-1)?.x_llmux };
}

describe.each<[Name, Name]>([
  ["openai", "anthropic"],
  ["anthropic", "gemini"],
  ["gemini", "openai"],
])("%s is cut in mid-answer, %s comes next", (first, next) => {
  it("restart: the text before the mark is void, the text after it is whole", async () => {
    await using router = routerOf("restart", first, MODELS[next]);
    const { chunks, text, mark, report } = await read(await router.chat.completions.create(body));
    expect(chunks[mark]).toMatchObject({ choices: [], x_llmux: { interrupted: "restart", target: MODELS[next] } });
    expect(text(mark)).toBe(SECOND);
    const discarded = (report!.discarded as { partial: { content: string } }).partial.content;
    expect(discarded.length).toBeGreaterThan(0);
    expect(text()).toBe(discarded + SECOND);
    expect(FIRST.startsWith(discarded)).toBe(true);
  });
});

describe("continue", () => {
  it.each<[Name, Name, (sent: never) => unknown]>([
    ["openai", "anthropic", (sent: { messages: unknown[] }) => sent.messages.at(-1)],
    ["openai", "gemini", (sent: { contents: unknown[] }) => sent.contents.at(-1)],
  ])("%s, then %s: gets the text so far as the beginning of its own answer", async (first, next, last) => {
    await using router = routerOf("continue", first, MODELS[next]);
    const { text, mark, report } = await read(await router.chat.completions.create(body));
    const [, { at }] = report!.stitched as [unknown, { at: number }];
    const begun = text().slice(0, at);
    expect([mark, FIRST.startsWith(begun), text().slice(at)]).toEqual([-1, true, SECOND]);
    expect(report!.stitched).toEqual([
      { target: MODELS[first], at: 0 },
      { target: MODELS[next], at },
    ]);
    const sent = JSON.stringify(last(sim[next].requests[0]!.body as never));
    expect(sent).toContain(JSON.stringify(begun.trimEnd()));
    expect(sent).toMatch(/"role":"(assistant|model)"/);
  });

  it.each(["anthropic/claude-opus-5-5", "openai/gpt-5.4"])(
    "%s is not known to go on: the error, as ever",
    async (next) => {
      await using router = routerOf("continue", "gemini", next);
      const error = await read(await router.chat.completions.create(body)).catch((thrown) => thrown);
      expect((error as StreamInterruptedError).name).toBe("StreamInterruptedError");
      expect((error as StreamInterruptedError).skipped).toMatchObject([{ target: next }]);
      expect(sim.openai.count + sim.anthropic.count).toBe(0);
    },
  );
});

describe("OpenAI's clients", () => {
  it("over router.fetch take the mark for a chunk", async () => {
    await using router = routerOf("restart", "openai", MODELS.anthropic);
    const client = new OpenAI({ apiKey: "-", fetch: router.fetch });
    const { chunks, text, mark } = await read((await client.chat.completions.create(body as never)) as never);
    expect(chunks[mark]?.x_llmux).toEqual({ interrupted: "restart", target: MODELS.anthropic });
    expect(text(mark)).toBe(SECOND);
  });

  it("ask for it by header", async () => {
    await using router = routerOf("error", "openai", MODELS.anthropic);
    const client = new OpenAI({
      apiKey: "-",
      fetch: router.fetch,
      defaultHeaders: { "x-llmux-on-interrupt": "continue" },
    });
    const { report } = await read((await client.chat.completions.create(body as never)) as never);
    expect(report).toMatchObject({ stitched: [{}, { target: MODELS.anthropic }] });
  });

  it.each(["router.fetch", "asOpenAI"])(
    "%s: stream() adds chunks up, so a restart is an error and a continuation is whole",
    async (door) => {
      for (const mode of ["restart", "continue"] as const) {
        sim.reset();
        await using router = routerOf(mode, "openai", MODELS.anthropic);
        const client =
          door === "asOpenAI" ? asOpenAI(router) : new OpenAI({ apiKey: "-", fetch: router.fetch, maxRetries: 0 });
        const runner = client.chat.completions.stream({ model: "chat", messages });
        const outcome = await runner.finalContent().catch((error: unknown) => error);
        if (mode === "restart") expect(outcome).toBeInstanceOf(OpenAI.APIError);
        else expect(outcome).toMatch(/^one .*seven eight$/);
      }
    },
  );

  it("over /responses get an error in place of a restart", async () => {
    await using router = routerOf("restart", "openai", MODELS.anthropic);
    const client = new OpenAI({ apiKey: "-", fetch: router.fetch, maxRetries: 0 });
    const stream = await client.responses.create({ model: "chat", input: "hi", stream: true });
    await expect(read(stream as never)).rejects.toThrow();
    expect(sim.anthropic.count).toBe(0);
  });

  it("of the outside world are told that it is void, and not by whom", async () => {
    await using router = routerOf("restart", "openai", MODELS.anthropic);
    const handler = router.handler({ authenticate: () => ({}) });
    const client = new OpenAI({ apiKey: "-", baseURL: "http://x/v1", fetch: handler as never });
    const { chunks, mark, report } = await read((await client.chat.completions.create(body as never)) as never);
    expect(chunks[mark]?.x_llmux).toEqual({ interrupted: "restart" });
    expect(report).toBeUndefined();
    expect(JSON.stringify(chunks)).not.toContain("anthropic");
  });
});
