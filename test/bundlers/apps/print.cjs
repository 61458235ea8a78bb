const { createRouter } = require("llmux");

const router = createRouter();

async function main() {
  const answers = {};
  for (const model of ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"]) {
    const call = router.chat.completions.create({ model, messages: [{ role: "user", content: "hello" }] });
    answers[model.split("/")[0]] = await call.then(
      ({ choices }) => choices[0].message.content,
      ({ kind, message }) => `${kind}: ${message}`,
    );
  }
  console.log(JSON.stringify(answers));
}
main();
