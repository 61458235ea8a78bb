import type { ChatCompletion } from "llmux";
import type { SimulatedRequest } from "llmux/testing";
import { column } from "./stage.ts";
import { QUESTION, textOf, type World } from "./world.ts";

const FINISH_REASONS = ["stop", "length", "tool_calls", "content_filter"];

/** (a) One question to every provider, each on its own wire; the answers have one shape. */
export async function questions({ stage, router, targets, ledger, sim }: World): Promise<void> {
  stage.title("1  One question, every provider, one shape", "router.chat.completions.create()");
  const answers: ChatCompletion[] = [];
  for (const model of targets) {
    try {
      const body = { model, messages: QUESTION, max_completion_tokens: 1_000 };
      const answer = await router.chat.completions.create(body, { tags: { step: "question" } });
      answers.push(answer);
      ledger.add(answer.x_llmux);
      stage.line(`   ${column(model, 29)}${column(`"${textOf(answer)}"`, 40)}${answer.choices[0]?.finish_reason}`);
    } catch (error) {
      stage.line(`   ${column(model, 29)}${column(String(error), 48)}`);
    }
    const request = sim?.[model.split("/")[0] as "openai" | "anthropic" | "gemini"].requests.at(-1);
    if (request) stage.line(`     → POST ${column(request.path, 48)}${sdkOf(request) ?? ""}`);
  }
  stage.check(
    `${targets.length} of ${targets.length} are an OpenAI ChatCompletion with text, usage and route report`,
    answers.length === targets.length && answers.every((answer, index) => hasTheShape(answer, targets[index]!)),
  );
  if (!sim) return;
  const requests = [sim.openai, sim.anthropic, sim.gemini].map((provider) => provider.requests);
  stage.check(
    "each provider was asked once, by its own official SDK",
    requests.every(([request, ...more]) => request !== undefined && more.length === 0) &&
      requests.map(([request]) => request && sdkOf(request)?.split("/")[0]).join() === "OpenAI,Anthropic,genai-sdk",
  );
}

/** How the official SDKs name themselves to their APIs. */
function sdkOf({ headers }: SimulatedRequest): string | undefined {
  const named = `${headers["user-agent"]} ${headers["x-goog-api-client"]}`;
  return /(?:(?:OpenAI|Anthropic)\/JS|genai-sdk\/)\s?[\d.]*/.exec(named)?.[0];
}

function hasTheShape(answer: ChatCompletion, target: string): boolean {
  const [choice, ...others] = answer.choices;
  const { usage } = answer;
  return (
    answer.object === "chat.completion" &&
    others.length === 0 &&
    choice?.message.role === "assistant" &&
    textOf(answer) !== "" &&
    FINISH_REASONS.includes(choice.finish_reason) &&
    usage !== undefined &&
    usage.prompt_tokens > 0 &&
    usage.total_tokens >= usage.prompt_tokens + usage.completion_tokens &&
    answer.x_llmux.target === target
  );
}
