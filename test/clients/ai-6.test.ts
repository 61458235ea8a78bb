import { createOpenAICompatible } from "@ai-sdk/openai-compatible-for-ai-6";
import { createOpenAI } from "@ai-sdk/openai-for-ai-6";
import type { EmbeddingModel, LanguageModel } from "ai";
import * as sdk6 from "ai-6";
import { runCases } from "./cases/run.ts";
import { aiSdkDriver, type Sdk } from "./drivers/ai-sdk.ts";

const sdk = sdk6 as unknown as Sdk;

runCases(
  aiSdkDriver("ai 6, openai-compatible", sdk, (fetch) => {
    const baseURL = "http://llmux.invalid/v1";
    const provider = createOpenAICompatible({
      name: "llmux",
      baseURL,
      fetch,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    return {
      chat: (id) => provider.chatModel(id) as unknown as LanguageModel,
      embedding: (id) => provider.embeddingModel(id) as unknown as EmbeddingModel,
    };
  }),
);

runCases(
  aiSdkDriver("ai 6, openai .chat()", sdk, (fetch) => {
    const provider = createOpenAI({ apiKey: "-", fetch });
    return {
      chat: (id) => provider.chat(id) as unknown as LanguageModel,
      embedding: (id) => provider.embedding(id) as unknown as EmbeddingModel,
    };
  }),
);
