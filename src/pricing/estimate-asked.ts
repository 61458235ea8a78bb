import { inputsOf } from "../contract/embedding.ts";
import type { Asked } from "../contract/operation.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Usage } from "../contract/usage.ts";
import { estimateUsage, tokensIn } from "./estimate.ts";

/** Guesses the tokens of an attempt whose provider gave no usage, whatever was asked of it. */
export function estimateAsked({ operation, request }: Asked, partial: PartialAnswer | undefined): Usage {
  if (operation === "chat") return estimateUsage(request, partial);
  const answered = estimateUsage({ model: "", messages: [] }, partial);
  const inputTokens =
    operation === "native" ? tokensIn(JSON.stringify(request.body)) : inputsOf(request).reduce(addTokens, 0);
  return { ...answered, inputTokens };
}

function addTokens(total: number, input: string | readonly number[]): number {
  return total + (typeof input === "string" ? tokensIn(input) : input.length);
}
