"use server";

import { router } from "../lib/router";

/** A server action: the router itself, without HTTP in between. */
export async function nameOf(question: string): Promise<string> {
  const answer = await router.chat.completions.create({
    model: "chat",
    messages: [{ role: "user", content: `A title of three words for: ${question}` }],
  });
  return answer.choices[0]?.message.content ?? "";
}
