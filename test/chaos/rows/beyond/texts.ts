import type { FaultContext } from "../../../../src/testing/faults/fault.ts";
import { whole } from "../../../../src/testing/steps.ts";
import { A, A_OR_E, answer, both, type Expected, NO_ANSWER } from "../../expected.ts";
import { bodyOf, eventOf, framesOf, JSON_TYPE, jsonOf, stepsOf } from "../../faults/kit.ts";
import { type FaultRow, ONLY_OPENAI } from "../../row.ts";

/** The JSON answer's text, changed. */
const changed = (change: (json: string) => string) =>
  jsonOf("changed", ({ wire, answer: said }) => change(JSON.stringify(wire.json(said))));

/** More members at the beginning of the answer. */
const withMembers = (members: string) => changed((json) => `{${members},${json.slice(1)}`);

const nested = (depth: number) => `"nested":${"[".repeat(depth)}${"]".repeat(depth)}`;

/** Text of its own in each event. */
const spoken = (texts: readonly string[]) =>
  stepsOf("spoken", ({ render, rendering }) => {
    const { frames } = render({ chunks: texts });
    return whole(200, rendering.headers, frames.map(({ text }) => text).join(""));
  });

const says = (text: string): Expected => answer({ text: (said) => said === text });

/** Tens of megabytes, read by the same code whichever SDK asks: once is enough. */
const ONCE = { anthropic: "none", gemini: "none", older: "none" } as const;

/** Google's older SDK takes U+2028 for the end of a line. */
const OLDER_CUTS = { older: { stream: { ...NO_ANSWER, way: "interrupted or error", text: () => true } } } as const;

/** What JSON and its encodings allow, and what they do not. */
export const TEXTS: readonly FaultRow[] = [
  { id: "J", does: "`NaN` in the answer", fault: withMembers('"novelty":NaN'), JSON: NO_ANSWER },
  { id: "J", does: "a comma too many", fault: changed((json) => `${json.slice(0, -1)},}`), JSON: NO_ANSWER },
  { id: "J", does: "a comment in the answer", fault: changed((json) => `/* said */${json}`), JSON: NO_ANSWER },
  { id: "J", does: "blanks around the answer", fault: changed((json) => ` \n\n\t${json}\n \r\n`), JSON: A },
  {
    id: "J",
    does: "each list twice, empty at first",
    fault: withMembers('"choices":[],"content":[],"candidates":[]'),
    JSON: A,
  },
  { id: "J", does: "a thousand lists within each other", fault: withMembers(nested(1_000)), JSON: A },
  { id: "J", does: "50,000 lists within each other", fault: withMembers(nested(50_000)), JSON: A_OR_E },
  {
    id: "J",
    does: "`__proto__` and `constructor` in the answer",
    fault: withMembers('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
    JSON: A,
  },
  {
    id: "J",
    does: "UTF-16",
    fault: stepsOf("utf16", function* (at: FaultContext) {
      yield { do: "head", status: 200, headers: at.rendering.headers };
      yield { do: "write", bytes: Buffer.from(bodyOf(at), "utf16le") };
      yield { do: "end" };
    }),
    ...both(NO_ANSWER),
  },
  {
    id: "J",
    does: "five megabytes of text",
    fault: stepsOf("large", ({ render }) => {
      const { headers, frames } = render({ chunks: ["na ".repeat(1_700_000)] });
      return whole(200, headers, frames.map(({ text }) => text).join(""));
    }),
    ...both(answer({ text: (said) => said.length === 5_100_000 })),
    except: ONCE,
  },
  {
    id: "J",
    does: "NUL, U+2028 and other controls",
    fault: spoken(["a\u0000b", "\u2028c\u0085", "\u001bd"]),
    ...both(says("a\u0000b\u2028c\u0085\u001bd")),
    except: OLDER_CUTS,
  },
  {
    id: "J",
    does: "a surrogate pair split between events",
    fault: spoken(["party \ud83c", "\udf89!"]),
    ...both(says("party \u{1f389}!")),
  },
  {
    id: "J",
    does: "an escape sequence cut by the end of the body",
    fault: changed((json) => json.slice(0, json.indexOf("echo") + 2).concat("\\u00")),
    JSON: NO_ANSWER,
  },
  {
    id: "J",
    does: "a body without end",
    fault: stepsOf("endless", function* (at: FaultContext) {
      yield { do: "head", status: 200, headers: JSON_TYPE };
      yield { do: "write", bytes: JSON.stringify(at.wire.json(at.answer)).slice(0, -1) };
      for (;;) yield { do: "write", bytes: " ".repeat(262_144) };
    }),
    JSON: NO_ANSWER,
    except: ONCE,
  },
  {
    id: "J",
    does: "an event without end",
    fault: stepsOf("line", function* (at: FaultContext) {
      yield { do: "head", status: 200, headers: at.rendering.headers };
      yield { do: "write", bytes: "data: " };
      for (;;) yield { do: "write", bytes: "x".repeat(262_144) };
    }),
    stream: NO_ANSWER,
    except: ONCE,
  },
  {
    id: "J",
    does: "the text in `reasoning` alone",
    fault: framesOf("thought", (frames, at) => [
      ...frames.filter(({ part }) => part === "opening"),
      eventOf(at, { choices: [{ index: 0, delta: { reasoning: "thinking" } }] }),
      ...frames.filter(({ part }) => part === "mark" || part === "closing"),
    ]),
    stream: answer({ text: (said) => said === "", warning: "empty_answer" }),
    except: ONLY_OPENAI,
  },
];
