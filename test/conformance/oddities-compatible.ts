import type { Call, Oddity, Script, Telling } from "./oddities.ts";
import { pieces } from "./oddities.ts";

type Odd = ReadonlySet<Oddity>;

/** Manners of OpenAI-compatible servers, each seen at one vendor or another. */
const NAMES = [
  "reasoning is `reasoning`",
  "reasoning is parts of the content",
  "reasoning is in `reasoning_details` only",
  "no index on calls",
  "every call at index 0",
  "indices from 1",
  "no id on calls",
  "no type on calls",
  "names again and again",
  "ids again, empty",
  "arguments at once",
  "arguments as an object",
  "arguments once more at the end",
  "calls in one delta",
  "role on every delta",
  "no role",
  "nulls",
  "no choice index",
  "empty chunks",
  "pings without choices",
  "odd head",
  "finish is `stop` beside calls",
  "finish on the last delta",
  "finish in capitals",
  "usage on the finish",
  "usage on every chunk",
  "usage at Groq's place",
  "usage in the choice",
  "cached tokens at the top",
  "reasoning tokens at the top",
  "an empty usage after it",
  "unknown fields",
] as const;

const CHUNK = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "m" };

export const compatibleOddities: Telling = {
  names: NAMES,
  stream(script, odd) {
    const deltas = [
      ...script.reasoning.map((text) => thought(text, odd)),
      ...script.words.map((content) => ({
        content: odd.has("reasoning is parts of the content") ? [{ type: "text", text: content }] : content,
      })),
      ...callDeltas(script.calls, odd),
    ];
    const finish = finishOf(script, odd);
    const last = odd.has("finish on the last delta") && deltas.length > 0 ? deltas.pop()! : {};
    const all: [object, string | null][] = [...deltas.map((delta): [object, null] => [delta, null]), [last, finish]];
    const chunks = all.flatMap(([delta, reason], at) => {
      const chunk = chunkOf(spoiled(delta, at, odd), reason, script, odd);
      return odd.has("empty chunks") ? [chunkOf({}, null, script, odd), chunk] : [chunk];
    });
    return [...opening(odd), ...chunks, ...usageChunks(script, odd)];
  },
  complete(script, odd) {
    const { reasoning, words, calls } = script;
    const parts = odd.has("reasoning is parts of the content");
    const thinking = reasoning.length > 0 ? thought(reasoning.join(""), odd) : {};
    const content =
      words.length === 0 ? (parts ? [] : null) : parts ? [{ type: "text", text: words.join("") }] : words.join("");
    const message = {
      ...(odd.has("no role") ? {} : { role: "assistant" }),
      ...thinking,
      content:
        "content" in thinking ? [...(thinking.content as unknown[]), ...((content as unknown[]) ?? [])] : content,
      ...(calls.length > 0
        ? { tool_calls: calls.map((call, at) => wholeCall(call, at, odd)) }
        : odd.has("nulls") && { tool_calls: null, refusal: null, audio: null, function_call: null }),
    };
    const usage = usageOf(script, odd);
    return {
      ...CHUNK,
      object: "chat.completion",
      ...(odd.has("odd head") && { id: "", model: null, created: "1700000000" }),
      choices: [
        {
          ...(!odd.has("no choice index") && { index: 0 }),
          message,
          finish_reason: finishOf(script, odd),
          ...(odd.has("nulls") && { logprobs: null }),
        },
      ],
      ...(odd.has("usage at Groq's place") ? { usage: null, x_groq: { usage } } : { usage }),
      ...(odd.has("unknown fields") && { new: { field: [1] } }),
    };
  },
};

function thought(text: string, odd: Odd): Record<string, unknown> {
  if (odd.has("reasoning is parts of the content")) {
    return { content: [{ type: "thinking", thinking: [{ type: "text", text }] }] };
  }
  if (odd.has("reasoning is in `reasoning_details` only")) {
    return {
      reasoning_details: [
        { type: "reasoning.text", text, index: 0 },
        { type: "reasoning.encrypted", data: "x" },
      ],
    };
  }
  return odd.has("reasoning is `reasoning`") ? { reasoning: text } : { reasoning_content: text };
}

function callDeltas(calls: readonly Call[], odd: Odd): object[] {
  const each = calls.map((call, at) => callPieces(call, at, calls.length, odd));
  // Without an index or an id, pieces can be told apart only where a call is whole.
  if (!odd.has("calls in one delta") || calls.length === 0)
    return each.flat().map((piece) => ({ tool_calls: [piece] }));
  const together = each.map((list) => (list.length === 1 ? list[0] : undefined));
  return together.every((piece) => piece !== undefined)
    ? [{ tool_calls: together }]
    : each.flat().map((piece) => ({ tool_calls: [piece] }));
}

function callPieces({ id, name, input }: Call, at: number, count: number, odd: Odd): object[] {
  const atOnce = odd.has("arguments at once") || odd.has("arguments as an object") || unsure(odd, count);
  const index = odd.has("no index on calls")
    ? {}
    : { index: odd.has("every call at index 0") ? 0 : at + (odd.has("indices from 1") ? 1 : 0) };
  const type = odd.has("no type on calls") ? {} : { type: "function" };
  const named = { ...index, ...(odd.has("no id on calls") ? odd.has("nulls") && { id: null } : { id }), ...type };
  const whole = odd.has("arguments as an object") ? input : JSON.stringify(input);
  if (atOnce) return [{ ...named, function: { name, arguments: whole } }];
  const repeated = { ...(odd.has("names again and again") && { name }) };
  const again = { ...(odd.has("ids again, empty") && { id: "" }), ...(odd.has("names again and again") && type) };
  const [first, ...rest] = pieces(input);
  const last = odd.has("arguments once more at the end") ? [{ ...index, function: { arguments: whole } }] : [];
  return [
    { ...named, function: { name, arguments: first } },
    ...rest.map((text) => ({ ...index, ...again, function: { ...repeated, arguments: text } })),
    ...last,
  ];
}

/** Two calls of which nothing tells where the second begins: such servers send each whole. */
function unsure(odd: Odd, count: number): boolean {
  return count > 1 && odd.has("no id on calls") && (odd.has("no index on calls") || odd.has("every call at index 0"));
}

function wholeCall({ id, name, input }: Call, at: number, odd: Odd): object {
  return {
    ...(!odd.has("no id on calls") && { id }),
    ...(!odd.has("no type on calls") && { type: "function" }),
    ...(odd.has("indices from 1") && { index: at + 1 }),
    function: { name, arguments: odd.has("arguments as an object") ? input : JSON.stringify(input) },
  };
}

function spoiled(delta: object, at: number, odd: Odd): object {
  const role = odd.has("role on every delta") || (at === 0 && !odd.has("no role")) ? { role: "assistant" } : {};
  const nulls = odd.has("nulls")
    ? { content: null, refusal: null, tool_calls: null, function_call: null, reasoning_content: null }
    : {};
  return { ...role, ...nulls, ...delta };
}

function opening(odd: Odd): object[] {
  if (!odd.has("pings without choices")) return [];
  return [
    { ...CHUNK, id: "", model: "", choices: [], prompt_filter_results: [] },
    { ...CHUNK, choices: null },
  ];
}

function chunkOf(delta: object, finish: string | null, script: Script, odd: Odd): object {
  const usage = usageOf(script, odd);
  const choice = {
    ...(!odd.has("no choice index") && { index: 0 }),
    delta,
    finish_reason: finish ?? (odd.has("finish in capitals") ? "" : null),
    ...(odd.has("usage in the choice") && finish !== null && { usage }),
  };
  const here = odd.has("usage on every chunk") || (odd.has("usage on the finish") && finish !== null);
  return {
    ...CHUNK,
    ...(odd.has("odd head") && { id: null, created: 0, model: "", object: "" }),
    choices: [choice],
    ...(here ? { usage } : odd.has("nulls") && { usage: null }),
    ...(odd.has("usage at Groq's place") && finish !== null && { x_groq: { usage } }),
    ...(odd.has("unknown fields") && { obfuscation: "abc", later: { field: true } }),
  };
}

function usageChunks(script: Script, odd: Odd): object[] {
  const elsewhere = ["usage on every chunk", "usage on the finish", "usage at Groq's place", "usage in the choice"];
  const empty = odd.has("an empty usage after it") ? [{ ...CHUNK, choices: [], usage: {} }] : [];
  if (elsewhere.some((name) => odd.has(name))) return empty;
  return [{ ...CHUNK, choices: odd.has("nulls") ? null : [], usage: usageOf(script, odd) }, ...empty];
}

function usageOf({ usage: { input, cached, output, thought } }: Script, odd: Odd): object {
  const prompt_tokens = input + cached;
  const completion_tokens = output + thought;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    ...(odd.has("cached tokens at the top")
      ? { cached_tokens: cached }
      : { prompt_tokens_details: { cached_tokens: cached } }),
    ...(odd.has("reasoning tokens at the top")
      ? { reasoning_tokens: thought }
      : { completion_tokens_details: { reasoning_tokens: thought } }),
  };
}

const WORDS: Readonly<Record<string, string>> = { stop: "STOP", length: "MAX_TOKENS", tool_calls: "TOOL_CALLS" };

function finishOf({ calls, cut }: Script, odd: Odd): string {
  const stop = odd.has("finish is `stop` beside calls");
  const finish = cut ? "length" : calls.length > 0 && !stop ? "tool_calls" : "stop";
  return odd.has("finish in capitals") ? WORDS[finish]! : finish;
}
