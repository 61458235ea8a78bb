import type { ChatCompletion, ChatCompletionChunk } from "../contract/chat.ts";
import type { CallOptions } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import { type Answer, isEvents } from "./answer.ts";
import type { Fields } from "./body.ts";
import { changed } from "./changed.ts";
import { follow } from "./follow.ts";
import type { Asked } from "./place.ts";

/** Prompts of one request: each is a call of its own. */
const MAX_PROMPTS = 20;

/** `POST …/completions`, OpenAI's legacy endpoint: each prompt is asked as a user's message. */
export async function completions({ calls, body, options }: Asked): Promise<Answer> {
  const prompts = promptsOf(body);
  checkFields(body, prompts.length);
  const { prompt: _, echo: _echo, suffix: _suffix, best_of: _best, logprobs: _logprobs, ...rest } = body;
  const ask = async (content: string, around: CallOptions) =>
    toText(await calls.chat({ ...rest, messages: [{ role: "user", content }] }, around));
  if (prompts.length === 1) return await ask(prompts[0]!, options);
  return joined(await allOrNone(prompts, ask, options));
}

/** Asks with all prompts at once. The first that fails ends the others: their answers would be paid for and thrown away. */
async function allOrNone<T>(
  prompts: readonly string[],
  ask: (prompt: string, options: CallOptions) => Promise<T>,
  options: CallOptions,
): Promise<T[]> {
  const controller = new AbortController();
  const unfollow = follow(options.signal ?? undefined, controller);
  const calls = prompts.map((prompt) => ask(prompt, { ...options, signal: controller.signal }));
  try {
    return await Promise.all(calls);
  } catch (error) {
    controller.abort();
    throw error;
  } finally {
    unfollow();
  }
}

function promptsOf({ prompt }: Fields): readonly string[] {
  const prompts: readonly unknown[] = Array.isArray(prompt) ? prompt : [prompt];
  const isText = prompts.every((one): one is string => typeof one === "string" && one !== "");
  if (isText && prompts.length > 0 && prompts.length <= MAX_PROMPTS) return prompts as readonly string[];
  return refuse("prompt", `expected a string, or a list of at most ${MAX_PROMPTS} strings; tokens are not taken`);
}

type Refused = readonly [field: string, isHarmless: (value: unknown) => boolean];

/** What a chat cannot do, and the values that ask for nothing. */
const REFUSED: readonly Refused[] = [
  ["echo", (value) => value === false],
  ["suffix", (value) => value === ""],
  ["best_of", (value) => value === 1],
  ["logprobs", () => false],
];

function checkFields(body: Fields, prompts: number): void {
  for (const [field, isHarmless] of REFUSED) {
    const value = body[field];
    if (value === undefined || value === null || isHarmless(value)) continue;
    refuse(field, "not served on this endpoint: leave it out, or use chat/completions");
  }
  if (prompts > 1 && body.stream === true) refuse("prompt", "expected one prompt where the answer is streamed");
}

function refuse(param: string, message: string): never {
  throw new LlmuxError("invalid_request", `${param}: ${message}`, { param, code: "invalid_request" });
}

type Chat = ChatCompletion | ChatCompletionChunk;

function toText(answer: Answer): Answer<object> {
  const { data } = answer;
  if (!isEvents(data)) return { ...answer, data: textOf(data as ChatCompletion) };
  return { ...answer, data: changed(data, { value: (chunk) => textOf(chunk as ChatCompletionChunk) }) };
}

function textOf({ choices, ...rest }: Chat) {
  return {
    ...rest,
    ...{ object: "text_completion" },
    choices: choices.map((choice) => ({
      text: ("message" in choice ? choice.message : choice.delta).content ?? "",
      ...{ index: choice.index, logprobs: null, finish_reason: choice.finish_reason },
    })),
  };
}

/** One answer of all: choices are numbered through, each with its own call's report; tokens are added up. */
function joined(answers: readonly Answer<object>[]): Answer {
  const all = answers.map(({ data }) => data as ReturnType<typeof textOf>);
  const choices = all.flatMap(({ choices: own, x_llmux }) => own.map((choice) => ({ ...choice, x_llmux })));
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  for (const one of all)
    for (const name of Object.keys(usage) as (keyof typeof usage)[]) usage[name] += one.usage?.[name] ?? 0;
  const { x_llmux: _, ...first } = all[0]!;
  return { ...answers[0]!, data: { ...first, choices: choices.map((choice, index) => ({ ...choice, index })), usage } };
}
