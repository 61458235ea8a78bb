import { setTimeout as sleep } from "node:timers/promises";
import { createRouter } from "llmux";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type SimulatedRequest, type Simulation, simulate, type WireKind } from "../../src/testing/index.ts";
import { ask, streamedText } from "./raw.ts";

const open: { close(): Promise<void> }[] = [];

async function started<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const simulation = await starting;
  open.push(simulation);
  return simulation;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulation) => simulation.close()));
});

async function answered(provider: Simulation["openai"], text?: string): Promise<string> {
  const { body } = await ask(provider, text === undefined ? {} : { text });
  const parsed = JSON.parse(body) as { choices?: { message: { content: string } }[]; error?: { message: string } };
  return parsed.choices?.[0]?.message.content ?? `error: ${parsed.error?.message}`;
}

describe("simulate", () => {
  it("starts all three kinds, one kind, or a list", async () => {
    expect(Object.keys((await started(simulate())).providers)).toEqual(["openai", "anthropic", "gemini"]);
    expect(Object.keys((await started(simulate("gemini"))).providers)).toEqual(["gemini"]);
    const two = await started(simulate({ providers: ["openai", "anthropic"] }));
    expect(two.providers.openai).toEqual({ apiKey: two.openai.apiKey, baseURL: two.openai.baseURL });
    expect(two.openai.baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(two.anthropic.baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("takes names of one's own, typed, each a server by itself", async () => {
    const sim = await started(simulate({ providers: { openai: "openai", backup: "openai", claude: "anthropic" } }));
    expect(sim.providers.backup).toEqual({ kind: "openai", apiKey: sim.backup.apiKey, baseURL: sim.backup.baseURL });
    expect(sim.providers.claude.kind).toBe("anthropic");
    expect(sim.providers.openai).not.toHaveProperty("kind");
    sim.openai.fail("status_500");
    expect((await ask(sim.openai)).status).toBe(500);
    expect(await answered(sim.backup)).toBe("echo: hello there");
    // @ts-expect-error no such provider
    expect(sim.other).toBeUndefined();
  });

  it("refuses unknown options, kinds and names that are taken", async () => {
    await expect(simulate({ seeds: 1 } as object)).rejects.toThrow(/no option is called "seeds"/);
    await expect(simulate({ providers: ["mistral" as WireKind] })).rejects.toThrow(/kind "mistral"/);
    await expect(simulate({ providers: { close: "openai" } })).rejects.toThrow(/"close" cannot be/);
    // @ts-expect-error one argument
    const two = simulate("openai", "anthropic");
    await expect(two).rejects.toThrow('several providers are { providers: ["openai", "anthropic"] }');
  });

  it("says when the path is wrong", async () => {
    const sim = await started(simulate("openai"));
    const response = await fetch(`${sim.openai.baseURL}/responses`, { method: "POST", body: "{}" });
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/has no POST \/v1\/responses; is the baseURL right\?/);
  });
});

describe("what a provider answers", () => {
  it("is the usual reply, after the script, after the fault", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply("usual");
    sim.openai.script(["one", { fault: "status_500" }, { text: "three" }]);
    sim.openai.fail("status_503", { times: 2 });
    const seen: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) seen.push(await answered(sim.openai));
    expect(seen.map((text) => text.slice(0, 24))).toEqual([
      "error: The server is cur",
      "error: The server is cur",
      "one",
      "error: The server had an",
      "three",
      "usual",
    ]);
  });

  it("can be a function of the request, at once or later, and a fault", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply(async ({ text, model }: SimulatedRequest) => {
      await Promise.resolve();
      return text === "fail" ? { fault: "status_429" } : `${model} heard ${text}`;
    });
    expect(await answered(sim.openai, "me")).toBe("gpt-x heard me");
    expect((await ask(sim.openai, { text: "fail" })).status).toBe(429);
    sim.openai.reply(() => {
      throw new Error("on purpose");
    });
    expect(await answered(sim.openai)).toBe("error: The reply could not be made: on purpose");
  });

  it("stays with a fault until healed, and `reply` outlives the healing", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply("usual");
    sim.openai.script(["never"]);
    sim.openai.fail("status_500");
    for (let turn = 0; turn < 3; turn += 1) expect((await ask(sim.openai)).status).toBe(500);
    sim.openai.heal();
    expect(await answered(sim.openai)).toBe("usual");
    sim.openai.reply();
    expect(await answered(sim.openai)).toBe("echo: hello there");
  });

  it("spoils the usual reply with a scripted fault", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply({ chunks: ["one ", "two ", "three"] });
    sim.openai.script([{ fault: "cut_mid_stream", afterChunks: 2 }]);
    expect(streamedText((await ask(sim.openai, { stream: true })).body)).toBe("one two ");
    expect(streamedText((await ask(sim.openai, { stream: true })).body)).toBe("one two three");
  });

  it("comes as slowly as told", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply({ chunks: ["a", "b", "c"], chunkDelayMs: 30, delayMs: 40 });
    const seen = await ask(sim.openai, { stream: true });
    expect(seen.ms).toBeGreaterThan(95);
    expect(seen.pieces.length).toBeGreaterThan(2);
    expect(streamedText(seen.body)).toBe("abc");
  });

  it("can do without usage, and carry broken tool arguments", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply({ usage: null, toolCalls: [{ name: "f", arguments: '{"half', id: "call_own" }] });
    const { body } = await ask(sim.openai);
    expect(JSON.parse(body)).not.toHaveProperty("usage");
    expect(body).toContain(
      String.raw`{"id":"call_own","type":"function","function":{"name":"f","arguments":"{\"half"}}`,
    );
  });

  it("fails the share of requests that `rate` says, the same ones for the same seed", async () => {
    const hits = async (seed: number): Promise<string> => {
      const sim = await started(simulate({ seed, providers: ["openai"] }));
      sim.openai.fail("status_500", { rate: 0.3 });
      let seen = "";
      // One after the other: chance is drawn in the order in which requests arrive.
      for (let index = 0; index < 100; index += 1) {
        const { status } = await ask(sim.openai, { text: `n${index}` });
        seen += status === 500 ? "x" : ".";
      }
      return seen;
    };
    const first = await hits(7);
    expect(first.match(/x/g)?.length).toBeGreaterThan(18);
    expect(first.match(/x/g)?.length).toBeLessThan(42);
    expect(await hits(7)).toBe(first);
    expect(await hits(8)).not.toBe(first);
  });

  it("lets faults strike the list of models too, but no script", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.script(["for the chat"]);
    const models = (): Promise<Response> => fetch(`${sim.openai.baseURL}/models`);
    expect(await (await models()).json()).toMatchObject({ object: "list", data: [{ object: "model" }, {}] });
    sim.openai.fail("status_503", { times: 1 });
    expect((await models()).status).toBe(503);
    expect(await answered(sim.openai)).toBe("for the chat");
  });
});

describe("what a provider remembers", () => {
  it("is every request with its body and headers", async () => {
    const sim = await started(simulate({ providers: ["gemini"], clock: { ...timers, now: () => 1_234 } }));
    await ask(sim.gemini, { text: "hear this", stream: true, headers: { "x-goog-api-key": "sk-me" } });
    expect(sim.gemini.requests).toHaveLength(1);
    expect(sim.gemini.requests[0]).toMatchObject({
      method: "POST",
      path: "/v1beta/models/gemini-x:streamGenerateContent?alt=sse",
      headers: { "x-goog-api-key": "sk-me" },
      body: { contents: [{ role: "user", parts: [{ text: "hear this" }] }] },
      at: 1_234,
      model: "gemini-x",
      stream: true,
      text: "hear this",
    });
  });

  it("is bounded by `keep`, while the count goes on", async () => {
    const sim = await started(simulate({ providers: ["openai"], keep: 5 }));
    for (let turn = 0; turn < 23; turn += 1) await ask(sim.openai, { text: `n${turn}` });
    expect(sim.openai.count).toBe(23);
    expect(sim.openai.requests.map((request) => request.text)).toEqual(["n18", "n19", "n20", "n21", "n22"]);
  });

  it("goes with a reset, as do faults and replies", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply("usual");
    sim.openai.fail("status_500");
    await ask(sim.openai);
    sim.reset();
    expect(sim.openai).toMatchObject({ count: 0, open: 0, aborted: 0, requests: [] });
    expect(sim.transcript()).toEqual([]);
    expect(await answered(sim.openai)).toBe("echo: hello there");
  });
});

describe("a transcript", () => {
  const TEXTS = Array.from({ length: 12 }, (_, index) => `question ${index % 8}`);

  async function transcript(seed: number, texts: readonly string[]): Promise<unknown> {
    const sim = await started(simulate({ seed }));
    sim.anthropic.fail("cut_mid_stream", { rate: 0.5 });
    const ask3 = (text: string): Promise<unknown>[] =>
      [sim.openai, sim.anthropic, sim.gemini].map((provider) => ask(provider, { text, stream: true }));
    await Promise.all(texts.flatMap(ask3));
    return sim.transcript();
  }

  it("is the same for the same seed and requests, whatever their order", async () => {
    const first = await transcript(3, TEXTS);
    expect(first).toHaveLength(36);
    expect(await transcript(3, TEXTS)).toEqual(first);
    expect(await transcript(3, [...TEXTS].reverse())).toEqual(first);
    expect(await transcript(4, TEXTS)).not.toEqual(first);
  });

  it("says what was asked and answered, with a fresh id for a repeated request", async () => {
    const sim = await started(simulate("openai"));
    await ask(sim.openai);
    await ask(sim.openai);
    const [one, two] = sim.transcript();
    expect(one).toMatchObject({
      provider: "openai",
      path: "/v1/chat/completions",
      model: "gpt-x",
      asked: "hello there",
      answered: "echo: hello there",
      finish: "stop",
    });
    expect(one?.id).not.toBe(two?.id);
    expect(JSON.stringify(sim.transcript())).not.toMatch(/127\.0\.0\.1/);
  });
});

describe("connections", () => {
  it("shows an abort within 50 ms, wherever the response was", async () => {
    const sim = await started(simulate("openai"));
    for (const fault of ["hang_before_headers", "hang_after_headers", "stall_mid_stream"] as const) {
      sim.reset();
      sim.openai.fail(fault);
      const controller = new AbortController();
      const asking = stream(sim.openai.baseURL, controller.signal).catch(() => {});
      await vi.waitFor(() => expect(sim.openai.open).toBe(1), { interval: 1 });
      await sleep(15);
      expect(sim.openai.aborted).toBe(0);
      const at = performance.now();
      controller.abort();
      await vi.waitFor(() => expect(sim.openai).toMatchObject({ open: 0, aborted: 1 }), { interval: 1 });
      expect(performance.now() - at).toBeLessThan(50);
      await asking;
    }
  });

  it("counts no abort where the server ended it", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.script([{}, { fault: "reset_mid_stream" }, { fault: "short_body" }, { fault: "reset_before_response" }]);
    for (let turn = 0; turn < 4; turn += 1) await ask(sim.openai, { stream: turn < 2 });
    await vi.waitFor(() => expect(sim.openai).toMatchObject({ count: 4, open: 0 }), { interval: 1 });
    expect(sim.openai.aborted).toBe(0);
  });

  it("holds back when the reader does", async () => {
    const sim = await started(simulate("openai"));
    sim.openai.reply({ chunks: Array.from({ length: 100 }, () => "x".repeat(200_000)) });
    const controller = new AbortController();
    const response = await stream(sim.openai.baseURL, controller.signal);
    await sleep(100);
    expect(sim.openai.open).toBe(1);
    controller.abort();
    await vi.waitFor(() => expect(sim.openai).toMatchObject({ open: 0, aborted: 1 }), { interval: 1 });
    await response.body?.cancel().catch(() => {});
  });

  it("serves 1,000 requests at once", async () => {
    const sim = await started(simulate("openai"));
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    sim.openai.reply(async ({ text }) => {
      await gate;
      return `heard ${text}`;
    });
    const answers = Array.from({ length: 1_000 }, (_, index) =>
      ask(sim.openai, { text: `n${index}`, patienceMs: 20_000 }),
    );
    await vi.waitFor(() => expect(sim.openai.open).toBe(1_000), { timeout: 15_000, interval: 10 });
    expect(sim.openai.sockets).toBe(1_000);
    release();
    const seen = await Promise.all(answers);
    expect(seen.every((one, index) => one.status === 200 && one.body.includes(`heard n${index}"`))).toBe(true);
    await vi.waitFor(() => expect(sim.openai).toMatchObject({ count: 1_000, open: 0, aborted: 0 }), { interval: 1 });
  }, 30_000);

  it("are torn down by close, which leaves nothing behind", async () => {
    const before = count("TCPServerWrap");
    const sim = await simulate();
    expect(count("TCPServerWrap")).toBe(before + 3);
    sim.openai.fail("hang_before_headers");
    const hanging = ask(sim.openai, { patienceMs: 5_000 });
    await vi.waitFor(() => expect(sim.openai.open).toBe(1), { interval: 1 });
    await Promise.all([sim.close(), sim.close()]);
    expect((await hanging).end).toBe("broken");
    expect(sim.openai).toMatchObject({ sockets: 0, open: 0, aborted: 0 });
    expect(count("TCPServerWrap")).toBe(before);
    expect((await ask(sim.openai)).error).toBe("ECONNREFUSED");
  });

  it("close one provider at a time, and all with `await using`", async () => {
    const sim = await started(simulate({ providers: { one: "openai", two: "openai" } }));
    await sim.one.close();
    expect((await ask(sim.one)).error).toBe("ECONNREFUSED");
    expect((await ask(sim.two)).status).toBe(200);
    await sim[Symbol.asyncDispose]();
    expect((await ask(sim.two)).error).toBe("ECONNREFUSED");
  });
});

const timers = {
  setTimeout: (callback: () => void, ms: number): unknown => setTimeout(callback, ms),
  clearTimeout: (handle: unknown): void => clearTimeout(handle as NodeJS.Timeout),
};

function count(handle: string): number {
  return process.getActiveResourcesInfo().filter((one) => one === handle).length;
}

function stream(baseURL: string, signal: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ model: "gpt-x", messages: [{ role: "user", content: "hello there" }], stream: true });
  return fetch(`${baseURL}/chat/completions`, { method: "POST", body, signal });
}

describe("embeddings", () => {
  it("are vectors of length 1, always the same for a text, in the dimensions and encoding asked for", async () => {
    const sim = await started(simulate());
    const router = createRouter({ providers: sim.providers });
    for (const model of ["openai/text-embedding-3-small", "gemini/gemini-embedding-001"]) {
      const embed = (more: object) => router.embeddings.create({ model, input: ["a", "b", "a"], ...more });
      const { data } = await embed({ dimensions: 4, encoding_format: "float" });
      const [a, b, again] = data.map(({ embedding }) => embedding);
      expect([a!.length, Math.hypot(...a!)]).toEqual([4, expect.closeTo(1, 5)]);
      expect(again).toEqual(a);
      expect(b).not.toEqual(a);
      const packed = (await embed({ dimensions: 4, encoding_format: "base64" })).data[0]!
        .embedding as unknown as string;
      expect([...new Float32Array(new Uint8Array(Buffer.from(packed, "base64")).buffer)]).toEqual(a);
    }
    const whole = await router.embeddings.create({ model: "openai/text-embedding-3-small", input: "four by four" });
    expect([whole.data[0]!.embedding.length, whole.usage.prompt_tokens]).toEqual([1536, 3]);
    sim.openai.fail("status_503");
    const failing = router.embeddings.create({ model: "openai/text-embedding-3-small", input: "x" }, { maxRetries: 0 });
    await expect(failing).rejects.toMatchObject({ kind: "overloaded" });
    await router.close();
  });
});
