import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import * as sdk from "ai";
import { runCases } from "./cases/run.ts";
import { aiSdkDriver } from "./drivers/ai-sdk.ts";

runCases(
  aiSdkDriver("ai 7, openai-compatible", sdk, (fetch) => {
    const baseURL = "http://llmux.invalid/v1";
    const provider = createOpenAICompatible({
      name: "llmux",
      baseURL,
      fetch,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    return { chat: (id) => provider.chatModel(id), embedding: (id) => provider.embeddingModel(id) };
  }),
);

runCases(
  aiSdkDriver("ai 7, openai .chat()", sdk, (fetch) => {
    const provider = createOpenAI({ apiKey: "-", fetch });
    return { chat: (id) => provider.chat(id), embedding: (id) => provider.embedding(id) };
  }),
);
