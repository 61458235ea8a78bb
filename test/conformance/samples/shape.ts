import type { ChatCompletionChunk } from "llmux";

const FINISHES = ["stop", "length", "tool_calls", "content_filter", "function_call"];

/** The rules of OpenAI's stream that clients rely on; those that chunks break, in words. `usage`: a usage chunk was asked for. */
export function brokenRules(chunks: readonly ChatCompletionChunk[], usage: boolean): string[] {
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  const heads = new Set(chunks.map(({ id, object, created, model }) => JSON.stringify([id, object, created, model])));
  const counted = chunks.flatMap((chunk, at) => (chunk.usage ? at : []));
  const rules: Readonly<Record<string, boolean>> = {
    "`choices` is always a list": chunks.every((chunk) => Array.isArray(chunk.choices)),
    "`delta` is always there": choices.every(({ delta }) => typeof delta === "object" && delta !== null),
    "the role comes first, and once":
      choices[0]?.delta.role === "assistant" && choices.filter(({ delta }) => delta.role).length === 1,
    "one id, object, created and model": heads.size === 1,
    "an id, a time and a model": Boolean(chunks[0]?.id && chunks[0].model) && Number.isInteger(chunks[0]?.created),
    "content is text": choices.every(({ delta }) =>
      ["string", "undefined"].includes(typeof (delta.content ?? undefined)),
    ),
    "one finish, the last of the choices":
      choices.filter(({ finish_reason }) => finish_reason).length === 1 &&
      FINISHES.includes(String(choices.at(-1)?.finish_reason)),
    "usage comes only when asked for, in a last chunk without choices": usage
      ? counted.length <= 1 && counted.every((at) => at === chunks.length - 1 && chunks[at]?.choices.length === 0)
      : counted.length === 0 && choices.length === chunks.length,
    "tool calls are whole": callsAreWhole(choices),
  };
  return Object.entries(rules).flatMap(([rule, kept]) => (kept ? [] : rule));
}

/** Dense indices from 0; id, type and name once, on a call's first delta; arguments that are JSON in the end. */
function callsAreWhole(choices: readonly ChatCompletionChunk["choices"][number][]): boolean {
  const texts: string[] = [];
  for (const { index, id, type, function: named } of choices.flatMap(({ delta }) => delta.tool_calls ?? [])) {
    const begins = index === texts.length;
    if (!begins && index > texts.length) return false;
    if (begins ? !(id && type && named?.name) : (id ?? type ?? named?.name) !== undefined) return false;
    texts[index] = (texts[index] ?? "") + (named?.arguments ?? "");
  }
  return texts.every((text) => {
    try {
      return typeof JSON.parse(text) === "object";
    } catch {
      return false;
    }
  });
}
