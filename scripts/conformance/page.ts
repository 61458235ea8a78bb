import type { Result } from "./run-suite.ts";
import { type Aspect, aspectsOf, type Case, casesOf, Tally } from "./tables.ts";

/** How many numbered cases there are. */
const CASES = 60;
const PROVIDERS = ["anthropic", "gemini", "compatible", "any"];
const FEATURES = [
  ...["messages", "tools", "parameters", "structured output", "reasoning", "media"],
  ...["streams", "usage and finish", "errors"],
];
const ASPECTS = ["text", "reasoning", "tool calls", "finish reason", "usage", "native blocks", "stream shape"];

/** What a run came to. */
export interface Verdict {
  readonly cases: readonly Case[];
  readonly aspects: readonly Aspect[];
  /** One line each, for a reader who has to mend something. */
  readonly failures: readonly string[];
}

/** Judges a run: each number from 1 to 60 once, every test passed. */
export function judge(results: readonly Result[]): Verdict {
  const cases = casesOf(results);
  const numbers = Array.from({ length: CASES }, (_, at) => at + 1);
  const miscounted = numbers.filter((number) => cases.filter((one) => one.number === number).length !== 1);
  const failed = results.filter(({ passed }) => !passed);
  return {
    cases,
    aspects: aspectsOf(results),
    failures: [
      ...miscounted.map((number) => `case ${number} is not there, or not once`),
      ...failed.map(({ path, name, message }) => `${[...path, name].join(" > ")}: ${message?.split("\n")[0]}`),
    ],
  };
}

/** The two tables. */
export function tables({ cases, aspects }: Verdict): { cases: string; samples: string } {
  const byFeature = new Tally(PROVIDERS, FEATURES);
  for (const { provider, feature, passed } of cases) byFeature.add(provider, feature, passed);
  const byAspect = new Tally([...new Set(aspects.map(({ provider }) => provider))].sort(), ASPECTS);
  for (const { provider, name, passed } of aspects) byAspect.add(provider, name, passed);
  return { cases: byFeature.markdown("provider"), samples: byAspect.markdown("provider") };
}

/** `docs/conformance.md`: the same for the same results. */
export function page(verdict: Verdict): string {
  const { cases, samples } = tables(verdict);
  const answers = new Set(verdict.aspects.map(({ recording }) => recording.split(", @")[0])).size;
  const list = verdict.cases.map(({ number, name, passed }) => {
    const title = name.replace(/^case \d+: /, "");
    return `| ${number} | ${title.replaceAll("|", "\\|")} | ${passed ? "passes" : "**fails**"} |`;
  });
  return `# Conformance

This page is written by \`npm run conformance\`, which fails if any test below does. Everything goes the way a call goes: router, official SDK, a socket, and a server that writes the provider's own bytes.

## Cases

Sixty cases of what must stand on the wire, and what must come of an answer. \`compatible\` stands for the vendors that speak OpenAI's API, \`all\` for rules that hold everywhere.

${cases}

## Recorded answers

${answers} answers of real APIs, ${new Set(verdict.aspects.map(({ provider }) => provider)).size} providers, are played back as their servers wrote them, Gemini's over both of its SDKs. What each says is read from its bytes a second time, by readers that share nothing with the codecs (\`test/conformance/samples\`), and compared.
The recordings are test fixtures of the Vercel AI SDK (Apache-2.0); they are no part of this repository, and a run without them says so.

${samples}

*Native blocks*: what the provider said in its own form, kept whole on the message for the next turn. *Stream shape*: \`choices\` is always a list and \`delta\` always there; the role comes first and once; one id, object, time and model; tool calls have dense indices, their id, type and name once, and arguments that are JSON in the end; one finish; usage only when asked for, and last.

## Beside these

The same run sends 10,000 fuzzed bodies, each of which must come to an answer or an \`LlmuxError\`; cuts streams of every wire at random bytes, inside characters too; puts unknown fields, events and blocks into them; writes random conversations for each
provider and reads them back; and moves a tool conversation between OpenAI, Anthropic and Gemini along every path of four turns.
It plays some 300 rare answers and errors, written out by hand from the providers' documents (\`test/conformance/rare\`), and sends random answers back to whoever gave them and to all others.

## The cases, one by one

| | what must hold | |
| --- | --- | --- |
${list.join("\n")}
`;
}
