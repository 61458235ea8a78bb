import { beforeAll, describe, expect, it } from "vitest";
import { type Asked, GOOGLE_SDKS, openStage } from "../stage.ts";
import { observed, observedChunks } from "./observed.ts";
import { expected, type Reading } from "./reading.ts";
import { type Recording, recordings } from "./recordings.ts";
import { brokenRules } from "./shape.ts";

const { ask } = openStage();
const ASPECTS = ["text", "reasoning", "calls", "finish", "usage"] as const satisfies readonly (keyof Reading)[];
const NAMES: Readonly<Record<(typeof ASPECTS)[number], string>> = {
  text: "text",
  reasoning: "reasoning",
  calls: "tool calls",
  finish: "finish reason",
  usage: "usage",
};
const MODELS: Readonly<Record<string, string>> = { anthropic: "claude-opus-5-5", gemini: "gemini-3.8-flash" };
const tools = [{ type: "function", function: { name: "look", parameters: {} } }];

type Sdk = (typeof GOOGLE_SDKS)[number] | undefined;

/** Gemini is reached over two. */
function overEachSdk(recording: Recording): (readonly [Recording, Sdk])[] {
  if (recording.wire !== "gemini") return [[recording, undefined]];
  return GOOGLE_SDKS.map((sdk) => [recording, sdk] as const);
}

/** By way of the router, the SDK and a socket; endpoints known only by their address get a name of their own. */
function replay({ provider, answer, streamed }: Recording, sdk: Sdk, includeUsage = true): Promise<Asked> {
  const known = provider === "compatible" ? "elsewhere" : provider;
  const model = MODELS[known] ?? "some-model";
  const options = { stream: true, ...(includeUsage && { stream_options: { include_usage: true } }) };
  const request = { ...(known !== "perplexity" && { tools }), ...(streamed && options) };
  return ask(`${known}/${model}`, request, { answers: [answer], ...(sdk && { sdk }) });
}

/** What a whole answer said in the provider's own form, where that is not OpenAI's. */
function nativeBlocks({ wire, streamed, events: [body] }: Recording): unknown {
  const { content, candidates } = body as { content?: unknown[]; candidates?: { content: { parts: unknown[] } }[] };
  const blocks = wire === "openai" || streamed ? [] : (content ?? candidates?.[0]?.content.parts ?? []);
  return blocks.length > 0 ? blocks : undefined;
}

for (const [recording, sdk] of recordings().flatMap(overEachSdk)) {
  const over = sdk === undefined ? "" : `, ${sdk}`;
  describe(`sample · ${recording.provider} · ${recording.name}${over}`, () => {
    let asked: Asked;
    let want: Reading;
    beforeAll(async () => {
      want = expected(recording);
      asked = await replay(recording, sdk);
    });

    for (const aspect of ASPECTS) {
      it(NAMES[aspect], () => {
        expect(asked.error).toBeUndefined();
        const saw = recording.streamed ? observedChunks(asked.chunks) : observed(asked.completion);
        expect(saw[aspect]).toEqual(want[aspect]);
      });
    }

    const native = nativeBlocks(recording);
    if (native !== undefined) {
      it("native blocks", () => {
        expect(asked.completion.choices[0]?.message.provider_state?.blocks).toEqual(native);
      });
    }

    if (!recording.streamed) return;
    it("stream shape", async () => {
      expect(brokenRules(asked.chunks, true)).toEqual([]);
      expect(brokenRules((await replay(recording, sdk, false)).chunks, false)).toEqual([]);
    });
  });
}

it.runIf(recordings().length === 0)("the recorded answers are absent", (context) => context.skip());
