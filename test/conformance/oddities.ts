import fc from "fast-check";
import type { Wire } from "./frames.ts";
import { anthropicOddities } from "./oddities-anthropic.ts";
import { compatibleOddities } from "./oddities-compatible.ts";
import { geminiOddities } from "./oddities-gemini.ts";
import type { Reading } from "./samples/reading.ts";

/** What a model said, whatever it is told in. */
export interface Script {
  readonly reasoning: readonly string[];
  readonly words: readonly string[];
  readonly calls: readonly Call[];
  /** The answer was cut by the token limit; never with calls. */
  readonly cut: boolean;
  readonly usage: {
    readonly input: number;
    readonly cached: number;
    readonly output: number;
    readonly thought: number;
  };
}

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A way in which a server differs from the documents of its wire. */
export type Oddity = string;

/** How a wire tells a script, with some of its oddities. */
export interface Telling {
  readonly names: readonly Oddity[];
  stream(script: Script, odd: ReadonlySet<Oddity>): object[];
  complete(script: Script, odd: ReadonlySet<Oddity>): object;
}

export const ODDITIES: Readonly<Record<Wire, Telling>> = {
  anthropic: anthropicOddities,
  gemini: geminiOddities,
  openai: compatibleOddities,
};

const text = fc.string({
  unit: fc.constantFrom("a", "é", "☕", "𝒳", " ", "\n", '"', "\\", "\u2028", "data: ", "👩‍👩‍👧"),
  minLength: 1,
  maxLength: 8,
});
const input = fc.dictionary(fc.constantFrom("a", "ü", "☕", "deep"), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
const call = fc.record({ name: fc.constantFrom("look", "get_weather"), input });
const count = fc.integer({ min: 1, max: 500 });

export const script: fc.Arbitrary<Script> = fc
  .record({
    reasoning: fc.array(text, { maxLength: 3 }),
    words: fc.array(text, { maxLength: 4 }),
    calls: fc.array(call, { maxLength: 3 }),
    limited: fc.boolean(),
    usage: fc.record({ input: count, cached: count, output: count, thought: count }),
  })
  .map(({ calls, limited, ...rest }) => ({
    ...rest,
    calls: calls.map((one, at) => ({ ...one, id: `call_${at}` })),
    cut: limited && calls.length === 0,
  }));

/** What has to come out. */
export function saidIn({ reasoning, words, calls, cut, usage }: Script): Reading {
  const { input, cached, output, thought } = usage;
  return {
    text: words.join(""),
    reasoning: reasoning.join(""),
    calls: calls.map(({ name, input }) => ({ name, input })),
    finish: cut ? "length" : calls.length > 0 ? "tool_calls" : "stop",
    usage: { prompt: input + cached, completion: output + thought, cached, reasoning: thought },
  };
}

/** JSON in pieces, some of them empty. */
export function pieces(value: unknown): string[] {
  const json = JSON.stringify(value);
  const middle = Math.ceil(json.length / 2);
  return ["", json.slice(0, middle), "", json.slice(middle)];
}
