import { ANTHROPIC_MODELS, type AnthropicModelFacts } from "../../data/anthropic-models.ts";

/** What this Claude model takes; an unknown one is taken for the newest. */
export function modelFacts(model: string): AnthropicModelFacts {
  return ANTHROPIC_MODELS.find((row) => row.models.test(model)) ?? ANTHROPIC_MODELS.at(-1)!;
}

/** The model id as it stands on the wire: other routers' `anthropic/` in front is not part of it. */
export function wireModel(model: string): string {
  return model.replace(/^anthropic\//, "");
}
