import process from "node:process";
import { parseArgs } from "node:util";
import { liveDemo } from "./demo/live.ts";
import { simulatedDemo } from "./demo/simulated.ts";
import { createStage } from "./demo/stage.ts";

const { values } = parseArgs({
  options: {
    live: { type: "boolean", default: false },
    "openai-model": { type: "string" },
    "anthropic-model": { type: "string" },
    "gemini-model": { type: "string" },
  },
});

// A reader that has seen enough (`| head`) closes the pipe.
process.stdout.on("error", () => process.exit(1));

const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
const stage = createStage(console.log, color);

/** Live models: a flag, else an environment variable, else a cheap one. */
const models = {
  openai: values["openai-model"] ?? process.env.DEMO_OPENAI_MODEL ?? "gpt-5.4-mini",
  anthropic: values["anthropic-model"] ?? process.env.DEMO_ANTHROPIC_MODEL ?? "claude-haiku-4-5",
  gemini: values["gemini-model"] ?? process.env.DEMO_GEMINI_MODEL ?? "gemini-3.1-flash-lite",
};

await (values.live ? liveDemo(stage, models, process.env) : simulatedDemo(stage));
process.exitCode = stage.finish();
