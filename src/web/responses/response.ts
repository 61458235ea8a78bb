import { list, record } from "../../lib/record.ts";
import { endOf, usageOf } from "./end.ts";
import { head, reportOf, type Subject } from "./head.ts";
import { itemsOf } from "./output.ts";
import type { Fields } from "./refuse.ts";

/** A whole answer of chat as a response. */
export function encodeResponse(completion: Fields, subject: Subject): Fields {
  const { message, finish_reason, logprobs } = record(list(completion.choices)[0]);
  const output = itemsOf(record(message), { ...subject, logprobs: list(record(logprobs).content) });
  return {
    ...head(subject, completion),
    ...endOf(finish_reason),
    output,
    usage: usageOf(completion.usage),
    ...reportOf(completion.x_llmux, subject),
  };
}
