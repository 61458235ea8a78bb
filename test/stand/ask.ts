import type { CallOptions, ChatCompletionChunk, ChatRequest, LlmuxError, Router, Settlement } from "llmux";

/** What one call came to, whichever way it ended. */
export interface Outcome {
  /** `answer`: complete; `error`: `create` rejected; `interrupted`: the stream threw in mid-answer. */
  readonly way: "answer" | "error" | "interrupted";
  readonly text: string;
  readonly error: LlmuxError | undefined;
  readonly finish: string | null;
  readonly target: string;
  readonly warnings: readonly string[];
  readonly settled: Settlement | undefined;
}

export interface Ask {
  readonly text: string;
  readonly model: string;
  readonly stream: boolean;
  readonly options?: CallOptions;
}

/** Makes one call and reads its answer to the end. */
export async function ask(router: Router, { text, model, stream, options }: Ask): Promise<Outcome> {
  const body: ChatRequest = { model, stream, messages: [{ role: "user", content: text }] };
  try {
    const answer = await router.chat.completions.create(body, options);
    if (Symbol.asyncIterator in answer) return await readStream(answer);
    const choice = answer.choices[0];
    return {
      ...{ way: "answer", error: undefined, settled: undefined },
      text: choice?.message.content ?? "",
      finish: choice?.finish_reason ?? null,
      target: answer.x_llmux.target,
      warnings: answer.x_llmux.warnings.map((warning) => warning.code),
    };
  } catch (error) {
    return { ...NOTHING, way: "error", error: error as LlmuxError };
  }
}

const NOTHING = { text: "", finish: null, target: "", warnings: [], settled: undefined };

async function readStream(
  stream: AsyncIterable<ChatCompletionChunk> & { readonly settled: Promise<Settlement> },
): Promise<Outcome> {
  let text = "";
  let finish: string | null = null;
  let last: ChatCompletionChunk | undefined;
  let error: LlmuxError | undefined;
  try {
    for await (const chunk of stream) {
      last = chunk;
      text += chunk.choices[0]?.delta.content ?? "";
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
  } catch (thrown) {
    error = thrown as LlmuxError;
  }
  const report = last?.x_llmux ?? error?.report;
  return {
    way: error ? "interrupted" : "answer",
    ...{ text, finish, error },
    target: report?.target ?? "",
    warnings: report?.warnings.map((warning) => warning.code) ?? [],
    settled: await stream.settled,
  };
}
