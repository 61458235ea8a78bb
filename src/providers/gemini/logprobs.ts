import type { Completion } from "../../contract/chat.ts";
import type { LogprobsResult, TokenCandidate } from "./wire.ts";

type Logprobs = NonNullable<Completion["choices"][number]["logprobs"]>;

/** Gemini's logprobsResult in OpenAI's shape; null where there is none. Bytes are the token's UTF-8. */
export function decodeLogprobs(result: LogprobsResult | undefined): Logprobs | null {
  if (!result?.chosenCandidates) return null;
  const content = result.chosenCandidates.map((chosen, index) => ({
    ...decodeToken(chosen),
    top_logprobs: (result.topCandidates?.[index]?.candidates ?? []).map(decodeToken),
  }));
  return { content, refusal: null };
}

function decodeToken({ token = "", logProbability }: TokenCandidate) {
  // OpenAI writes -9999 for a token that is as good as impossible.
  return { token, bytes: [...new TextEncoder().encode(token)], logprob: logProbability ?? -9999 };
}
