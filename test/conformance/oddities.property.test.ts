import fc from "fast-check";
import { createRouter } from "llmux";
import { afterAll, describe, expect, it } from "vitest";
import { events, json, type Wire } from "./frames.ts";
import { ODDITIES, type Oddity, type Script, saidIn, script } from "./oddities.ts";
import { observed, observedChunks } from "./samples/observed.ts";
import { brokenRules } from "./samples/shape.ts";

const TARGETS: Readonly<Record<Wire, string>> = {
  anthropic: "anthropic/claude-opus-5-5",
  gemini: "gemini/gemini-3.8-flash",
  openai: "elsewhere/some-model",
};
const tools = [{ type: "function" as const, function: { name: "look", parameters: {} } }];

let answer: Response;
const access = { apiKey: "sk-test", baseURL: "https://upstream.invalid" };
const router = createRouter({
  providers: { anthropic: access, gemini: access, elsewhere: { kind: "openai", ...access } },
  fetch: async () => answer,
  retry: { maxRetries: 0 },
  breaker: false,
});
afterAll(() => router.close());

const body = (wire: Wire) => ({
  model: TARGETS[wire],
  messages: [{ role: "user" as const, content: "hi" }],
  tools,
});

/** `ended`: the last event is followed by an empty line. */
async function streamed(wire: Wire, list: readonly object[], includeUsage: boolean, ended: boolean) {
  const text = String(events(wire, list).body).replace("data: [DONE]\n\n", ended ? "$&" : "");
  answer = new Response(ended ? text : text.trimEnd(), { headers: { "content-type": "text/event-stream" } });
  const chunks = [];
  const options = { stream: true as const, stream_options: { include_usage: includeUsage } };
  for await (const chunk of await router.chat.completions.create({ ...body(wire), ...options })) chunks.push(chunk);
  return chunks;
}

async function whole(wire: Wire, value: object) {
  answer = new Response(String(json(value).body), { headers: { "content-type": "application/json" } });
  return await router.chat.completions.create(body(wire));
}

const WIRES = Object.keys(ODDITIES) as Wire[];

describe.each(WIRES)("an answer of %s, told in odd ways", (wire) => {
  const { stream, complete, names } = ODDITIES[wire];
  const odd = fc.subarray(names as Oddity[]);
  const told = (said: Script, oddities: readonly Oddity[]) => ({ want: saidIn(said), has: new Set(oddities) });

  it("says the same in a stream, by OpenAI's rules", async () => {
    await fc.assert(
      fc.asyncProperty(script, odd, fc.boolean(), fc.boolean(), async (said, oddities, asked, ended) => {
        const { want, has } = told(said, oddities);
        const chunks = await streamed(wire, stream(said, has), asked, ended);
        const { usage, ...saw } = observedChunks(chunks);
        expect({ ...saw, usage: asked ? usage : want.usage }).toEqual(want);
        expect(brokenRules(chunks, asked)).toEqual([]);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it("says the same as a whole", async () => {
    await fc.assert(
      fc.asyncProperty(script, odd, async (said, oddities) => {
        const { want, has } = told(said, oddities);
        expect(observed(await whole(wire, complete(said, has)))).toEqual(want);
      }),
      { numRuns: 40, seed: 8 },
    );
  });
});
