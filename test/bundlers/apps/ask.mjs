import { createRouter } from "llmux";

// Made with the module, as in every application: a build that evaluates it has no key.
const router = createRouter();

const MODELS = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"];

/** What each provider answers, or why it cannot. */
export async function ask() {
  const answers = {};
  for (const model of MODELS) {
    const call = router.chat.completions.create({ model, messages: [{ role: "user", content: "hello" }] });
    answers[model.split("/")[0]] = await call.then(
      ({ choices }) => choices[0].message.content,
      ({ kind, message }) => `${kind}: ${message}`,
    );
  }
  return answers;
}
